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

import { randomBytes } from 'node:crypto';
import { observeObject } from '@keyward/kube-model';
import {
  formatObjectRef,
  type ObjectObservation,
  type SecretObservation,
} from '@keyward/observation';
import {
  key,
  object,
  reference,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

/** That nothing shortens, as a database would a repeated one. */
const long = (length = 6000) => randomBytes(length).toString('hex');
/** Of three bytes each, in which names of most kinds cannot be, but those of roles. */
const foreign = (length: number) =>
  String.fromCharCode(
    ...Array.from(
      { length },
      () => 0x4e00 + (randomBytes(2).readUInt16BE() % 0x5000),
    ),
  );
const annotation = (name: string, value: string) => ({
  key: `keyward.io/${name}`,
  length: value.length,
  value,
});

/** A binding as the cluster answers with it. */
function binding(name: string): ObjectObservation {
  return observeObject(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace: 'shop', name },
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [],
    },
    { sourceId: SOURCE },
  );
}

describe.each(databases.eachSupportedId())(
  'a text that is longer than an index has room for, on %s',
  databaseId => {
    it.each<[string, () => ObjectObservation]>([
      [
        'a mark',
        () =>
          object('Deployment', 'shop', 'odd', {
            annotations: [annotation('owner', long(2000))],
          }),
      ],
      [
        'the name of an owner',
        () =>
          object('Deployment', 'shop', 'odd', {
            owners: [
              {
                apiVersion: 'v1',
                kind: 'Thing',
                name: long(),
                uid: '',
                controller: true,
              },
            ],
          }),
      ],
      [
        'the name of a ConfigMap',
        () =>
          object('Deployment', 'shop', 'odd', { configMaps: [foreign(1024)] }),
      ],
      [
        'the name of a store',
        () =>
          object('ExternalSecret', 'shop', 'odd', {
            detail: {
              selectedSecrets: [
                {
                  storeRef: { kind: 'SecretStore', name: foreign(1024) },
                  labels: {},
                  how: 'copy',
                },
              ],
            },
          }),
      ],
      [
        'where a value comes from',
        () =>
          object('ExternalSecret', 'shop', 'odd', {
            deliveries: [
              {
                namespace: 'shop',
                name: 'plain',
                from: [{ system: 'vault', path: foreign(980) }],
              },
            ],
          }),
      ],
      [
        'the name of what is delivered',
        () =>
          object('ExternalSecret', 'shop', 'odd', {
            deliveries: [{ namespace: 'shop', name: foreign(1024) }],
          }),
      ],
      ['the name of a binding', () => binding(long())],
      ['the name of a binding in another script', () => binding(foreign(253))],
    ])('keeps nothing else from being written: %s', async (_, make) => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [secret('shop', 'plain')]);
      const odd = make();
      await test.sync('objects', [
        odd,
        object('Deployment', 'shop', 'web', {
          references: [reference('shop', 'plain')],
        }),
      ]);
      const [plain] = (
        await test.store.listSecrets({ visibility: { all: true } })
      ).items;
      expect(plain.consumers).toEqual(['Deployment/web']);
      const stored = await test.knex('objects').pluck('name');
      expect(stored.sort()).toEqual([odd.name, 'web'].sort());
    });

    it('keeps nothing else from being written: the name of a key', async () => {
      const test = await createTestInventory(databaseId);
      const odd: SecretObservation = secret('shop', 'odd', {
        keys: [key(long(), 'a'), key('password', 'b')],
      });
      await test.sync('v1/secrets', [odd, secret('shop', 'plain')]);
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
        orderBy: { field: 'name', direction: 'asc' },
      });
      expect(items.map(({ name }) => name)).toEqual(['odd', 'plain']);
      expect(items[0].keyNames).toEqual(['password']);
    });
  },
);

describe('a binding', () => {
  it('is observed whatever the length of its name', () => {
    expect(binding(long()).detail).toEqual(binding('short').detail);
  });

  it('has another ref than one whose name begins alike', () => {
    const begin = long();
    const refOf = (name: string) =>
      formatObjectRef({ sourceId: 'prod', apiGroup: '', kind: 'Pod', name });
    expect(refOf(`${begin}a`)).not.toBe(refOf(`${begin}b`));
    expect(refOf(`${begin}a`).length).toBeLessThan(600);
    expect(refOf('web')).toBe('prod/-/Pod/-/web');
  });
});
