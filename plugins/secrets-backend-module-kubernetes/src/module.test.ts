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

import { knownSystems } from '@keyward/kube-model/systems';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  type SecretsSourceProvider,
  secretsClusterActorsExtensionPoint,
  secretsClusterObserversExtensionPoint,
  secretsKubernetesKindsExtensionPoint,
  secretsSourcesExtensionPoint,
} from '@keyward/backstage-plugin-secrets-node';
import { secretsModuleKubernetes } from './module';

describe('secretsModuleKubernetes', () => {
  it('hands in the clusters that are configured', async () => {
    const providers: SecretsSourceProvider[] = [];
    const secrets = createBackendPlugin({
      pluginId: 'secrets',
      register(reg) {
        reg.registerExtensionPoint(secretsSourcesExtensionPoint, {
          addSourceProvider: provider => providers.push(provider),
        });
        reg.registerExtensionPoint(secretsKubernetesKindsExtensionPoint, {
          addKinds: () => {},
          getKinds: () => [],
          addSystems: () => {},
          getSystems: () => knownSystems,
        });
        reg.registerExtensionPoint(secretsClusterObserversExtensionPoint, {
          addObservers: () => {},
          getObservers: () => [],
        });
        reg.registerExtensionPoint(secretsClusterActorsExtensionPoint, {
          setConnector: () => {},
          getConnector: () => undefined,
        });
        reg.registerInit({ deps: {}, init: async () => {} });
      },
    });
    const backend = await startTestBackend({
      features: [
        secrets,
        secretsModuleKubernetes,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              clusterLocatorMethods: [
                {
                  type: 'config',
                  clusters: [{ name: 'prod', url: 'https://prod.example' }],
                },
              ],
            },
          },
        }),
      ],
    });
    expect(providers).toHaveLength(1);
    const sources = await providers[0].getSources();
    expect(sources).toMatchObject([
      { title: 'prod', problem: { code: 'no-credential' } },
    ]);
    await backend.stop();
  });
});
