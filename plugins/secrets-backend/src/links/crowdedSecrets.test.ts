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

import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { object, secret } from '../__testUtils__/observations';
import { component, mark, testLinker } from '../__testUtils__/testLinker';
import { MOST_OF_OWNER } from './SecretRoom';

jest.setTimeout(120_000);

const SECRETS = 40;
const NAMESPACE = { 'backstage.io/kubernetes-namespace': 'shared' };

/** Components of a team, in the order of their names. */
function componentsOf(team: string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    component(`${team}-${String(index).padStart(3, '0')}`, NAMESPACE, {
      owner: `group:default/${team}`,
    }),
  );
}

describe.each(databases.eachSupportedId())(
  'many entities that claim one namespace, on %p',
  databaseId => {
    let test: TestInventory;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        ...Array.from({ length: SECRETS }, (_, index) =>
          secret('shared', `secret-${index}`),
        ),
        secret('shared', 'marked', { annotations: mark('entity', 'a-260') }),
      ]);
      await test.sync('v1/namespaces', [
        {
          ...object('Namespace', '', 'shared', {
            annotations: mark('owner', 'group:default/a'),
          }),
          namespace: undefined,
        },
      ]);
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    const linksOf = async (entityRef: string) =>
      Number(
        (
          await test
            .knex('entity_links')
            .where({ entity_ref: entityRef })
            .count('* as n')
        )[0].n,
      );
    const linkedOf = async (team: string): Promise<string[]> =>
      await test
        .knex('entity_links')
        .distinct('entity_ref')
        .where('entity_ref', 'like', `component:default/${team}-%`)
        .orderBy('entity_ref')
        .pluck('entity_ref');

    it('links a secret to some of each owner, and to those that it names', async () => {
      const { linker } = testLinker(
        test.store,
        [...componentsOf('a', 270), ...componentsOf('b', 3)],
        { scopes: [{ ownerRef: 'group:default/b', namespaces: ['shared'] }] },
      );
      for (const _ of ['first', 'second', 'third']) {
        await linker.reconcile();
      }
      const perSecret = await test
        .knex('entity_links as l')
        .join('secrets as s', 's.id', 'l.secret_id')
        .where('l.entity_ref', 'like', 'component:default/a-%')
        .groupBy('s.name')
        .orderBy('s.name')
        .select('s.name')
        .count('* as count');
      expect(perSecret.map(({ name, count }) => [name, Number(count)])).toEqual(
        perSecret.map(({ name }) => [
          name,
          MOST_OF_OWNER + (name === 'marked' ? 1 : 0),
        ]),
      );
      expect(perSecret).toHaveLength(SECRETS + 1);
      expect(await linkedOf('a')).toContain('component:default/a-260');
      expect(await linkedOf('b')).toHaveLength(3);
      expect(await linksOf('component:default/b-000')).toBe(SECRETS + 1);
      expect(await linksOf('component:default/a-260')).toBe(1);

      const [out] = await test.store.listClaims('component:default/a-269');
      expect(out).toMatchObject({ value: 'shared', status: 'unconfirmed' });
      expect(out.remedy).toContain(
        'at most 50 entities of group:default/a by claims such as this',
      );
      expect(out.remedy).toContain(
        'keyward.io/entity: component:default/a-269',
      );
      expect(await test.store.listClaims('component:default/b-000')).toEqual([
        expect.objectContaining({ status: 'confirmed' }),
      ]);
    });

    it('keeps the same ones, and fills places that are given up', async () => {
      const entities = componentsOf('a', 60);
      await testLinker(test.store, entities).linker.reconcile();
      const before = await linkedOf('a');
      expect(before).toHaveLength(MOST_OF_OWNER);
      const { linker } = testLinker(test.store, entities);
      await linker.relink(entities[55]);
      await linker.relink(entities[5]);
      expect(await linkedOf('a')).toEqual(before);

      const rest = entities.slice(5);
      await testLinker(test.store, rest).linker.reconcile();
      await testLinker(test.store, rest).linker.reconcile();
      const after = await linkedOf('a');
      expect(after).toHaveLength(MOST_OF_OWNER);
      expect(after).not.toContain('component:default/a-000');
      expect(after).toContain('component:default/a-054');
    });

    it('trims what an earlier version linked', async () => {
      const entities = componentsOf('a', 80);
      const { linker } = testLinker(test.store, entities.slice(0, 50));
      await linker.reconcile();
      const rows = await test
        .knex('entity_links')
        .where({ entity_ref: 'component:default/a-000' });
      for (const { metadata } of entities.slice(50)) {
        const entityRef = `component:default/${metadata.name}`;
        await test
          .knex('entity_links')
          .insert(rows.map(row => ({ ...row, entity_ref: entityRef })));
      }
      expect(await linkedOf('a')).toHaveLength(80);
      await testLinker(test.store, entities).linker.reconcile();
      expect(await linkedOf('a')).toHaveLength(MOST_OF_OWNER);
    });
  },
);
