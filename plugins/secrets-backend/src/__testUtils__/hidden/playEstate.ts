/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { mockServices } from '@backstage/backend-test-utils';
import { accessLists } from '@keyward/kube-access';
import { defaultRuleSettings, rules } from '@keyward/findings';
import { type ObjectObservation } from '@keyward/observation';
import type { Knex } from 'knex';
import { type AnnouncedChange, FindingsEngine } from '../../analyse';
import { Environments } from '../../store/environments/Environments';
import { snapshotRotation } from '../../store/rotation/snapshotRotation';
import { Inventory } from '../../ingest/inventory';
import { FindingsNotifier } from '../../notify';
import { SecretsSignals } from '../../notify/signals';
import { at, batch, START } from '../observations';
import { type Caller, type createTestApi, type TestPolicy } from '../testApi';
import { analyseAll } from '../testEngine';
import { addSource, type TestInventory } from '../testInventory';
import { askEverything, type Answers } from './askEverything';
import { minuteOf, observeSecrets } from './observeEstate';
import { Random } from './Random';
import { type Estate, SOURCES } from './randomEstate';
import { emptyTables, useStableIds } from './stableIds';

/** How many secrets a source has is told to whoever may see the sources. */
const COUNTS = /"secretCount":\d+,/g;

/** Whoever asks, and in which portal. */
export interface Asking {
  caller: Caller;
  /** Whose notifications they get; none where a policy hides what they own. */
  hears: string[];
  policy: TestPolicy;
  /** What is decided and asked. */
  seed: number;
}

/** Where estates are played, one after the other. */
export interface World {
  test: TestInventory;
  api: Awaited<ReturnType<typeof createTestApi>>;
}

/**
 * Has an estate observed and analysed, step by step, and asks as somebody.
 *
 * @param world - of which nothing is left in the database but its tables
 * @returns everything that they see, by what they asked, and the refs of the secrets
 */
export async function playEstate(
  { test, api }: World,
  estate: Estate,
  { caller, hears, policy, seed }: Asking,
): Promise<{ answers: Answers; visible: Set<string> }> {
  const { knex } = test;
  await emptyTables(knex);
  const inventory = new Inventory({ knex });
  const fences = SOURCES.map(sourceId => ({ sourceId, fence: 1 }));
  for (const sourceId of SOURCES) {
    await addSource(knex, sourceId);
  }
  const logger = mockServices.logger.mock();
  const engine = new FindingsEngine({
    knex,
    logger,
    rules,
    settings: defaultRuleSettings,
    environments: new Environments(mockServices.rootConfig({ data: {} })),
    held: () => fences,
  });
  const told: string[] = [];
  const announced: string[] = [];
  const announce = (changes: AnnouncedChange[]) => {
    for (const { ownerRefs, ...change } of changes) {
      const heard = ownerRefs?.filter(ref => hears.includes(ref)) ?? [];
      if (heard.length > 0) {
        announced.push(JSON.stringify({ heard, ...change }));
      }
    }
  };
  const notifier = new FindingsNotifier({
    knex,
    logger,
    notifications: {
      async send({ recipients, payload }) {
        const { entityRef } = recipients as { entityRef: string };
        if (hears.includes(entityRef)) {
          told.push(JSON.stringify({ entityRef, payload }));
        }
      },
    },
    reachesOwnersAlone: async () => true,
    config: { minSeverity: 'low', digestOver: 3, names: true },
    announce,
  });
  const signalled: object[] = [];
  const signals = new SecretsSignals({
    async publish(signal) {
      signalled.push(signal);
    },
  });
  engine.onChange((_, sourceId) => signals.changed(sourceId));
  const { entities, access } = estate;
  api.become({ entities, policy, access });
  const ask = async (url: string, method = 'GET', body?: object) => {
    const answer = await api.askDirectly(caller, url, method, body);
    return `${answer.status} ${answer.text.replace(COUNTS, '')}`;
  };
  const answers: Answers = new Map();
  const visible = new Set<string>();
  const random = new Random(seed);
  for (let step = 0; step < estate.steps; step++) {
    jest.setSystemTime(START + minuteOf(step) * 60_000);
    test.clock.minutes = minuteOf(step);
    for (const fence of fences) {
      const { sourceId } = fence;
      const whole = { observedAt: at(minuteOf(step)), complete: true };
      const apply = (stream: string, upserts: any[]) =>
        inventory.apply(
          fence,
          batch(stream, upserts, { ...whole, generation: `g${step}` }),
        );
      if (step === 0) {
        for (const [stream, objects] of byStream(estate.objects[sourceId])) {
          await apply(stream, objects);
        }
        await noteListed(knex, sourceId);
      }
      await apply('v1/secrets', observeSecrets(estate, sourceId, step));
      signals.changed(sourceId);
    }
    await api.link();
    for (const fence of fences) {
      await analyseAll(engine, fence);
    }
    await useStableIds(knex);
    await notifier.run();
    await snapshotRotation(knex, new Date().toISOString());
    const list = await ask('/secrets?limit=200&orderBy=name,asc');
    answers.set(`the list at ${step}`, list);
    for (const { ref } of JSON.parse(list.slice(4)).items) {
      visible.add(ref);
    }
    answers.set(`the matrix at ${step}`, await ask('/access/matrix'));
    if (step < estate.steps - 1) {
      answers.set(`decided at ${step}`, await decide(random, ask));
    }
  }
  signals.stop();
  answers.set('told', told.join('\n'));
  answers.set('announced', announced.sort().join('\n'));
  answers.set(
    'signalled',
    [
      ...new Set(
        signalled.map(signal =>
          JSON.stringify(signal).replace(/("revision":)\d+/, '$1N'),
        ),
      ),
    ]
      .sort()
      .join('\n'),
  );
  await askEverything(answers, {
    random,
    ask,
    act: async (name, input) =>
      await api.act(caller, name, input).then(
        answer => JSON.stringify(answer).replace(COUNTS, ''),
        error => `${error.name}: ${error.message}`,
      ),
  });
  return { answers, visible };
}

/** Few streams, as each costs a transaction: the deliverers and everything else. */
function byStream(objects: ObjectObservation[]) {
  const isDeliverer = ({ kind }: ObjectObservation) =>
    kind === 'ExternalSecret';
  return [
    ['v1/serviceaccounts', objects.filter(each => !isDeliverer(each))],
    ['external-secrets.io/v1/externalsecrets', objects.filter(isDeliverer)],
  ] as const;
}

/** The other lists that tell rights are complete as well. */
async function noteListed(knex: Knex, sourceId: string): Promise<void> {
  await knex('streams')
    .insert(
      Object.keys(accessLists).map(stream => ({
        source_id: sourceId,
        stream,
        blank: false,
        open: false,
        completed_at: at(minuteOf(0)),
      })),
    )
    .onConflict(['source_id', 'stream'])
    .ignore();
}

/** Decides about some of the findings that are shown. */
async function decide(
  random: Random,
  ask: (url: string, method?: string, body?: object) => Promise<string>,
): Promise<string> {
  const list = await ask('/findings?limit=100&orderBy=name,asc');
  const { items = [] } = JSON.parse(list.slice(4));
  const ids = random.some<string>(
    items.map(({ id }: { id: string }) => id),
    0.3,
  );
  const state = random.pick(['acknowledged', 'suppressed', 'open']);
  const expiresAt = new Date(
    Date.now() + random.pick([20, 1000]) * 60_000,
  ).toISOString();
  const body = { ids, state, reason: 'as decided', expiresAt };
  return ids.length > 0
    ? `${list}\n${await ask('/findings/state', 'PUT', body)}`
    : list;
}
