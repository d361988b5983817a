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

import { ConfigReader } from '@backstage/config';
import type { Knex } from 'knex';
import { accessEvent, auditBatch } from '../../__testUtils__/auditEvents';
import { listTables } from '../../__testUtils__/listTables';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { isSqlite } from '../common/rows';
import { DatabaseAuditStore } from './DatabaseAuditStore';
import { forgetAudit } from './forgetAudit';
import { addPartitions, listPartitions } from './partitions';
import { readAuditRetention } from './readAuditRetention';
import { dayOf } from './times';

jest.setTimeout(60_000);

const DAYS = ['2026-08-01', '2026-08-02', '2026-08-03', '2026-11-28'];
const at = (day: string) => Date.parse(`${day}T12:00:00.000Z`);

describe.each(databases.eachSupportedId())('forgetAudit on %s', databaseId => {
  let knex: Knex;

  beforeEach(async () => {
    ({ knex } = await createTestInventory(databaseId));
    for (const day of DAYS) {
      const store = new DatabaseAuditStore({ knex, now: () => at(day) });
      await store.append(
        auditBatch([
          accessEvent(`${day}T12:00:00.000Z`, {
            target: { system: 'kubernetes', namespace: 'shop', name: day },
          }),
        ]),
      );
    }
  });

  const daysIn = async (table: string, column: string, unit: number) =>
    [...new Set(await knex(table).pluck(column))]
      .map(value => Math.floor(Number(value) / unit))
      .map(day => new Date(day * 86_400_000).toISOString().slice(0, 10))
      .sort();

  it('deletes days beyond their age, but for those on hold, and the names that nothing names', async () => {
    const retention = readAuditRetention(
      new ConfigReader({
        secrets: {
          audit: {
            retention: { eventsDays: 30, rollupsDays: 118 },
            holds: [{ from: '2026-08-02', to: '2026-08-02' }],
          },
        },
      }),
    );
    const options = { retention, now: at('2026-11-29') };
    await forgetAudit(knex, options);
    expect(await daysIn('audit_events', 'at', 86_400_000)).toEqual([
      '2026-08-02',
      '2026-11-28',
    ]);
    expect(await daysIn('audit_rollups', 'hour', 24)).toEqual([
      '2026-08-02',
      '2026-08-03',
      '2026-11-28',
    ]);
    const targets = () =>
      knex('audit_names').where({ kind: 'target' }).pluck('name');
    await forgetAudit(knex, {
      ...options,
      retention: { ...retention, rollupsDays: 30, holds: [] },
    });
    expect(await daysIn('audit_rollups', 'hour', 24)).toEqual(['2026-11-28']);
    expect(await targets()).toEqual(['kubernetes:prod/shop/2026-11-28']);
    expect(await knex('audit_feeds').pluck('source')).toEqual(['prod']);
  });

  it('keeps a partition for each day, made once, and makes those that are missing again', async () => {
    const now = () => at('2026-11-29');
    const store = new DatabaseAuditStore({ knex, now });
    const others = ['2026-11-29', '2026-12-01'].map(day => dayOf(at(day)));
    await Promise.all([
      store.prepare(),
      addPartitions(knex, others),
      new DatabaseAuditStore({ knex, now }).prepare(),
    ]);
    const days = isSqlite(knex)
      ? []
      : ['0801', '0802', '0803', '1128', '1129', '1130', '1201'];
    expect((await listPartitions(knex)).map(({ name }) => name)).toEqual(
      days.map(day => `audit_events_2026${day}`),
    );
    // A partition is no table of its own.
    expect((await listTables(knex)).filter(name => /_2026/.test(name))).toEqual(
      [],
    );
    await knex.schema.dropTableIfExists('audit_events_20261129');
    const event = accessEvent('2026-11-29T12:00:00.000Z');
    expect(await store.append(auditBatch([event]))).toEqual({
      stored: 1,
      duplicates: 0,
    });
  });

  it('says what is wrong with the configuration', () => {
    const read = (audit: object) =>
      readAuditRetention(new ConfigReader({ secrets: { audit } }));
    expect(read({})).toEqual({ eventsDays: 90, rollupsDays: 400, holds: [] });
    expect(() => read({ retention: { eventsDays: 0 } })).toThrow(
      'secrets.audit.retention.eventsDays has to be a number above 0',
    );
    expect(() =>
      read({ holds: [{ from: '2026-11-01', to: 'today' }] }),
    ).toThrow('secrets.audit.holds[0].to has to be a day');
  });
});
