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
  secretsClusterObserversExtensionPoint,
  secretsRulesExtensionPoint,
  secretsSealersExtensionPoint,
} from '@keyward/backstage-plugin-secrets-node';
import { readSettings } from './config';
import { SealedSecretsObserver } from './observer';
import { sealedSecretsRules } from './rules';
import { sealer } from './sealer';

/**
 * Observes Sealed Secrets controllers, their keys and their SealedSecrets, in the
 * clusters of the Kubernetes module.
 *
 * @public
 */
export const secretsModuleSealedSecrets = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'sealed-secrets',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        observers: secretsClusterObserversExtensionPoint,
        rules: secretsRulesExtensionPoint,
        sealers: secretsSealersExtensionPoint,
      },
      async init({ config, observers, rules, sealers }) {
        observers.addObservers(new SealedSecretsObserver(readSettings(config)));
        rules.addRules(...sealedSecretsRules);
        sealers.setSealer(sealer);
      },
    });
  },
});
