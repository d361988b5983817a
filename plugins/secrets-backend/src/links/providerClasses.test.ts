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

import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { observeObject } from '@keyward/kube-model';
import { type ObjectObservation } from '@keyward/observation';
import { batch, object, secret, SOURCE } from '../__testUtils__/observations';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { EntityLinker } from './EntityLinker';

jest.setTimeout(60_000);

const OBJECTS = 'objects';

const component = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': name },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
});

/** As the API server has it, with volumes of the CSI driver. */
function deployment(namespace: string, name: string, classes: unknown[]) {
  return observed({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      namespace,
      name,
      uid: `uid-${name}`,
      resourceVersion: String(classes.length),
      labels: { 'backstage.io/kubernetes-id': name },
      annotations: { 'keyward.io/entity': `component:default/${name}` },
    },
    spec: {
      template: {
        spec: {
          containers: [{ name: 'app' }],
          volumes: classes.map((secretProviderClass, index) => ({
            name: `v${index}`,
            csi: {
              driver: 'secrets-store.csi.k8s.io',
              volumeAttributes: { secretProviderClass },
              nodePublishSecretRef: { name: `login-${index}` },
            },
          })),
        },
      },
    },
  });
}

function providerClass(
  namespace: string,
  name: string,
  made: string[],
  apiVersion = 'secrets-store.csi.x-k8s.io/v1',
) {
  return observed({
    apiVersion,
    kind: 'SecretProviderClass',
    metadata: {
      namespace,
      name,
      uid: `uid-${name}`,
      resourceVersion: String(made.length),
    },
    spec: {
      provider: 'vault',
      secretObjects: made.map(secretName => ({ secretName, type: 'Opaque' })),
    },
  });
}

function observed(manifest: object): ObjectObservation {
  return observeObject(manifest, { sourceId: SOURCE });
}

describe.each(databases.eachSupportedId())(
  'secrets behind a SecretProviderClass on %s',
  databaseId => {
    async function create() {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('payments', 'made'),
        secret('payments', 'made-later'),
        secret('payments', 'login-0'),
        secret('payments', 'of-another-class'),
        secret('checkout', 'made'),
      ]);
      const linker = new EntityLinker({
        access: {
          groups: [],
          trustAnnotations: false,
          allowServiceActions: false,
          scopes: [],
        },
        auth: mockServices.auth(),
        catalog: catalogServiceMock({
          entities: [component('api'), component('thief')],
        }),
        logger: mockServices.logger.mock(),
        scheduler: mockServices.scheduler.mock(),
        store: test.store,
        onLinked() {},
      });
      test.inventory.onChange(change => linker.touch(change));
      const namesOf = async (name: string) => {
        const { items } = await test.store.listSecrets({
          visibility: { entityRefs: [`component:default/${name}`] },
        });
        return items
          .map(item => `${item.namespace}/${item.name} ${item.links[0].via}`)
          .sort();
      };
      return { test, linker, namesOf };
    }

    it('belong to the entity of the workload that mounts it', async () => {
      const { test, linker, namesOf } = await create();
      await test.sync(OBJECTS, [
        deployment('payments', 'api', ['vault']),
        providerClass('payments', 'vault', ['made']),
        providerClass('payments', 'other', ['of-another-class']),
        providerClass('checkout', 'vault', ['made']),
      ]);
      await linker.reconcile();
      expect(await namesOf('api')).toEqual([
        'payments/login-0 workload',
        'payments/made workload',
      ]);

      await test.apply(
        batch(OBJECTS, [
          providerClass('payments', 'vault', ['made', 'made-later']),
        ]),
      );
      await linker.reconcileChanged();
      expect(await namesOf('api')).toContain('payments/made-later workload');

      await test.apply(
        batch(OBJECTS, [deployment('payments', 'api', ['vault', 'other'])]),
      );
      await linker.reconcileChanged();
      expect(await namesOf('api')).toContain(
        'payments/of-another-class workload',
      );

      await test.apply(
        batch(OBJECTS, [], {
          gone: [providerClass('payments', 'other', []).ref],
        }),
      );
      await linker.reconcileChanged();
      await linker.stop();
      expect(await namesOf('api')).not.toContain(
        'payments/of-another-class workload',
      );
    });

    it('belong to nobody by a class of another namespace or of another kind', async () => {
      const { test, linker, namesOf } = await create();
      await test.sync(OBJECTS, [
        deployment('checkout', 'thief', [
          'vault',
          '../payments/vault',
          'x/../../payments/vault',
          "' or '1'='1",
          '%',
          7,
        ]),
        providerClass('payments', 'vault', ['made']),
        providerClass('checkout', 'vault', ['made'], 'evil.example/v1'),
        object('ConfigMap', 'checkout', 'odd', {
          labels: { 'backstage.io/kubernetes-id': 'thief' },
          detail: { secretProviderClasses: 'vault' },
        }),
        object('ConfigMap', 'checkout', 'odder', {
          labels: { 'backstage.io/kubernetes-id': 'thief' },
          detail: { secretProviderClasses: [{ a: 1 }, null, 'vault'] },
        }),
      ]);
      await linker.reconcile();
      await linker.stop();
      // But for the credentials that its own volumes name.
      expect(
        (await namesOf('thief')).filter(
          name => !name.startsWith('checkout/login-'),
        ),
      ).toEqual([]);
    });
  },
);
