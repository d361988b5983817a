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

import type {
  ObjectObservation,
  SecretReaders,
  SystemSecretObservation,
} from '@keyward/observation';
import { batch, object, reference } from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { AccessGraphs, listReaders, readMatrix, readPath } from '.';

const RBAC = 'rbac.authorization.k8s.io/v1';
const API = 'u:system:serviceaccount:shop:api';
const all = { all: true } as const;

function binding(name: string, user: string) {
  return {
    roleRef: { kind: 'Role', name },
    subjects: [{ kind: 'User', name: user }],
  };
}

function role(name: string, verb: string, resource: string): ObjectObservation {
  return object('Role', 'shop', name, {
    detail: {
      rules: [{ apiGroups: [''], resources: [resource], verbs: [verb] }],
    },
  });
}

/** A secret of another system, which says who reads it there. */
function remote(
  name: string,
  readers?: SecretReaders,
): SystemSecretObservation {
  return {
    type: 'secret',
    ref: `vault:main/secret/${name}`,
    system: 'vault',
    location: ['secret'],
    name,
    class: 'other',
    taken: 'metadata',
    keys: [],
    keyCount: 0,
    ...(readers ? { readers } : {}),
    classifierVersion: 1,
  };
}

/** The pod of a shop's API, somebody who creates pods there and somebody who lists Secrets. */
async function createShop(databaseId: string) {
  const test = await createTestInventory(databaseId as 'SQLITE_3');
  await test.sync('v1/serviceaccounts', [
    object('ServiceAccount', 'shop', 'api'),
    object('ServiceAccount', 'shop', 'other'),
    object('ServiceAccount', 'bank', 'api'),
  ]);
  await test.sync('v1/secrets', []);
  await test.sync('v1/pods', [
    object('Pod', 'shop', 'api-1', {
      references: [reference('shop', 'tls')],
      detail: { serviceAccountName: 'api', nodeName: 'one' },
    }),
  ]);
  await test.sync(`${RBAC}/clusterroles`, []);
  await test.sync(`${RBAC}/clusterrolebindings`, []);
  await test.sync(`${RBAC}/roles`, [
    role('maker', 'create', 'pods'),
    role('lister', 'list', 'secrets'),
  ]);
  await test.sync(`${RBAC}/rolebindings`, [
    object('RoleBinding', 'shop', 'maker', { detail: binding('maker', 'eve') }),
    object('RoleBinding', 'shop', 'lister', {
      detail: binding('lister', 'ann'),
    }),
  ]);
  await addSource(test.knex, 'main', 'vault');
  return test;
}

describe('readers of a secret of another system', () => {
  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let test: TestInventory;
    const options = () => ({
      graphs: new AccessGraphs({ knex: test.knex }),
      knex: test.knex,
      store: test.store,
    });

    async function put(readers?: SecretReaders) {
      await test.inventory.apply(
        { sourceId: 'main', fence: 1, system: 'vault' },
        batch('kv secret', [remote('db', readers)] as never),
      );
      const { items } = await test.store.listSecrets({
        visibility: all,
        filters: { sourceIds: ['main'] },
      });
      return items[0];
    }

    async function readersWith(readers?: SecretReaders) {
      const secret = await put(readers);
      const { items, unknown } = await listReaders(options(), secret);
      return {
        readers: items.map(({ id, access, kinds, isNeeded }) =>
          [id, access, kinds.join('>'), isNeeded].join(' '),
        ),
        unknown,
      };
    }

    const api = {
      by: 'kubernetes/shop',
      cluster: 'prod',
      serviceAccounts: ['api'],
      namespaces: ['shop'],
    };

    beforeAll(async () => {
      test = await createShop(databaseId);
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    it('are the ServiceAccounts that it lets in, and whoever can act as one of these', async () => {
      const { readers, unknown } = await readersWith({ accounts: [api] });
      expect(readers).toEqual([
        'u:eve indirect create-pods>logs-in false',
        `${API} direct logs-in true`,
        'u:system:node:one indirect is-node>runs>runs-as>logs-in false',
      ]);
      expect(unknown).toBeUndefined();
    });

    it.each([
      [['*'], ['shop'], [API, 'u:system:serviceaccount:shop:other']],
      [['ap*'], ['*'], [API, 'u:system:serviceaccount:bank:api']],
      [['api'], ['b*'], ['u:system:serviceaccount:bank:api']],
      [['gone'], ['shop'], []],
    ])(
      'are those there are of %j in %j',
      async (names, namespaces, accounts) => {
        const secret = await put({
          accounts: [{ ...api, serviceAccounts: names, namespaces }],
        });
        const { items } = await listReaders(options(), secret);
        expect(
          items
            .filter(({ access }) => access === 'direct')
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...accounts].sort());
      },
    );

    it('are proven step by step, down to the login', async () => {
      const secret = await put({ accounts: [api] });
      const path = await readPath(options(), secret, 'u:eve', all);
      expect(path).toMatchObject({
        access: 'indirect',
        steps: expect.arrayContaining([
          expect.objectContaining({
            kind: 'create-pods',
            evidence: [
              expect.objectContaining({ binding: 'RoleBinding shop/maker' }),
            ],
            command: 'kubectl auth can-i create pods -n shop --as=eve',
          }),
          expect.objectContaining({
            kind: 'logs-in',
            from: API,
            title: 'Logs in to Cluster main from prod',
            explanation:
              'kubernetes/shop lets this ServiceAccount log in, and its policies let it read the value.',
          }),
        ]),
      });
      expect(path!.steps.at(-1)!.kind).toBe('logs-in');
      expect(await readPath(options(), secret, API, all)).toMatchObject({
        access: 'direct',
      });
      expect(await readPath(options(), secret, 'u:ann', all)).toBeUndefined();
    });

    it('are proven in the words of their system where it has some', async () => {
      const how = 'The role shop takes its token, and its policy allows it.';
      const secret = await put({ accounts: [{ ...api, how }] });
      const path = await readPath(options(), secret, API, all);
      expect(path!.steps.at(-1)).toMatchObject({ explanation: how });
    });

    it.each([
      [undefined, 'who reads it in Cluster main is not known'],
      [
        { accounts: [{ ...api, cluster: undefined }] },
        'kubernetes/shop lets in api in shop, of a cluster that is not known',
      ],
      [
        { accounts: [{ ...api, cluster: 'elsewhere' }] },
        'kubernetes/shop lets in api in shop of elsewhere, which is not observed',
      ],
      [
        { accounts: [], unknown: ['k/odd: its policies are not known'] },
        'k/odd: its policies are not known',
      ],
    ])('are not known by %j', async (readers, expected) => {
      expect(await readersWith(readers as SecretReaders)).toEqual({
        readers: [],
        unknown: expected,
      });
      const { unknown, cells } = await readMatrix(options(), {
        visibility: all,
        filters: { sourceIds: ['main'] },
        limit: 10,
      });
      expect(cells).toEqual([]);
      expect(unknown).toEqual([{ sourceId: 'main', message: expected }]);
    });

    it('are none where it is known that nobody is let in', async () => {
      expect(await readersWith({ accounts: [] })).toEqual({
        readers: [],
        unknown: undefined,
      });
    });

    it('stand in the matrix, and count for no right that was granted', async () => {
      await put({ accounts: [api] });
      const { cells, summary, subjects } = await readMatrix(options(), {
        visibility: all,
        filters: { sourceIds: ['main'] },
        limit: 10,
      });
      expect(cells.map(({ subjectId }) => subjectId).sort()).toEqual([
        'u:eve',
        'u:system:node:one',
        API,
      ]);
      expect(summary).toEqual({
        secrets: 1,
        subjects: 2,
        unneeded: 1,
        granted: 0,
        needed: 0,
      });
      expect(subjects[0]).toMatchObject({ id: 'u:eve', sourceIds: ['main'] });
    });
  });
});
