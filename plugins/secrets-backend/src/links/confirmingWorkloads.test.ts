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

import type { ObjectObservation } from '@keyward/observation';
import { object, reference, secret } from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  component,
  linkedNames,
  mark,
  testLinker,
} from '../__testUtils__/testLinker';

jest.setTimeout(60_000);

const ENTITY = 'component:default/some';

/** An object with the entity's id and mark that refers to the secret `db`. */
function naming(
  kind: string,
  apiGroup: string,
  overrides: Partial<ObjectObservation> = {},
) {
  return object(kind, 'payments', 'some', {
    apiGroup,
    labels: { 'backstage.io/kubernetes-id': 'some' },
    annotations: mark('entity', ENTITY),
    references: [reference('payments', 'db')],
    ...overrides,
  });
}

describe.each(databases.eachSupportedId())(
  'objects that confirm a claim on %s',
  databaseId => {
    let test: TestInventory;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [secret('payments', 'db')]);
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    async function namesWith(...objects: ObjectObservation[]) {
      await test.sync('objects', objects);
      const { linker } = testLinker(test.store, [
        component('some', { 'backstage.io/kubernetes-id': 'some' }),
      ]);
      await linker.reconcile();
      return await linkedNames(test.store, ENTITY);
    }

    it.each([
      ['Pod', ''],
      ['ReplicationController', ''],
      ['Deployment', 'apps'],
      ['StatefulSet', 'apps'],
      ['DaemonSet', 'apps'],
      ['ReplicaSet', 'apps'],
      ['Job', 'batch'],
      ['CronJob', 'batch'],
    ])('a %s does', async (kind, apiGroup) => {
      expect(await namesWith(naming(kind, apiGroup))).toEqual([
        'payments/db by workload',
      ]);
    });

    it.each([
      ['Ingress', 'networking.k8s.io'],
      ['Ingress', 'extensions'],
      ['Certificate', 'cert-manager.io'],
      ['ServiceAccount', ''],
      ['ControllerRevision', 'apps'],
      ['PodTemplate', ''],
      ['Pod', 'evil.example'],
      ['Deployment', 'apps.evil.example'],
      ['Rollout', 'argoproj.io'],
    ])('a %s of group "%s" does not', async (kind, apiGroup) => {
      expect(await namesWith(naming(kind, apiGroup))).toEqual([]);
    });

    it.each([
      ['a pod', 'Pod'],
      ['a ReplicaSet', 'ReplicaSet'],
    ])('what owns %s does, whatever its kind', async (_, kind) => {
      const rollout = naming('Rollout', 'argoproj.io');
      const owned = object(kind, 'payments', 'some-1', {
        owners: [
          {
            apiVersion: 'argoproj.io/v1',
            kind: 'Rollout',
            name: 'some',
            uid: rollout.uid!,
            controller: true,
          },
        ],
      });
      expect(await namesWith(rollout, owned)).toEqual([
        'payments/db by workload',
      ]);
    });

    it('an object that owns only a ConfigMap does not', async () => {
      const rollout = naming('Rollout', 'argoproj.io');
      const owned = object('ConfigMap', 'payments', 'some-1', {
        owners: [
          {
            apiVersion: 'argoproj.io/v1',
            kind: 'Rollout',
            name: 'some',
            uid: rollout.uid!,
            controller: true,
          },
        ],
      });
      expect(await namesWith(rollout, owned)).toEqual([]);
    });

    it('an Ingress still leads to what its Namespace confirms', async () => {
      expect(
        await namesWith(naming('Ingress', 'networking.k8s.io'), {
          ...object('Namespace', '', 'payments', {
            annotations: mark('owner', 'group:default/payments'),
          }),
          namespace: undefined,
        }),
      ).toEqual(['payments/db by workload']);
    });
  },
);
