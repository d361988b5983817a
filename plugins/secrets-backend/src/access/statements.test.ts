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

import { statementsOf } from '../__testUtils__/statementsOf';
import { batch, object, secret } from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  AccessGraphs,
  rankGrants,
  rankNamespaces,
  rankRisks,
  rankSubjects,
  readMatrix,
  readPath,
} from '.';

const RBAC = 'rbac.authorization.k8s.io/v1';
/** Of the test, and the one of every test inventory. */
const FILLED = 12;
const CLUSTERS = FILLED + 1;
const all = { all: true } as const;

async function fill(test: TestInventory, sourceId: string) {
  await addSource(test.knex, sourceId);
  const fence = { sourceId, fence: 1 };
  const sync = async (stream: string, upserts: Parameters<typeof batch>[1]) =>
    test.inventory.apply(
      fence,
      batch(stream, upserts, { generation: 'g', complete: true }),
    );
  await sync('v1/secrets', [secret('shop', 'db'), secret('shop', 'other')]);
  await sync(`${RBAC}/roles`, [
    object('Role', 'shop', 'reader', {
      detail: {
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
      },
    }),
  ]);
  await sync(`${RBAC}/rolebindings`, [
    object('RoleBinding', 'shop', 'ann', {
      detail: {
        roleRef: { kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'User', name: 'ann' }],
      },
    }),
  ]);
}

describe.each(databases.eachSupportedId())(
  'pages on access on %s',
  databaseId => {
    let test: TestInventory;
    let now = Date.now();
    const create = () => {
      const { knex, store } = test;
      const graphs = new AccessGraphs({ knex, now: () => now });
      return { graphs, knex, store };
    };
    const count = async (run: () => Promise<unknown>) =>
      (await statementsOf(test.knex, run)).length;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      for (let index = 0; index < FILLED; index++) {
        await fill(test, `cluster${index}`);
      }
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    it.each([
      ['grants', rankGrants, 1],
      ['namespaces', rankNamespaces, 1],
      ['subjects', rankSubjects, 1],
      // One says which examples are the caller's to see, of each cluster on the page.
      ['risks', rankRisks, 1 + 2],
    ])(
      'of %s ask once for all clusters, and only those that changed are read again',
      async (_, rank, statements) => {
        const access = create();
        const page = async () =>
          await rank(access, { limit: 2, visibility: all });
        const built = jest.spyOn(access.graphs, 'load');
        const { totalItems } = await page();
        expect(totalItems).toBeGreaterThanOrEqual(FILLED);
        expect(built).toHaveBeenCalledTimes(CLUSTERS);

        now += 60_000;
        expect(await count(page)).toBeLessThanOrEqual(statements);
        expect(built).toHaveBeenCalledTimes(CLUSTERS);

        await test
          .knex('sources')
          .where({ id: 'cluster3' })
          .increment('access_revision', 1);
        await page();
        expect(built).toHaveBeenCalledTimes(CLUSTERS + 1);
        expect(built).toHaveBeenLastCalledWith('cluster3');
      },
    );

    it('of the same ranking, asked for at once, read clusters once', async () => {
      const access = create();
      const built = jest.spyOn(access.graphs, 'load');
      const pages = await Promise.all(
        [1, 2, 3].map(async () => rankGrants(access, { limit: 2 })),
      );
      expect(pages[1]).toEqual(pages[0]);
      expect(pages[2]).toEqual(pages[0]);
      expect(built).toHaveBeenCalledTimes(CLUSTERS);
    });

    it('of the matrix ask for no secret on its own', async () => {
      const access = create();
      const sourceIds = ['cluster0', 'cluster1'];
      const page = (limit: number) => async () => {
        const { secrets, cells } = await readMatrix(access, {
          visibility: all,
          filters: { sourceIds },
          limit,
        });
        expect(secrets).toHaveLength(limit);
        expect(cells.length).toBeGreaterThanOrEqual(limit);
      };
      await page(4)();
      const two = await count(page(2));
      expect(await count(page(4))).toBe(two);
    });

    it('of a path ask once for all of its steps', async () => {
      const access = create();
      const place = {
        id: 'any',
        system: 'kubernetes',
        sourceId: 'cluster0',
        sourceTitle: 'cluster0',
        namespace: 'shop',
        name: 'db',
      };
      await readPath(access, place, 'u:ann', all);
      expect(
        await count(async () => readPath(access, place, 'u:ann', all)),
      ).toBe(2);
    });
  },
);
