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
import {
  secretsClusterActorsExtensionPoint,
  secretsClusterObserversExtensionPoint,
  secretsResourceSyncsExtensionPoint,
  secretsRulesExtensionPoint,
} from '@keyward/backstage-plugin-secrets-node';
import { readSettings, readSyncNow } from './config';
import { ExternalSecretsObserver } from './observer';
import { externalSecretsRules } from './rules';
import { ExternalSecretSync } from './sync';

/**
 * Observes the stores, ExternalSecrets and PushSecrets of the External Secrets
 * Operator, in the clusters of the Kubernetes module, and has ExternalSecrets synced
 * on request where an account for that is configured.
 *
 * @public
 */
export const secretsModuleExternalSecrets = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'external-secrets',
  register(reg) {
    reg.registerInit({
      deps: {
        actors: secretsClusterActorsExtensionPoint,
        config: coreServices.rootConfig,
        observers: secretsClusterObserversExtensionPoint,
        rules: secretsRulesExtensionPoint,
        syncs: secretsResourceSyncsExtensionPoint,
      },
      async init({ actors, config, observers, rules, syncs }) {
        observers.addObservers(
          new ExternalSecretsObserver(readSettings(config)),
        );
        rules.addRules(...externalSecretsRules);
        syncs.addSyncs(
          new ExternalSecretSync({
            credentials: readSyncNow(config),
            getConnector: () => actors.getConnector(),
          }),
        );
      },
    });
  },
});
