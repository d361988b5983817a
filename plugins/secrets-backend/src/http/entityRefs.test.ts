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

import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { secret } from '../__testUtils__/observations';
import { createTestApi, type Caller } from '../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { component, mark } from '../__testUtils__/testLinker';
import { spec } from '../schema/openapi/generated';

jest.setTimeout(60_000);

const WEB = 'component:default/web';
const entities = [component('web', {}), component('ledger', {})];

/** What is not a ref, and what is said of it. */
/** What routes ask for besides. */
const REQUIRED: Record<string, object> = {
  '/compliance/evidence': { check: 'value-strength' },
  '/compliance/scopes': { by: 'team' },
  '/resources': { kind: 'sealed-secret' },
  '/resources/summary': { kind: 'sealed-secret' },
  '/seal/workloads': {
    repository: 'https://git.example.com/payments/app',
    branch: 'main',
  },
};

const BAD_REFS = [
  ['web', 'is not an entity ref'],
  ['..:by-uid/1', 'the kind must be'],
  ['component:../..', 'the namespace must not be . or ..'],
  ['component:default/..', 'the name must not be . or ..'],
  ['component:default/web/..', 'the name must not contain slashes'],
  ['component:default/web\u0000', 'NUL character'],
  ['component:default/web\n', 'the name must not contain'],
  [`component:default/${'w'.repeat(254)}`, 'the name must be at most'],
] as const;

/** The routes that a parameter leads into, as the API is written down. */
function routesWith(name: string): string[] {
  return Object.entries(spec.paths as Record<string, any>).flatMap(
    ([path, { get }]) =>
      get?.parameters?.some(
        (parameter: { $ref?: string; name?: string }) =>
          parameter.name === name || parameter.$ref?.endsWith(`/${name}`),
      )
        ? [path]
        : [],
  );
}

describe.each(databases.eachSupportedId())(
  'entity refs in requests on %s',
  databaseId => {
    let test: TestInventory;
    let api: Awaited<ReturnType<typeof createTestApi>>;
    /** What the catalog was asked for. */
    let asked: unknown[];
    /** Set where the catalog answers this, whatever it is asked. */
    let wrongAnswer: unknown;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('payments', 'db', { annotations: mark('entity', 'web') }),
        secret('payments', 'books', { annotations: mark('entity', 'ledger') }),
      ]);
      const catalog = catalogServiceMock({ entities });
      const read: CatalogService['getEntityByRef'] = async (ref, options) => {
        asked.push(ref);
        return wrongAnswer === undefined
          ? await catalog.getEntityByRef(ref, options)
          : (wrongAnswer as Entity);
      };
      api = await createTestApi({
        test,
        entities,
        policy: undefined,
        catalog: catalogServiceMock.mock({
          getEntityByRef: read,
          getEntitiesByRefs: catalog.getEntitiesByRefs.bind(catalog),
          queryEntities: catalog.queryEntities.bind(catalog),
        }),
      });
      await api.link();
    });

    beforeEach(() => {
      asked = [];
      wrongAnswer = undefined;
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    async function get(caller: Caller, path: string, query: object) {
      const text = new URLSearchParams({
        ...REQUIRED[path],
        ...query,
      }).toString();
      const { status, body } = await api.ask(caller, `${path}?${text}`);
      return { status, said: body?.error?.message, body };
    }

    const ofEntity = routesWith('entityRef');

    it('are taken by routes', () => {
      expect(ofEntity).toContain('/claims');
      expect(ofEntity).toContain('/secrets/export');
      expect(routesWith('owner')).toContain('/rotation/keys');
      expect(routesWith('system')).toEqual(routesWith('owner'));
    });

    it.each(ofEntity)('are read before %s asks the catalog', async path => {
      for (const [entityRef, fault] of BAD_REFS) {
        for (const caller of ['owner', 'platform'] as const) {
          const { status, said } = await get(caller, path, { entityRef });
          expect([entityRef, status, said]).toEqual([
            entityRef,
            400,
            expect.stringContaining(fault),
          ]);
        }
      }
      expect(asked).toEqual([]);
      for (const entityRef of [WEB, 'Component:Default/Web', 'component:web']) {
        const { status } = await get('owner', path, { entityRef });
        expect([entityRef, status]).toEqual([entityRef, 200]);
      }
      const { status, said } = await get('owner', path, {
        entityRef: 'component:default/gone',
      });
      expect([status, said]).toEqual([404, 'No entity component:default/gone']);
    });

    it.each(ofEntity)('are those that %s is answered about', async path => {
      for (const answer of [entities[1], [entities[0]], entities, 'web', {}]) {
        wrongAnswer = answer;
        for (const caller of ['owner', 'platform'] as const) {
          const { status, said } = await get(caller, path, {
            entityRef: WEB,
          });
          expect([status, said]).toEqual([
            503,
            `The catalog answered a request for ${WEB} with another entity`,
          ]);
        }
      }
      wrongAnswer = undefined;
      const { status } = await get('owner', path, { entityRef: WEB });
      expect(status).toBe(200);
    });

    it('are read where claims are confirmed', async () => {
      const origin = { ownerRefs: ['group:default/payments'] };
      for (const [entityRef, fault] of BAD_REFS) {
        const { status, body } = await api.ask(
          'platform',
          '/claims/confirm',
          'post',
          { entityRef, ...origin },
        );
        expect([entityRef, status, body.error.message]).toEqual([
          entityRef,
          400,
          expect.stringContaining(fault),
        ]);
      }
      expect(asked).toEqual([]);
      const confirmed = await api.ask('platform', '/claims/confirm', 'post', {
        entityRef: WEB,
        ...origin,
      });
      expect(confirmed.status).toBe(204);
    });

    const actions = [
      'list-secrets',
      'list-findings',
      'list-due',
      'list-requests',
    ];
    it.each(actions)('are read by the action %s', async name => {
      for (const [entityRef] of BAD_REFS) {
        await expect(
          api.act('owner', name, { entityRef }),
        ).rejects.toMatchObject({ name: 'InputError' });
      }
      expect(asked).toEqual([]);
      await api.act('owner', name, { entityRef: WEB });
      wrongAnswer = entities[1];
      await expect(api.act('owner', name, { entityRef: WEB })).rejects.toThrow(
        'with another entity',
      );
    });

    it.each(routesWith('owner'))(
      'are read by the filters of %s',
      async path => {
        for (const [ref, fault] of BAD_REFS) {
          const { status, said } = await get('platform', path, {
            owner: ref,
          });
          expect([ref, status, said]).toEqual([
            ref,
            400,
            expect.stringContaining(fault),
          ]);
        }
        for (const system of ['system:default/..', WEB]) {
          const { status, said } = await get('platform', path, { system });
          expect([system, status, said]).toEqual([
            system,
            400,
            expect.stringMatching(/^system/),
          ]);
        }
        for (const query of [
          { owner: 'group:default/payments' },
          { owner: 'Group:Default/Payments' },
          { owner: 'none' },
          { system: 'system:default/money' },
          { system: 'money' },
        ]) {
          const { status } = await get('platform', path, query);
          expect([query, status]).toEqual([query, 200]);
        }
        const { status, said } = await get('platform', path, {
          system: 'domain:default/money',
        });
        expect([status, said]).toEqual([
          400,
          'system must be of the kind system; write it as system:default/NAME',
        ]);
      },
    );

    it('select in any spelling', async () => {
      const count = async (query: object) =>
        (await get('platform', '/secrets', query)).body.totalItems;
      expect(await count({ owner: 'Group:Payments' })).toBe(2);
      expect(await count({ owner: 'group:default/other' })).toBe(0);
      expect(await count({ owner: 'none' })).toBe(0);
      expect(await count({ system: 'Money' })).toBe(2);
      expect(await count({ system: 'other' })).toBe(0);
    });
  },
);
