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

import { secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

describe('the list of secrets', () => {
  let test: TestInventory;

  beforeAll(async () => {
    test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [secret('a', 'one'), secret('a', 'two')]);
  });

  afterAll(async () => {
    await test.knex.destroy();
  });

  it('takes refs and orders as people write them', async () => {
    const entities = [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'web', namespace: 'default' },
      },
    ];
    const api = await createTestApi({ test, entities, policy: undefined });
    const listed = async (query: string) => {
      const { status, text } = await api.ask('platform', `/secrets?${query}`);
      return [status, status === 200 ? JSON.parse(text).totalItems : text];
    };
    for (const query of [
      'entityRef=component:default/web',
      'entityRef=component%3Adefault%2Fweb',
    ]) {
      expect(await listed(query)).toEqual([200, 0]);
    }
    expect(await listed('orderBy=name,desc')).toEqual([200, 2]);
    expect(await listed('owner=group:default/none')).toEqual([200, 0]);
  });
});
