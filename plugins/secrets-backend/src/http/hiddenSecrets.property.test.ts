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

import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createSecretConditionalDecision,
  secretConditions,
} from '@keyward/backstage-plugin-secrets-node';
import type { Answers } from '../__testUtils__/hidden/askEverything';
import { changeHidden } from '../__testUtils__/hidden/changeHidden';
import { keepStatements } from '../__testUtils__/hidden/keepStatements';
import {
  type Asking,
  playEstate,
  type World,
} from '../__testUtils__/hidden/playEstate';
import { Random } from '../__testUtils__/hidden/Random';
import { randomEstate, SOURCES } from '../__testUtils__/hidden/randomEstate';
import { createTestApi, type TestPolicy } from '../__testUtils__/testApi';
import { createTestInventory, databases } from '../__testUtils__/testInventory';

jest.setTimeout(600_000);

/** Groups of so many estates that differ in what is hidden: 200 estates on SQLite. */
const IN_GROUP = 4;
const GROUPS: Record<string, number> = { SQLITE_3: 50, POSTGRES_18: 2 };

/**
 * A group by each seed: always the same ones, unless KEYWARD_SEEDS names others, as
 * `17` or `50-2000`.
 */
function seedsFor(databaseId: string): number[] {
  const [from, to] = process.env.KEYWARD_SEEDS?.split('-').map(Number) ?? [
    0,
    GROUPS[databaseId] - 1,
  ];
  return Array.from(
    { length: (to ?? from) - from + 1 },
    (_, index) => from + index,
  );
}

const open: TestPolicy = () => ({ result: AuthorizeResult.ALLOW });

/** Shows but some namespaces, or but one source, to those who may look beyond their own as well. */
function narrowing(random: Random): TestPolicy {
  const condition = random.pick([
    secretConditions.isInNamespace({
      namespaces: random.some(['payments', 'checkout', 'shared-dev'], 0.6),
    }),
    secretConditions.isInSource({ sourceIds: [random.pick(SOURCES)] }),
  ]);
  const conditions = random.pick([
    { anyOf: [condition] },
    { not: condition },
  ] as const);
  return ({ permission }) =>
    permission.name === 'secrets.secret.read'
      ? createSecretConditionalDecision(permission as any, conditions as any)
      : { result: AuthorizeResult.ALLOW };
}

function randomAsking(random: Random): Asking {
  const seed = random.below(2 ** 31);
  const caller = random.pick(['owner', 'otherTeam', 'platform'] as const);
  if (caller === 'platform' || random.chance(0.2)) {
    return { caller, seed, policy: narrowing(random), hears: [] };
  }
  const team = { owner: 'payments', otherTeam: 'checkout' }[caller];
  const policy = random.pick([open, undefined]);
  return { caller, seed, policy, hears: [`group:default/${team}`] };
}

describe.each(databases.eachSupportedId())(
  'what a caller may not see on %s',
  databaseId => {
    let world: World;

    beforeAll(async () => {
      jest.useFakeTimers({
        doNotFake: [
          'hrtime',
          'nextTick',
          'performance',
          'queueMicrotask',
          'setImmediate',
          'clearImmediate',
          'setInterval',
          'clearInterval',
          'setTimeout',
          'clearTimeout',
        ],
      });
      const test = await createTestInventory(databaseId);
      await keepStatements(test.knex);
      const portal = { entities: [], policy: undefined };
      world = { test, api: await createTestApi({ test, ...portal }) };
    });

    afterAll(async () => {
      jest.useRealTimers();
      await world.test.knex.destroy();
    });

    it('changes nothing of what they see, whatever becomes of it', async () => {
      const seeds = seedsFor(databaseId);
      let changed = 0;
      for (const seed of seeds) {
        changed += await checkGroup(world, seed);
      }
      expect(changed).toBeGreaterThan(seeds.length * (IN_GROUP - 1) * 0.9);
    });
  },
);

/** @returns how many of the other estates differ from the first one */
async function checkGroup(world: World, seed: number): Promise<number> {
  const random = new Random(seed);
  const asking = randomAsking(random);
  const estate = randomEstate(random);
  const first = await playEstate(world, estate, asking);
  let changed = 0;
  for (let index = 1; index < IN_GROUP; index++) {
    const other = changeHidden(random, estate, first.visible);
    if (other.told.length > 0) {
      changed += 1;
      const { answers } = await playEstate(world, other.estate, asking);
      const about = {
        again: `KEYWARD_SEEDS=${seed}`,
        caller: asking.caller,
        differs: other.told,
      };
      expect({ ...about, ...differing(answers, first.answers) }).toEqual({
        ...about,
        ...differing(first.answers, answers),
      });
    }
  }
  return changed;
}

/** Those answers that others are otherwise, by what was asked. */
function differing(answers: Answers, others: Answers) {
  return Object.fromEntries(
    [...answers].filter(
      ([question, answer]) => others.get(question) !== answer,
    ),
  );
}
