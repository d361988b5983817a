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

import { serializeError } from '@backstage/errors';
import type { Knex } from 'knex';
import { inspect } from 'node:util';
import { databases } from '../../__testUtils__/testInventory';
import { hideValuesInErrors } from './hideValuesInErrors';
import { insertRows, isSqlite, selectRows } from './rows';

jest.setTimeout(60_000);

const VALUE = 'c4n4ry';

type Fault = (knex: Knex) => Promise<unknown>;

const FAULTS: [what: string, fault: Fault, code: RegExp][] = [
  [
    'a key that is there already',
    async knex => await knex('things').insert({ name: VALUE, size: 1 }),
    /^(?:23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/,
  ],
  [
    'rows that are bound as one',
    async knex =>
      await insertRows(knex, 'things', { name: 'text', size: 'bigint' }, [
        { name: VALUE, size: 1 },
      ]),
    /^(?:23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/,
  ],
  [
    'a value of another type',
    async knex =>
      await insertRows(knex, 'things', { name: 'text', size: 'bigint' }, [
        {
          name: `other ${VALUE}`,
          size: isSqlite(knex) ? -1 : `${VALUE} is no number`,
        },
      ]),
    /^(?:22P02|SQLITE_CONSTRAINT_CHECK)$/,
  ],
  [
    'a column that there is not',
    async knex => await knex('things').where({ [VALUE]: VALUE }),
    /^(?:42703|SQLITE_ERROR)$/,
  ],
  [
    'a value that cannot be bound',
    async knex =>
      await selectRows(knex, `select ? as x, ${VALUE}`, [
        (isSqlite(knex) ? { [VALUE]: VALUE } : VALUE) as never,
      ]),
    /^(?:42703|undefined|SQLITE_ERROR)$/,
  ],
];

describe.each(databases.eachSupportedId())(
  'hideValuesInErrors on %s',
  databaseId => {
    let knex: Knex;

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      hideValuesInErrors(knex);
      hideValuesInErrors(knex);
      await knex.schema.createTable('things', table => {
        table.text('name').primary();
        table.bigInteger('size').checkPositive();
      });
      await knex('things').insert({ name: VALUE, size: 1 });
    });

    const run = async (fault: Fault, where: string): Promise<any> =>
      where === 'in a transaction'
        ? await knex.transaction(fault).catch(error => error)
        : await fault(knex).catch(error => error);

    describe.each(['alone', 'in a transaction'])('%s', where => {
      it.each(FAULTS)(
        'says nothing of values for %s',
        async (_, fault, code) => {
          const error = await run(fault, where);
          // The driver's errors are of the realm in which it was loaded first.
          expect(error.stack).toEqual(expect.any(String));
          expect(String(error.code)).toMatch(code);
          expect(error.message).toMatch(/^database error/);
          const all = [
            inspect(error, { depth: 9, showHidden: true }),
            error.stack,
            JSON.stringify(serializeError(error, { includeStack: true })),
          ].join('\n');
          expect(all).not.toContain(VALUE);
          expect(error.message).not.toMatch(/select|insert/);
        },
      );
    });
  },
);
