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
import { isSqlite } from '../../store/common/rows';
import {
  batch,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

const SECRETS = 2000;

interface Statement {
  sql: string;
  bindings: Knex.RawBinding[];
}

function record(knex: Knex): Statement[] {
  const statements: Statement[] = [];
  knex.on('query', ({ sql, bindings }: Statement) =>
    statements.push({ sql, bindings }),
  );
  return statements;
}

/** Tables that a statement reads before the rows that are bound to it, which are then read anew for each of theirs. */
async function readBefore(
  knex: Knex,
  { sql, bindings }: Statement,
): Promise<string[]> {
  const steps: { parent: number; detail: string }[] = await knex.raw(
    `explain query plan ${sql}`,
    bindings,
  );
  return steps
    .filter(
      ({ parent, detail }, index) =>
        // Or all rows of a source, for each of them.
        detail.endsWith('(source_id=?)') ||
        (/^(SCAN|SEARCH) (?!json_each)/.test(detail) &&
          steps
            .slice(index + 1)
            .some(
              later =>
                later.parent === parent &&
                later.detail.startsWith('SCAN json_each'),
            )),
    )
    .map(({ detail }) => detail);
}

describe.each(databases.eachSupportedId())('a batch on %s', databaseId => {
  it('costs no more for each row the larger the batch and the inventory are', async () => {
    const { knex, sync, apply } = await createTestInventory(databaseId);
    await sync(
      'v1/secrets',
      Array.from({ length: SECRETS }, (_, i) => secret('a', `s-${i}`)),
    );
    const deployments = (version: string) =>
      Array.from({ length: 500 }, (_, d) =>
        object('Deployment', 'a', `d-${d}`, {
          version,
          labels: { version },
          references: Array.from({ length: 8 }, (__, r) =>
            reference('a', `s-${(d * 8 + r + Number(version)) % SECRETS}`),
          ),
        }),
      );
    await sync('networking.istio.io/v1/gateways', [
      object('Gateway', 'a', 'g', { apiGroup: 'networking.istio.io' }),
    ]);
    const statements = record(knex);
    await apply(
      batch('networking.istio.io/v1/gateways', [
        object('Gateway', 'a', 'g', {
          apiGroup: 'networking.istio.io',
          version: '2',
          detail: {
            soughtSecrets: [
              {
                name: 's-1',
                how: 'gatewayTls',
                where: { podsWith: { version: '1' } },
              },
            ],
          },
        }),
      ]),
    );
    const began = performance.now();
    await sync('apps/v1/deployments', deployments('1'));
    await apply(batch('apps/v1/deployments', deployments('2')));
    await apply(
      batch(
        'v1/secrets',
        Array.from({ length: 500 }, (_, i) =>
          secret('a', `s-${i}`, { version: '2' }),
        ),
        { gone: [secret('a', 's-600').ref] },
      ),
    );
    // Minutes on a busy machine where the rows do not lead.
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(
      await knex('object_references')
        .where({ how: 'env' })
        .count({ count: '*' }),
    ).toEqual([{ count: isSqlite(knex) ? 4000 : '4000' }]);
    expect(await knex('secrets').where('consumer_count', 2).first()).toEqual(
      expect.objectContaining({ namespace: 'a' }),
    );
    // PostgreSQL knows the number of the rows, and has no such plans.
    const bound = isSqlite(knex)
      ? statements.filter(({ sql }) => sql.includes('json_each'))
      : [];
    expect(bound.length).toBeGreaterThanOrEqual(isSqlite(knex) ? 15 : 0);
    const found = [];
    for (const statement of bound) {
      const tables = await readBefore(knex, statement);
      if (tables.length > 0) {
        found.push({ sql: statement.sql, tables });
      }
    }
    expect(found).toEqual([]);
  });
});

const servers = databases.eachSupportedId().filter(([id]) => id !== 'SQLITE_3');

describe.each(servers)('the first fill on %s', databaseId => {
  it('is planned by what the tables hold by then', async () => {
    const { knex, sync } = await createTestInventory(databaseId);
    await sync(
      'v1/secrets',
      Array.from({ length: SECRETS }, (_, i) => secret('a', `s-${i}`)),
    );
    const { rows } = await knex.raw(
      `select reltuples from pg_class where oid = 'secrets'::regclass`,
    );
    // -1 as long as nobody has looked: then all Secrets of a source are read for each name.
    expect(rows[0].reltuples).toBeGreaterThanOrEqual(1000);
  });
});
