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
import { createTestInventory } from '../__testUtils__/testInventory';
import { AccessGraphs, sampleAccess } from '.';

const RBAC = 'rbac.authorization.k8s.io/v1';

async function createEstate({ isWhole = true } = {}) {
  const test = await createTestInventory('SQLITE_3');
  await test.sync('v1/secrets', [
    secret('shop', 'db'),
    secret('shop', 'other'),
  ]);
  await test.sync('v1/serviceaccounts', [
    object('ServiceAccount', 'shop', 'api'),
  ]);
  if (isWhole) {
    await test.sync(`${RBAC}/clusterroles`, []);
    await test.sync(`${RBAC}/clusterrolebindings`, []);
  }
  await test.sync(`${RBAC}/roles`, [
    object('Role', 'shop', 'reader', {
      detail: {
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            verbs: ['get'],
            resourceNames: ['db'],
          },
        ],
      },
    }),
  ]);
  await test.sync(`${RBAC}/rolebindings`, [
    object('RoleBinding', 'shop', 'reader', {
      detail: {
        roleRef: { kind: 'Role', name: 'reader' },
        subjects: [
          { kind: 'ServiceAccount', name: 'api' },
          { kind: 'Group', name: 'staff' },
        ],
      },
    }),
  ]);
  return { test, graphs: new AccessGraphs({ knex: test.knex }) };
}

describe('sampleAccess', () => {
  it('asks about what is granted and about what is not, as after a login', async () => {
    const { test, graphs } = await createEstate();
    const questions = await sampleAccess({ graphs }, 'prod');
    const granted = questions.filter(({ allowed }) => allowed);
    expect(granted.length).toBeGreaterThan(0);
    for (const { user, groups, verb, name } of granted) {
      expect({ verb, name }).toEqual({ verb: 'get', name: 'db' });
      expect([
        {
          user: 'system:serviceaccount:shop:api',
          groups: [
            'system:serviceaccounts',
            'system:serviceaccounts:shop',
            'system:authenticated',
          ],
        },
        {
          user: 'keyward:access-check',
          groups: ['staff', 'system:authenticated'],
        },
      ]).toContainEqual({ user, groups });
    }
    const refused = questions.filter(({ allowed }) => !allowed);
    expect(refused.length).toBeGreaterThan(0);
    expect(
      refused.some(({ verb, name }) => verb === 'get' && name === 'db'),
    ).toBe(false);
    expect(questions.length).toBeLessThanOrEqual(20);
    await test.knex.destroy();
  });

  it('answers the same again', async () => {
    const { test, graphs } = await createEstate();
    const questions = await sampleAccess({ graphs }, 'prod');
    const wrong = questions.map(each => ({ ...each, allowed: !each.allowed }));
    expect(await sampleAccess({ graphs }, 'prod', wrong)).toEqual(questions);
    await test.knex.destroy();
  });

  it('asks only about what is granted where not all rights are known', async () => {
    const { test, graphs } = await createEstate({ isWhole: false });
    const questions = await sampleAccess({ graphs }, 'prod');
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.every(({ allowed }) => allowed)).toBe(true);
    await test.knex.destroy();
  });
});
