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

import { object, secret } from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  multiplySecret,
  type TestInventory,
} from '../__testUtils__/testInventory';
import type { VisibilityFilter } from '../store/inventory';
import { AccessGraphs, readReach } from '.';

jest.setTimeout(120_000);

const RBAC = 'rbac.authorization.k8s.io/v1';
const MANY = 50_000;
const all = { all: true } as const;

function role(namespace: string, name: string, names?: string[]) {
  return object('Role', namespace, name, {
    detail: {
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get'],
          ...(names && { resourceNames: names }),
        },
      ],
    },
  });
}

function binding(namespace: string, name: string, user: string) {
  return object('RoleBinding', namespace, `${name}-${user}`, {
    detail: {
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'User', name: user }],
    },
  });
}

/** 50,000 secrets that one user may read all of, another just one by its name, and one that is not there. */
async function createLarge(databaseId: string) {
  const test = await createTestInventory(databaseId as 'SQLITE_3');
  await test.sync('v1/secrets', [secret('many', 'secret')]);
  await multiplySecret(test.knex, MANY);
  await test.sync(`${RBAC}/roles`, [
    role('many', 'all'),
    role('many', 'last', [`secret${MANY}`, 'zebra']),
    role('zoo', 'none', ['gnu']),
  ]);
  await test.sync(`${RBAC}/clusterroles`, []);
  await test.sync(`${RBAC}/clusterrolebindings`, []);
  await test.sync(`${RBAC}/rolebindings`, [
    binding('many', 'all', 'ann'),
    binding('many', 'last', 'ben'),
    binding('zoo', 'none', 'ann'),
  ]);
  return test;
}

describe.each(databases.eachSupportedId())(
  'what can be reached of 50,000 secrets on %s',
  databaseId => {
    let test: TestInventory;
    let reach: (query: {
      start: string;
      visibility?: VisibilityFilter;
      cursor?: string;
      limit?: number;
    }) => ReturnType<typeof readReach>;

    beforeAll(async () => {
      test = await createLarge(databaseId);
      const { knex, store } = test;
      const access = { graphs: new AccessGraphs({ knex }), knex, store };
      reach = query =>
        readReach(access, {
          visibility: all,
          sourceId: 'prod',
          limit: 100,
          ...query,
        });
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    it('is found wherever its name stands among all, and counts what is there', async () => {
      const { items, totalItems, nextCursor } = await reach({ start: 'u:ben' });
      expect(
        items.map(({ secret: { name }, ...item }) => ({ name, ...item })),
      ).toEqual([{ name: `secret${MANY}`, access: 'direct', steps: 1 }]);
      expect(totalItems).toBe(1);
      expect(nextCursor).toBeUndefined();
    });

    it('comes in pages, each once', async () => {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await reach({ start: 'u:ann', cursor, limit: 1000 });
        expect(page.totalItems).toBe(MANY);
        names.push(...page.items.map(({ secret: { name } }) => name));
        cursor = page.nextCursor;
      } while (cursor);
      expect(names).toHaveLength(MANY);
      expect(new Set(names).size).toBe(MANY);
    });

    it('costs no graph where the caller sees nothing of the source', async () => {
      const { knex, store } = test;
      const graphs = new AccessGraphs({ knex });
      const built = jest.spyOn(graphs, 'load');
      const query = {
        visibility: { ownerRefs: ['group:default/nobody'] },
        sourceId: 'prod',
        start: 'u:ann',
        limit: 10,
      };
      expect(await readReach({ graphs, knex, store }, query)).toMatchObject({
        items: [],
        totalItems: 0,
      });
      expect(built).not.toHaveBeenCalled();
      await expect(
        readReach({ graphs, knex, store }, { ...query, sourceId: 'other' }),
      ).rejects.toThrow('No source with this id');
      await expect(
        readReach({ graphs, knex, store }, { ...query, cursor: 'x' }),
      ).rejects.toMatchObject({ name: 'InputError' });
      await readReach({ graphs, knex, store }, { ...query, visibility: all });
      expect(built).toHaveBeenCalledTimes(1);
    });

    it('is what the caller may see, and says nothing of the rest', async () => {
      const { items } = await test.store.listSecrets({
        visibility: all,
        orderBy: { field: 'name', direction: 'desc' },
        limit: 3,
      });
      await test.knex('entity_links').insert(
        items.map(({ id }) => ({
          source_id: 'prod',
          secret_id: id,
          entity_ref: 'component:default/api',
          via: 'workload',
        })),
      );
      const { subject, asOf, ...page } = await reach({
        start: 'u:ann',
        visibility: { entityRefs: ['component:default/api'] },
      });
      expect({
        ...page,
        items: page.items.map(({ secret: { id } }) => id),
      }).toEqual({
        items: items.map(({ id }) => id).reverse(),
        totalItems: 3,
      });
      expect(
        await reach({ start: 'u:ann', visibility: { none: true } }),
      ).toMatchObject({ items: [], totalItems: 0 });
    });
  },
);
