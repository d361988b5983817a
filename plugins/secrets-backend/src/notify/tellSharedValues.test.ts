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
import { at, batch, key, secret, START } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { type AnnouncedChange } from '../analyse';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';
import { FindingsNotifier } from './FindingsNotifier';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';

/** Namespaces, by who owns what is in them. */
const OWNERS: Record<string, string[]> = {
  one: ['group:default/payments'],
  two: ['group:default/payments'],
  three: ['group:default/checkout'],
  both: ['group:default/payments', 'group:default/checkout'],
};

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test = await createTestInventory(databaseId);
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, { rules: [] });
  const changes: object[] = [];
  engine.onChange(told => changes.push(...told));
  const announced: AnnouncedChange[] = [];
  const sent: string[] = [];
  const notifier = new FindingsNotifier({
    knex: test.knex,
    logger: mockServices.logger.mock(),
    notifications: {
      send: async ({ recipients, payload: { title } }) => {
        const { entityRef } = recipients as { entityRef: string };
        sent.push(`${entityRef.slice('group:default/'.length)}: ${title}`);
      },
    },
    reachesOwnersAlone: async () => true,
    config: { minSeverity: 'low', digestOver: 5, names: true },
    announce: told => announced.push(...told),
    now,
  });
  let version = 0;
  /** What namespaces hold, and what is told of that. */
  const put = async (values: Record<string, string | undefined>) => {
    version += 1;
    test.clock.minutes += 10;
    const held = Object.entries(values).filter(([, value]) => value);
    const gone = Object.entries(values).filter(([, value]) => !value);
    await test.apply(
      batch(
        SECRETS,
        held.map(([namespace, value]) =>
          secret(namespace, 's', {
            keys: [key('password', value!)],
            version: String(version),
          }),
        ),
        {
          gone: gone.map(([namespace]) => `kubernetes:prod/${namespace}/s`),
          observedAt: at(test.clock.minutes),
        },
      ),
    );
    for (const { id, namespace } of await test
      .knex('secrets')
      .select('id', 'namespace')) {
      const entityRef = `component:default/${namespace}`;
      await test
        .knex('entity_links')
        .insert({
          source_id: 'prod',
          secret_id: id,
          entity_ref: entityRef,
          via: 'secret',
        })
        .onConflict()
        .ignore();
      for (const [position, ref] of OWNERS[namespace].entries()) {
        await test
          .knex('entity_owners')
          .insert({ entity_ref: entityRef, owner_ref: ref, position })
          .onConflict()
          .ignore();
      }
    }
    await analyseAll(engine, test.fence);
    await notifier.run();
    expect(await test.knex('value_notices')).toEqual([]);
    return {
      sent: sent.splice(0).sort(),
      announced: announced
        .splice(0)
        .map(
          ({ event, ownerRefs = [] }) =>
            `${event} ${ownerRefs.map(ref => ref.split('/')[1]).sort()}`,
        )
        .sort(),
    };
  };
  const store = new DatabaseFindingsStore({ knex: test.knex, now });
  return { test, put, changes, store };
}

describe.each(databases.eachSupportedId())(
  'what owners are told of equal values on %s',
  databaseId => {
    it('is what they own both of, once, and that it is over', async () => {
      const { put, changes } = await createWorld(databaseId);
      const nothing = { sent: [], announced: [] };
      expect(await put({ one: 'x' })).toEqual(nothing);
      // Another team's, of which nothing may be told.
      expect(await put({ three: 'x' })).toEqual(nothing);
      expect(await put({ two: 'x' })).toEqual({
        sent: [
          'payments: Cluster prod one/s: duplicate',
          'payments: Cluster prod two/s: duplicate',
        ],
        announced: ['opened payments', 'opened payments'],
      });
      expect(await put({ two: 'x' })).toEqual(nothing);
      // Each team hears of it as far as it owns another one.
      expect(await put({ both: 'x' })).toEqual({
        sent: [
          'checkout: Cluster prod both/s: duplicate',
          'checkout: Cluster prod three/s: duplicate',
          'payments: Cluster prod both/s: duplicate',
        ],
        announced: ['opened checkout', 'opened checkout,payments'],
      });
      expect(await put({ both: undefined })).toEqual({
        sent: [
          'checkout: Resolved: duplicate, Cluster prod both/s',
          'checkout: Resolved: duplicate, Cluster prod three/s',
          'payments: Resolved: duplicate, Cluster prod both/s',
        ],
        announced: ['resolved checkout', 'resolved checkout,payments'],
      });
      expect(await put({ one: 'y' })).toEqual({
        sent: [
          'payments: Resolved: duplicate, Cluster prod one/s',
          'payments: Resolved: duplicate, Cluster prod two/s',
        ],
        announced: ['resolved payments', 'resolved payments'],
      });
      expect(await put({ three: 'z', two: 'x' })).toEqual(nothing);
      // Whoever hears of changes at once must not hear of these.
      expect(changes).toEqual([]);
    });

    it('is the same whatever others hold', async () => {
      const answers = [];
      for (const value of ['x', 'w']) {
        const { put } = await createWorld(databaseId);
        await put({ three: value });
        answers.push([
          await put({ one: 'x' }),
          await put({ two: 'x' }),
          await put({ two: 'y' }),
          await put({ two: 'x' }),
          await put({ one: undefined }),
        ]);
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0].map(({ sent }) => sent.length)).toEqual([
        0, 2, 2, 2, 2,
      ]);
    });

    it('is announced to each owner whatever other owners see', async () => {
      const answers = [];
      for (const value of ['x', 'w']) {
        const { put } = await createWorld(databaseId);
        await put({ one: value });
        await put({ both: 'x' });
        const told = [await put({ three: 'x' }), await put({ three: 'y' })];
        answers.push(
          told.map(({ announced }) =>
            announced.filter(each => each.includes('checkout')),
          ),
        );
      }
      expect(answers[0]).toEqual([
        ['opened checkout', 'opened checkout'],
        ['resolved checkout', 'resolved checkout'],
      ]);
      expect(answers[1]).toEqual(answers[0]);
    });

    it('is told again when a suppression ends, to who was told', async () => {
      const { test, put, store } = await createWorld(databaseId);
      await put({ one: 'x', three: 'x', two: 'x' });
      const { items } = await store.listFindings({
        visibility: { namespaces: ['one', 'two'] },
      });
      for (const { id } of items) {
        await store.setFindingStates(
          [id],
          { all: true },
          {
            state: 'suppressed',
            by: 'user:default/guest',
            reason: 'known',
            expiresAt: at(test.clock.minutes + 5),
          },
        );
      }
      expect((await put({ three: 'y' })).sent).toEqual([
        'payments: Cluster prod one/s: duplicate',
        'payments: Cluster prod two/s: duplicate',
      ]);
    });
  },
);
