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
import type { Knex } from 'knex';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
  SOURCE,
  START,
} from '../../__testUtils__/observations';
import { listTables } from '../../__testUtils__/listTables';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { checkFence } from '../sources/checkFence';
import { forgetOld } from './forgetOld';
import { tables } from '../tables';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 1440;
/** Columns that say what a row is about. */
const NAMES_SOMETHING = /(^|_)(source|secret|finding)_id$|^object_ref$/;

/** What was counted of a source outlives it until the next day is kept, which deletes it: see `noteKept`. */
const DELETED_LATER = ['compliance_rollups', 'compliance_sources'];

const after = (days: number) => ({ now: START + days * DAY_MS });

async function countRows(
  knex: Knex,
  table: string,
  where: object = {},
): Promise<number> {
  return Number((await knex(table).where(where).count({ n: '*' }))[0].n);
}

/** The columns of each table that say what its rows are about. */
async function namingColumns(knex: Knex): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>();
  for (const table of await listTables(knex)) {
    const names = Object.keys(await knex(table).columnInfo());
    const naming = names.filter(name => NAMES_SOMETHING.test(name));
    if (naming.length > 0) {
      result.set(table, naming);
    }
  }
  return result;
}

/** One row in every table, about one secret of one source. */
async function fillTables(
  knex: Knex,
  ids: { source: string; name: string },
): Promise<void> {
  const { source, name } = ids;
  const known: Record<string, unknown> = {
    source_id: source,
    secret_id: `secret-${name}`,
    finding_id: `finding-${name}`,
    'sources.id': source,
    'secrets.id': `secret-${name}`,
    'findings.id': `finding-${name}`,
    'secrets.presence': 2,
    ref: `ref-${name}`,
    object_ref: `ref-${name}`,
    at: at(0),
  };
  for (const table of (await namingColumns(knex)).keys()) {
    await fillTable(knex, table, known);
  }
  await fillTable(knex, 'sources', known);
}

async function fillTable(
  knex: Knex,
  table: string,
  known: Record<string, unknown>,
): Promise<void> {
  const row: Record<string, unknown> = {};
  const columns = await knex(table).columnInfo();
  for (const [column, { type, nullable }] of Object.entries(columns)) {
    const value = known[`${table}.${column}`] ?? known[column];
    if (value !== undefined) {
      row[column] = value;
    } else if (!nullable && column !== 'id') {
      row[column] = /text|char/.test(type) ? 'x' : 0;
      if (/bool/.test(type)) {
        row[column] = false;
      }
    }
  }
  await knex(table).insert(row).onConflict().ignore();
}

/** So many secrets, gone since the twentieth minute. */
async function loseSecrets(test: TestInventory, count: number): Promise<void> {
  const secrets = Array.from({ length: count }, (_, index) =>
    secret('a', `gone-${index}`, {
      keys: [key('one', '1'), key('two', '2')],
    }),
  );
  await test.sync('v1/secrets', [...secrets, secret('a', 'stays')]);
  await test.apply(
    batch('v1/secrets', [], {
      gone: secrets.map(({ ref }) => ref),
      observedAt: at(20),
    }),
  );
}

describe.each(databases.eachSupportedId())('forgetOld on %s', databaseId => {
  let test: TestInventory;
  let knex: Knex;

  beforeEach(async () => {
    test = await createTestInventory(databaseId);
    knex = test.knex;
  });

  it('keeps what may come back, and deletes the rest', async () => {
    await test.sync('v1/secrets', [secret('a', 'one'), secret('a', 'two')]);
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'a', 'web', {
        labels: { app: 'web' },
        references: [reference('a', 'one')],
      }),
    ]);
    await test.apply(
      batch('v1/secrets', [], {
        gone: ['kubernetes:prod/a/two'],
        observedAt: at(20),
      }),
    );
    await addSource(knex, 'other');

    await forgetOld(knex, after(300));
    expect(await countRows(knex, 'secrets')).toBe(2);
    expect(await countRows(knex, 'secret_keys')).toBe(2);
    await forgetOld(knex, after(401));
    expect(await knex('secrets').select('name')).toEqual([{ name: 'one' }]);
    expect(await countRows(knex, 'secret_keys')).toBe(1);
    expect(await countRows(knex, 'history')).toBe(0);

    await knex('sources')
      .where({ id: 'prod' })
      .update({ retired_at: at(30) });
    await forgetOld(knex, after(5));
    expect(await countRows(knex, 'objects')).toBe(1);
    await forgetOld(knex, after(8));
    for (const table of [
      'secrets',
      'secret_keys',
      'objects',
      'object_references',
      'labels',
      'streams',
    ]) {
      expect([table, await countRows(knex, table)]).toEqual([table, 0]);
    }
    expect(await knex('sources').select('id')).toEqual([{ id: 'other' }]);
    expect(await knex('source_leases').select('source_id')).toEqual([
      { source_id: 'other' },
    ]);
  });

  it('knows every table whose rows are about a source, a secret, a finding or an object', async () => {
    const found = await namingColumns(knex);
    const described = new Map(
      Object.entries(tables).map(([name, { parents }]) => [
        name,
        parents.flatMap(({ by }) => Object.keys(by)),
      ]),
    );
    for (const [table, columns] of found) {
      if (DELETED_LATER.includes(table)) {
        continue;
      }
      expect([table, described.get(table)]).toEqual([
        table,
        expect.arrayContaining(columns),
      ]);
    }
    const all = await listTables(knex);
    expect(all).toEqual(expect.arrayContaining([...described.keys()]));
  });

  it('leaves nothing of a secret that is long gone, in any table', async () => {
    await fillTables(knex, { source: SOURCE, name: 'gone' });
    await fillTables(knex, { source: SOURCE, name: 'kept' });
    await knex('secrets')
      .where({ id: 'secret-gone' })
      .update({ presence: 0, gone_at: at(0) });
    await knex('history').update({ at: at(401 * MINUTES_A_DAY) });
    await knex('finding_events').update({ at: at(401 * MINUTES_A_DAY) });

    await forgetOld(knex, after(401));
    const left = async (name: string) => {
      const result: Record<string, number> = {};
      for (const [table, columns] of await namingColumns(knex)) {
        for (const column of columns) {
          const kind = /^(secret|finding)_id$/.exec(column)?.[1];
          if (kind) {
            result[`${table}.${column}`] = await countRows(knex, table, {
              [column]: `${kind}-${name}`,
            });
          }
        }
      }
      return result;
    };
    const ofGone = await left('gone');
    expect(ofGone).toEqual(
      Object.fromEntries(Object.keys(ofGone).map(name => [name, 0])),
    );
    const ofKept = await left('kept');
    expect(ofKept).toEqual(
      Object.fromEntries(Object.keys(ofKept).map(name => [name, 1])),
    );
    expect(await knex('secrets').pluck('id')).toEqual(['secret-kept']);
  });

  it('leaves nothing of a source that was retired long ago, in any table', async () => {
    await fillTables(knex, { source: 'old', name: 'old' });
    await fillTables(knex, { source: 'kept', name: 'kept' });
    await knex('sources')
      .where({ id: 'old' })
      .update({ retired_at: at(0) });

    await forgetOld(knex, after(8));
    for (const [table, columns] of await namingColumns(knex)) {
      for (const column of columns) {
        const values = await knex(table).distinct(column).pluck(column);
        expect([table, values.filter(value => /old/.test(value))]).toEqual([
          table,
          DELETED_LATER.includes(table) ? ['old'] : [],
        ]);
        expect([table, values.some(value => /kept/.test(value))]).toEqual([
          table,
          true,
        ]);
      }
    }
    expect(await countRows(knex, 'sources', { id: 'old' })).toBe(0);
    expect(await countRows(knex, 'sources', { id: 'kept' })).toBe(1);
  });

  it('forgets a missing secret too once nobody wants it', async () => {
    await test.sync('v1/secrets', []);
    const web = object('Deployment', 'a', 'web', {
      references: [reference('a', 'absent')],
    });
    await test.sync('apps/v1/deployments', [web]);
    expect(await knex('secrets').pluck('presence')).toEqual([1]);
    await test.sync('apps/v1/deployments', [], 20);
    expect(await knex('secrets').pluck('presence')).toEqual([0]);

    await forgetOld(knex, after(399));
    expect(await countRows(knex, 'secrets')).toBe(1);
    await forgetOld(knex, after(401));
    expect(await countRows(knex, 'secrets')).toBe(0);
  });

  it('takes nothing from a secret that comes back meanwhile', async () => {
    await loseSecrets(test, 1);
    const changes = await knex.transaction();
    await checkFence(changes, test.fence);
    const forgotten = forgetOld(knex, after(401));
    // Long enough for what does not wait to do its harm.
    await new Promise(resolve => setTimeout(resolve, 300));
    await changes('secrets')
      .where({ name: 'gone-0' })
      .update({ presence: 2, gone_at: null });
    await changes.commit();
    await forgotten;
    const [{ id }] = await knex('secrets').where({ name: 'gone-0' });
    expect(await countRows(knex, 'secret_keys', { secret_id: id })).toBe(2);
  });

  it('works in batches, each of which is whole, and stops between them', async () => {
    await loseSecrets(test, 25);
    await knex('history').update({ at: at(401 * MINUTES_A_DAY) });
    const stop = new AbortController();
    let batches = 0;
    let most = 0;
    const count = (
      _: unknown,
      { sql, bindings }: { sql: string; bindings: any[] },
    ) => {
      if (/^delete from "?secrets"? /.test(sql)) {
        batches += 1;
        most = Math.max(most, JSON.parse(bindings[0]).length);
        if (batches === 2) {
          stop.abort();
        }
      }
    };
    knex.on('query-response', count);
    await forgetOld(knex, {
      ...after(401),
      atATime: 10,
      signal: stop.signal,
    });
    expect({ batches, most }).toEqual({ batches: 2, most: 10 });
    expect(await countRows(knex, 'secrets')).toBe(6);
    expect(await countRows(knex, 'secret_keys')).toBe(11);
    await forgetOld(knex, { ...after(401), atATime: 10 });
    knex.removeListener('query-response', count);
    expect(batches).toBe(3);
    expect(await countRows(knex, 'secrets')).toBe(1);
    expect(await countRows(knex, 'secret_keys')).toBe(1);
    expect(await countRows(knex, 'history')).toBe(
      (await countRows(knex, 'secrets')) - 1,
    );
  });

  it('has a source begin anew that comes back when half of it is forgotten', async () => {
    const secrets = Array.from({ length: 25 }, (_, index) =>
      secret('a', `s-${index}`, { labels: { app: 'web' } }),
    );
    await test.sync('v1/secrets', secrets);
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'a', 'web', { references: [reference('a', 's-3')] }),
    ]);
    await knex('sources').update({ retired_at: at(30) });
    const stop = new AbortController();
    const abort = (_: unknown, { sql }: { sql: string }) => {
      if (/^delete from "?secrets"? /.test(sql)) {
        stop.abort();
      }
    };
    knex.on('query-response', abort);
    await forgetOld(knex, { ...after(8), atATime: 10, signal: stop.signal });
    knex.removeListener('query-response', abort);
    expect(await countRows(knex, 'secrets')).toBe(15);

    await knex('sources').update({ retired_at: null });
    await forgetOld(knex, after(8));
    expect(await countRows(knex, 'secrets')).toBe(15);
    expect(await knex('streams')).toEqual([]);
    expect(await knex('sources').pluck('observed_since')).toEqual([null]);
    test.inventory.forget(SOURCE);
    await test.sync('v1/secrets', secrets.slice(0, 20), 40);
    const listed = await knex('secrets').where({ presence: 2 });
    expect(listed).toHaveLength(20);
    for (const table of ['secret_keys', 'labels'] as const) {
      const own = await knex(table)
        .join('secrets as s', join =>
          table === 'labels'
            ? join.on('s.ref', 'labels.ref')
            : join.on('s.id', 'secret_keys.secret_id'),
        )
        .where('s.presence', 2);
      expect([table, own.length]).toEqual([table, 20]);
    }
  });

  it('forgets an entity once no mark has named it for long', async () => {
    const origin = {
      ownerRefs: ['group:default/a'],
      location: 'url:https://a',
    };
    const [named, unnamed] = ['named', 'unnamed'].map(
      name => `component:default/${name}`,
    );
    await test.store.rememberEntities(
      [named, unnamed].map(entityRef => ({ entityRef, ...origin })),
    );
    test.clock.minutes = 200 * MINUTES_A_DAY;
    await test.store.keepRemembered([named]);
    await forgetOld(knex, after(399));
    expect(await countRows(knex, 'marked_entities')).toBe(2);
    await forgetOld(knex, after(402));
    expect(await knex('marked_entities').pluck('entity_ref')).toEqual([named]);
  });

  it('forgets history and resolved findings by their age', async () => {
    await fillTables(knex, { source: SOURCE, name: 'one' });
    await knex('history').del();
    await knex('finding_events').del();
    const events = Array.from({ length: 25 }, (_, index) => ({
      at: at(index * MINUTES_A_DAY),
      event: 'changed',
    }));
    await knex('history').insert(
      events.map(event => ({
        ...event,
        source_id: SOURCE,
        secret_id: 'secret-one',
      })),
    );
    await knex('finding_events').insert(
      events.map(event => ({ ...event, finding_id: 'finding-one' })),
    );
    const retention = {
      goneSecretsDays: 400,
      retiredSourcesDays: 7,
      historyDays: 90,
      resolvedFindingsDays: 30,
    };
    await forgetOld(knex, { ...after(105.5), atATime: 10, retention });
    expect(await countRows(knex, 'history')).toBe(9);
    expect(await countRows(knex, 'finding_events')).toBe(9);
    expect(await countRows(knex, 'findings')).toBe(1);

    await knex('findings').update({
      state: 'resolved',
      resolved_at: at(24 * MINUTES_A_DAY),
    });
    await forgetOld(knex, { ...after(53), retention });
    expect(await countRows(knex, 'findings')).toBe(1);
    await forgetOld(knex, { ...after(55), retention });
    expect(await countRows(knex, 'findings')).toBe(0);
    expect(await countRows(knex, 'finding_events')).toBe(0);
    expect(
      await countRows(knex, 'finding_tellings', { finding_id: 'finding-one' }),
    ).toBe(0);
    expect(await countRows(knex, 'secrets')).toBe(1);
  });

  it('forgets what is known of values that no key holds any more', async () => {
    await fillTables(knex, { source: SOURCE, name: 'here' });
    await knex('secret_keys').update({ fingerprint: 'held' });
    await knex('value_groups').insert(
      ['held', 'not-held'].map(fingerprint => ({
        fingerprint,
        fingerprint_key_id: 'one',
        any_place: '*',
        inside: false,
        outside: false,
      })),
    );
    await forgetOld(knex, after(1));
    expect(await knex('value_groups').pluck('fingerprint')).toEqual(['held']);
  });

  it('notes values of what is forgotten, for the owners of others that hold them', async () => {
    await addSource(knex, 'other');
    await fillTables(knex, { source: SOURCE, name: 'here' });
    await fillTables(knex, { source: 'other', name: 'there' });
    await knex('secret_keys').update({ fingerprint: 'the-same' });
    await knex('findings')
      .where({ id: 'finding-here' })
      .update({ same_value: 'places', fingerprint: 'the-same' });
    await knex('value_notices').del();
    await knex('sources')
      .where({ id: 'other' })
      .update({ retired_at: at(0) });
    await forgetOld(knex, after(8));
    expect(await knex('value_notices').select('fingerprint', 'at')).toEqual([
      {
        fingerprint: 'the-same',
        at: new Date(after(8).now).toISOString(),
      },
    ]);
  });
});

// With the one connection of SQLite nobody else is ever busy.
const others = databases.eachSupportedId().filter(([id]) => id !== 'SQLITE_3');

describe.each(others)('forgetOld on %s', databaseId => {
  it('leaves a source that is busy for later', async () => {
    const test = await createTestInventory(databaseId);
    const { knex } = test;
    await loseSecrets(test, 1);
    await fillTables(knex, { source: 'z-other', name: 'z' });
    await knex('secrets')
      .where({ id: 'secret-z' })
      .update({ presence: 0, gone_at: at(0) });
    const busy = await knex.transaction();
    await checkFence(busy, test.fence);
    try {
      await forgetOld(knex, { ...after(401), patienceMs: 100 });
    } finally {
      await busy.commit();
    }
    expect(await countRows(knex, 'secrets', { name: 'gone-0' })).toBe(1);
    expect(await countRows(knex, 'secrets', { id: 'secret-z' })).toBe(0);
  });
});
