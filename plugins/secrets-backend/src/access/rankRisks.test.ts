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

import { ConfigReader } from '@backstage/config';
import { object, reference, secret } from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { Environments } from '../store/environments/Environments';
import { AccessGraphs, rankRisks } from '.';

const RBAC = 'rbac.authorization.k8s.io/v1';
const all = { all: true } as const;

const account = (namespace: string, name: string) =>
  object('ServiceAccount', namespace, name);

function role(namespace: string, name: string, verbs: string[]) {
  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs }];
  return object('Role', namespace, name, { detail: { rules } });
}

function binding(
  namespace: string,
  name: string,
  to: string,
  subject: { kind: string; namespace?: string; name: string },
) {
  return object('RoleBinding', namespace, name, {
    detail: { roleRef: { kind: 'Role', name: to }, subjects: [subject] },
  });
}

function accessOf({ knex, store }: TestInventory) {
  return {
    graphs: new AccessGraphs({ knex }),
    knex,
    store,
    production: {
      environments: new Environments(new ConfigReader({})),
      names: ['production'],
    },
  };
}

/** A shop in production, its twin for development, and an operator that delivers. */
async function createEstate(databaseId: string) {
  const test = await createTestInventory(databaseId as 'SQLITE_3');
  await test.sync('v1/secrets', [
    secret('shop', 'db'),
    secret('shop', 'other'),
    secret('bank', 'delivered', {
      deliverer: {
        kind: 'ExternalSecret',
        name: 'delivered',
        basis: 'owner',
      },
    }),
    secret('shop-dev', 'db'),
  ]);
  await test.sync('apps/v1/deployments', [
    object('Deployment', 'shop', 'api', {
      references: [reference('shop', 'db')],
      detail: { serviceAccountName: 'api' },
    }),
  ]);
  await test.sync('v1/serviceaccounts', [
    account('shop', 'api'),
    account('shop-dev', 'ci'),
    account('bank', 'external-secrets'),
  ]);
  await test.sync(`${RBAC}/roles`, [
    role('shop', 'getter', ['get']),
    role('shop', 'lister', ['get', 'list']),
    role('bank', 'writer', ['get', 'list', 'watch', 'update']),
  ]);
  await test.sync(`${RBAC}/rolebindings`, [
    binding('shop', 'api', 'getter', {
      kind: 'ServiceAccount',
      name: 'api',
    }),
    binding('bank', 'operator', 'writer', {
      kind: 'ServiceAccount',
      name: 'external-secrets',
    }),
    binding('shop', 'ci', 'lister', {
      kind: 'ServiceAccount',
      namespace: 'shop-dev',
      name: 'ci',
    }),
    binding('shop', 'ann', 'getter', { kind: 'User', name: 'ann' }),
    binding('shop', 'left', 'getter', {
      kind: 'ServiceAccount',
      name: 'gone',
    }),
  ]);
  return test;
}

describe('rankRisks', () => {
  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let test: TestInventory;

    beforeEach(async () => {
      test = await createEstate(databaseId);
    });
    afterEach(async () => test.knex.destroy());

    it('says what is wrong with rights, the worst first', async () => {
      const query = { visibility: all, limit: 10 };
      const { items, totalItems } = await rankRisks(accessOf(test), query);
      expect(items.map(({ id, severity }) => `${severity}: ${id}`)).toEqual([
        'critical: access-into-production u:system:serviceaccount:shop-dev:ci',
        'medium: dangling-binding RoleBinding shop/left u:system:serviceaccount:shop:gone',
        'medium: standing-user-access u:ann',
      ]);
      expect(
        items.map(({ reasons }) =>
          reasons.map(({ kind, severity }) => `${severity}: ${kind}`),
        ),
      ).toEqual([
        [
          'critical: access-into-production',
          'medium: list-without-need',
          'low: access-without-need',
        ],
        ['medium: dangling-binding', 'low: access-without-need'],
        ['medium: standing-user-access'],
      ]);
      expect(totalItems).toBe(3);
      expect(items[0]).toEqual({
        id: 'access-into-production u:system:serviceaccount:shop-dev:ci',
        sourceId: 'prod',
        sourceTitle: 'Cluster prod',
        kind: 'access-into-production',
        severity: 'critical',
        subject: {
          id: 'u:system:serviceaccount:shop-dev:ci',
          kind: 'ServiceAccount',
          namespace: 'shop-dev',
          name: 'ci',
          isSystem: false,
        },
        causes: [
          { binding: 'RoleBinding shop/ci', role: 'Role shop/lister', rule: 0 },
        ],
        totalCauses: 1,
        paths: ['get-secrets', 'list-secrets'],
        secrets: 2,
        namespaces: 1,
        secretExamples: expect.arrayContaining([
          { namespace: 'shop', name: 'db', secretId: expect.any(String) },
          { namespace: 'shop', name: 'other', secretId: expect.any(String) },
        ]),
        namespaceExamples: ['shop'],
        explanationKey: 'access-into-production',
        explanation: expect.stringContaining('outside production'),
        reasons: expect.any(Array),
      });
    });

    it('scores what is needed of what is granted', async () => {
      const query = { visibility: all, limit: 1 };
      const { scores } = await rankRisks(accessOf(test), query);
      // Each of four reads two Secrets of the shop and the operator its own; two accesses are needed.
      expect(scores).toEqual([
        {
          sourceId: 'prod',
          sourceTitle: 'Cluster prod',
          score: 2 / 9,
          needed: 2,
          granted: 9,
        },
      ]);
      const none = { ...query, sourceIds: ['elsewhere'] };
      expect(await rankRisks(accessOf(test), none)).toMatchObject({
        items: [],
        scores: [],
      });
    });

    it('gives a page at a time, and no names that the caller may not see', async () => {
      const access = accessOf(test);
      const visibility = { namespaces: ['bank'] };
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await rankRisks(access, { visibility, cursor, limit: 2 });
        ids.push(...page.items.map(({ id }) => id));
        expect(page.items.flatMap(each => each.secretExamples)).toEqual([]);
        cursor = page.nextCursor;
      } while (cursor);
      expect(new Set(ids).size).toBe(3);
      expect(ids).toHaveLength(3);
    });

    it('takes nothing for missing where not all is listed', async () => {
      await test
        .knex('streams')
        .where({ stream: 'v1/serviceaccounts' })
        .update({ stream: 'v1/serviceaccounts@shop' });
      const query = { visibility: all, limit: 10 };
      const { items } = await rankRisks(accessOf(test), query);
      expect(
        items.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)),
      ).not.toContain('dangling-binding');
      expect(items).toHaveLength(3);
    });
  });
});
