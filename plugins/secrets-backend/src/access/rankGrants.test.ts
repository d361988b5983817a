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

import { observeObject } from '@keyward/kube-model';
import type { ObjectObservation } from '@keyward/observation';
import { batch, secret, SOURCE } from '../__testUtils__/observations';
import { createTestInventory } from '../__testUtils__/testInventory';
import { AccessGraphs } from './AccessGraphs';
import { rankGrants } from './rankGrants';

const rbac = (kind: string, fields: object) =>
  observeObject(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'reader', namespace: 'shop', uid: kind },
      ...fields,
    },
    { sourceId: SOURCE },
  ) as ObjectObservation;

describe('rankGrants', () => {
  it('passes over subjects of kinds that Kubernetes does not have', async () => {
    const { knex, apply } = await createTestInventory('SQLITE_3');
    await apply(batch('v1/secrets', [secret('shop', 'db')]));
    await apply(
      batch('rbac', [
        rbac('Role', {
          rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
        }),
        rbac('RoleBinding', {
          roleRef: { kind: 'Role', name: 'reader' },
          subjects: [
            { kind: '__proto__', name: 'ann' },
            { kind: 'toString', name: 'ann' },
            { kind: 'ServiceAccount', name: 'web' },
            { kind: 'User', name: 'ann' },
          ],
        }),
      ]),
    );
    const { items } = await rankGrants(
      { graphs: new AccessGraphs({ knex }), knex },
      { limit: 10 },
    );
    expect(items.map(({ who }) => who.map(({ id }) => id))).toEqual([
      ['u:system:serviceaccount:shop:web', 'u:ann'],
    ]);
  });
});
