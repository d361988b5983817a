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
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  secretsClusterActorsExtensionPoint,
  secretsClusterObserversExtensionPoint,
  secretsKubernetesKindsExtensionPoint,
  secretsSourcesExtensionPoint,
} from '@keyward/backstage-plugin-secrets-node';
import { ActingConnector, KubernetesSourceProvider } from './source';

/**
 * Observes the Secrets of Kubernetes clusters, their consumers and their lineage.
 *
 * @public
 */
export const secretsModuleKubernetes = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'kubernetes',
  register(reg) {
    reg.registerInit({
      deps: {
        actors: secretsClusterActorsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        kinds: secretsKubernetesKindsExtensionPoint,
        logger: coreServices.logger,
        observers: secretsClusterObserversExtensionPoint,
        sources: secretsSourcesExtensionPoint,
      },
      async init({ actors, kinds, observers, sources, ...services }) {
        const provider = new KubernetesSourceProvider({
          ...services,
          getKinds: () => kinds.getKinds(),
          getSystems: () => kinds.getSystems(),
          getObservers: () => observers.getObservers(),
        });
        sources.addSourceProvider(provider);
        actors.setConnector(new ActingConnector(provider));
      },
    });
  },
});
