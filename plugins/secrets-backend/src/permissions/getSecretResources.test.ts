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
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { RESOURCE_TYPE_SECRET } from '@keyward/backstage-plugin-secrets-common';
import { secretConditions } from '@keyward/backstage-plugin-secrets-node';
import request from 'supertest';
import { object, reference, secret } from '../__testUtils__/observations';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import secretsPlugin from '..';

jest.setTimeout(60_000);

const ROUTE = '/api/secrets/.well-known/backstage/permissions/apply-conditions';
const DB = 'kubernetes:prod/payments/db';
const ABSENT = 'kubernetes:prod/payments/absent';
const GONE = 'kubernetes:prod/payments/gone';
const NEVER = 'kubernetes:prod/payments/never';
const OTHER = 'kubernetes:prod/checkout/db';
const NONSENSE = "' or 1=1";
const REFS = [DB, ABSENT, GONE, NEVER, OTHER, NONSENSE];

const { hasEntityOwner, isInNamespace, isInSource, isOfEntity } =
  secretConditions;

describe.each(databases.eachSupportedId())(
  'conditions of one secret on %s',
  databaseId => {
    async function start() {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('payments', 'db'),
        secret('payments', 'gone'),
        secret('checkout', 'db'),
      ]);
      await test.sync('v1/secrets', [
        secret('payments', 'db'),
        secret('checkout', 'db'),
      ]);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'payments', 'web', {
          references: [reference('payments', 'absent')],
        }),
      ]);
      const found = await test.store.findSecrets({ refs: [DB, ABSENT] });
      expect(found).toHaveLength(2);
      await test.store.replaceEntityLinks([
        {
          entityRef: 'component:default/web',
          ownerRefs: ['group:default/payments', 'group:default/platform'],
          claims: [],
          links: found.map(({ id }) => ({
            sourceId: 'prod',
            secretId: id,
            via: 'workload',
          })),
        },
      ]);
      const { server } = await startTestBackend({
        features: [
          secretsPlugin,
          // Does not answer, so that the links stay as they are written above.
          catalogServiceMock.mock().factory,
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => test.knex }),
          }),
          mockServices.rootConfig.factory({ data: {} }),
        ],
      });
      const ask = async (items: object[], authorization: string) =>
        await request(server)
          .post(ROUTE)
          .set('authorization', authorization)
          .send({ items });
      return { test, ask };
    }

    const asked = (conditions: object, resourceRef: string | string[]) => ({
      id: 'one',
      resourceType: RESOURCE_TYPE_SECRET,
      resourceRef,
      conditions,
    });

    it('are applied by the route that the permission back end calls', async () => {
      const { test, ask } = await start();
      const portal = mockCredentials.service.header();
      const allowed = async (conditions: object) => {
        const response = await ask([asked(conditions, REFS)], portal);
        expect(response.status).toBe(200);
        const { result }: { result: string[] } = response.body.items[0];
        expect(result).toHaveLength(REFS.length);
        return REFS.filter((_, index) => result[index] === 'ALLOW');
      };
      const linked = [DB, ABSENT];
      for (const owner of [
        'group:default/payments',
        'group:default/platform',
      ]) {
        expect(await allowed(hasEntityOwner({ ownerRefs: [owner] }))).toEqual(
          linked,
        );
      }
      expect(
        await allowed(
          hasEntityOwner({ ownerRefs: ['group:default/checkout'] }),
        ),
      ).toEqual([]);
      expect(
        await allowed(isOfEntity({ entityRefs: ['component:default/web'] })),
      ).toEqual(linked);

      // Whether a secret is there is nothing that a ref's own words tell.
      const inPayments = [DB, ABSENT, GONE, NEVER];
      expect(
        await allowed(isInNamespace({ namespaces: ['payments'] })),
      ).toEqual(inPayments);
      expect(
        await allowed({ not: isInNamespace({ namespaces: ['payments'] }) }),
      ).toEqual([OTHER]);
      expect(await allowed(isInSource({ sourceIds: ['prod'] }))).toEqual([
        ...inPayments,
        OTHER,
      ]);
      expect(
        await allowed({
          allOf: [
            isInNamespace({ namespaces: ['payments'] }),
            hasEntityOwner({ ownerRefs: ['group:default/platform'] }),
          ],
        }),
      ).toEqual(linked);

      const single = await ask(
        [asked(isOfEntity({ entityRefs: ['component:default/web'] }), DB)],
        portal,
      );
      expect(single.body).toEqual({ items: [{ id: 'one', result: 'ALLOW' }] });

      // Of a source that no provider names any more nothing counts.
      await test.knex('sources').update({ retired_at: '2026-01-01T00:00:00Z' });
      expect(
        await allowed(isOfEntity({ entityRefs: ['component:default/web'] })),
      ).toEqual([]);
    });

    it('are nothing that a person can ask for', async () => {
      const { ask } = await start();
      const { status, body } = await ask(
        [asked(isInNamespace({ namespaces: ['payments'] }), DB)],
        mockCredentials.user.header(),
      );
      expect(status).toBe(403);
      expect(body.items).toBeUndefined();
    });
  },
);
