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

import { object, secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  multiplySecret,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const SECRETS = 1200;
const MANY = 100_500;

describe('the export', () => {
  let test: TestInventory;

  beforeAll(async () => {
    test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [
      ...Array.from({ length: SECRETS }, (_, index) =>
        secret('many', `secret-${String(index).padStart(4, '0')}`),
      ),
      secret('odd', 'formula', {
        secretType: '=HYPERLINK("http://thief.example","x")',
        deliverer: { kind: '+cmd', name: '@SUM(A1), "x"', basis: 'manager' },
      }),
    ]);
    await test.sync('v1/namespaces', [
      { ...object('Namespace', '', 'many'), namespace: undefined },
    ]);
  });

  afterAll(async () => {
    await test.knex.destroy();
  });

  const create = () => createTestApi({ test, entities: [], policy: undefined });

  it('has each row once, page after page', async () => {
    const api = await create();
    const list = jest.spyOn(test.store, 'listSecrets');
    const { status, text, headers } = await api.ask(
      'platform',
      '/secrets/export?namespace=many&orderBy=name%2Cdesc',
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="secrets-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(api.events).toMatchObject([
      { ended: 'success', result: { rows: SECRETS, complete: true } },
    ]);
    const [header, ...lines] = text.trim().split('\r\n');
    expect(header).toMatch(/^source,namespace,name,/);
    const names = lines.map(line => line.split(',')[2]);
    expect(names).toHaveLength(SECRETS);
    expect(names).toEqual([...new Set(names)].sort().reverse());
    // No page holds it all, and nobody counts the total.
    expect(list.mock.calls.length).toBeGreaterThan(2);
    for (const [query] of list.mock.calls) {
      expect(query.withTotal).toBeUndefined();
    }
    list.mockRestore();
  });

  it('makes texts of cells that a spreadsheet would run', async () => {
    const api = await create();
    const { text } = await api.ask('platform', '/secrets/export?namespace=odd');
    const line = text.split('\r\n')[1];
    expect(line).toContain(`"'=HYPERLINK(""http://thief.example"",""x"")"`);
    expect(line).toContain(`,'+cmd,"'@SUM(A1), ""x""",`);
  });

  it('tells what is wrong with a query before the file begins', async () => {
    const api = await create();
    const { status, body } = await api.ask(
      'platform',
      '/secrets/export?orderBy=nothing',
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain('orderBy must be one of attention');
  });

  it('breaks off, rather than ends, when a later page fails', async () => {
    const api = await create();
    const { listSecrets } = test.store;
    let pages = 0;
    const list = jest
      .spyOn(test.store, 'listSecrets')
      .mockImplementation(async query => {
        pages += 1;
        if (pages === 2) {
          throw new Error('The database is gone');
        }
        return await listSecrets.call(test.store, query);
      });
    // A file that only seems whole would be worse than none.
    await expect(api.ask('platform', '/secrets/export')).rejects.toThrow();
    expect(api.events).toMatchObject([
      { eventId: 'secret-export', ended: 'fail' },
    ]);
    list.mockRestore();
  });
});

describe.each(databases.eachSupportedId())('the export of %s', databaseId => {
  it('has every row of more than 100,000', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync('v1/secrets', [secret('many', 'secret')]);
    await multiplySecret(test.knex, MANY);
    const api = await createTestApi({ test, entities: [], policy: undefined });
    const { status, text } = await api.ask('platform', '/secrets/export');
    expect(status).toBe(200);
    const names = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map(line => line.split(',')[2]);
    expect(names).toHaveLength(MANY);
    expect(new Set(names).size).toBe(MANY);
  }, 300_000);
});
