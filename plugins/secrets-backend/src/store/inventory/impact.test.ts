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

import { object, reference, secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const all = { all: true as const };

describe.each(databases.eachSupportedId())('what breaks, on %s', databaseId => {
  it('knows who restarts by itself, and what else is read from the same place', async () => {
    const test = await createTestInventory(databaseId);
    const from = [{ system: 'vault', store: 'main', path: 'prod/db' }];
    const external = (name: string, origin = from) =>
      object('ExternalSecret', 'a', name, {
        apiGroup: 'external-secrets.io',
        deliveries: [{ namespace: 'a', name, from: origin }],
      });
    await test.sync('v1/secrets', [
      secret('a', 'one'),
      secret('a', 'two'),
      secret('a', 'three'),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      external('one'),
      external('two'),
      external('three', [{ ...from[0], path: 'x'.repeat(5000) }]),
    ]);
    const web = (name: string, annotations: Record<string, string>) =>
      object('Deployment', 'a', name, {
        references: [reference('a', 'one')],
        annotations: Object.entries(annotations).map(([key, value]) => ({
          key,
          length: value.length,
          value,
        })),
      });
    await test.sync('apps/v1/deployments', [
      web('plain', {}),
      web('reloaded', { 'secret.reloader.stakater.com/reload': 'one' }),
    ]);
    const { items } = await test.store.listSecrets({ visibility: all });
    const id = (name: string) => items.find(item => item.name === name)!.id;
    const one = await test.store.getSecret(id('one'), all);
    expect(
      one!.consumerList.map(({ name, reloads }) => [name, reloads]),
    ).toEqual([
      ['plain', undefined],
      ['reloaded', true],
    ]);
    const same = (name: string, visibility: object = all) =>
      test.store.findSameOrigin(id(name), visibility as typeof all);
    expect(await same('one')).toEqual([
      { id: id('two'), ref: 'kubernetes:prod/a/two' },
    ]);
    expect(await same('three')).toEqual([]);
    expect(await same('one', { namespaces: ['b'] })).toEqual([]);
  });
});
