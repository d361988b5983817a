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
import { defaultRuleSettings, rules } from '@keyward/findings';
import { batch, key, secret, START } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { FindingsNotifier } from './FindingsNotifier';

jest.setTimeout(120_000);

const SECRETS = 'v1/secrets';
const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
/** People in Berlin are told in office hours: from 07:00 UTC in winter, from 06:00 UTC in summer. */
const NIGHT = {
  from: 18 * HOUR,
  to: 8 * HOUR,
  timeZone: 'Europe/Berlin',
  weekends: false,
};

const minutesOf = (time: string) => (Date.parse(time) - START) / MINUTE_MS;

function password(
  namespace: string,
  name: string,
  setAt: string,
  version = '1',
) {
  return secret(namespace, name, {
    version,
    createdAt: setAt,
    keys: [
      key('password', `${namespace}/${name} ${version}`, {
        age: { earliest: setAt, latest: setAt, basis: 'managed-fields' },
      }),
    ],
  });
}

/** One process after the other: none knows what was told but by the database. */
async function runProcess(test: TestInventory): Promise<string[]> {
  const told: string[] = [];
  const now = () => START + test.clock.minutes * MINUTE_MS;
  const engine = createTestEngine(test, {
    rules: rules.filter(({ id }) => id === 'rotation-due'),
    settings: defaultRuleSettings,
  });
  await analyseAll(engine, test.fence);
  const notifier = new FindingsNotifier({
    knex: test.knex,
    logger: mockServices.logger.mock(),
    notifications: {
      send: async ({ payload }) => {
        const at = new Date(now()).toISOString().slice(0, 16);
        told.push(`${at} ${payload.severity} ${payload.title}`);
      },
    },
    reachesOwnersAlone: async () => true,
    config: {
      minSeverity: 'medium',
      digestOver: 5,
      names: true,
      quietHours: NIGHT,
    },
    now,
  });
  await notifier.run();
  return told;
}

async function addOwner(test: TestInventory) {
  for (const { id } of await test.knex('secrets').select('id')) {
    await test.knex('entity_links').insert({
      source_id: 'prod',
      secret_id: id,
      entity_ref: `component:default/${id}`,
      via: 'secret',
    });
    await test.knex('entity_owners').insert({
      entity_ref: `component:default/${id}`,
      owner_ref: 'group:default/payments',
      position: 0,
    });
  }
}

describe.each(databases.eachSupportedId())(
  'what owners are told of rotation on %s',
  databaseId => {
    it('is told 7 days before and when overdue, once each, through a year with a leap day and two changes of the clock', async () => {
      const test = await createTestInventory(databaseId);
      test.clock.minutes = minutesOf('2027-09-01T00:00:00Z');
      await test.sync(SECRETS, [
        // Soon due in the night before the leap day.
        password('dev', 'leap', '2027-12-07T22:00:00.000Z'),
        // The clock of Berlin goes back on 31 October 2027, and on on 26 March 2028.
        password('live', 'autumn', '2027-08-02T22:00:00.000Z'),
        password('dev', 'rotated', '2027-12-28T22:00:00.000Z'),
      ]);
      await addOwner(test);
      const told: string[] = [];
      for (let day = 0; day < 366; day += 1) {
        const midnight = test.clock.minutes;
        const today = new Date(START + midnight * MINUTE_MS).toISOString();
        if (today.startsWith('2028-03-24')) {
          await test.apply({
            ...batch(SECRETS, [
              password('dev', 'rotated', '2028-03-23T22:00:00.000Z', '2'),
            ]),
            observedAt: today,
          });
        }
        told.push(...(await runProcess(test)));
        while (
          await test.knex('finding_tellings').whereNotNull('pending').first()
        ) {
          test.clock.minutes += HOUR;
          told.push(...(await runProcess(test)));
        }
        test.clock.minutes = midnight + DAY;
      }
      expect(told).toEqual([
        '2027-10-25T06:00 normal Cluster prod live/autumn: rotation due',
        '2027-11-01T07:00 high Cluster prod live/autumn: rotation due',
        '2028-02-29T07:00 normal Cluster prod dev/leap: rotation due',
        '2028-03-07T07:00 normal Cluster prod dev/leap: rotation due',
        '2028-03-21T07:00 normal Cluster prod dev/rotated: rotation due',
        '2028-03-24T07:00 low Resolved: rotation due, Cluster prod dev/rotated',
        '2028-06-15T06:00 normal Cluster prod dev/rotated: rotation due',
        '2028-06-22T06:00 normal Cluster prod dev/rotated: rotation due',
      ]);
    });
  },
);
