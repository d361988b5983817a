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
  secretsLocatorsExtensionPoint,
  secretsRulesExtensionPoint,
  secretsSourcesExtensionPoint,
} from '@keyward/backstage-plugin-secrets-node';
import { readSettings } from './config';
import { VaultLocators, VaultNaming } from './locators';
import { VaultSource } from './observe';
import { vaultRules } from './rules';

/**
 * Observes HashiCorp Vault: the secrets of its KV engines by their metadata alone, its
 * health, its engines and the roles of its Kubernetes auth methods.
 *
 * @public
 */
export const secretsModuleVault = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'vault',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        locators: secretsLocatorsExtensionPoint,
        rules: secretsRulesExtensionPoint,
        sources: secretsSourcesExtensionPoint,
      },
      async init({ config, locators, rules, sources }) {
        const settings = readSettings(config);
        const vaults = settings.map(each => new VaultSource(each));
        sources.addSourceProvider({
          getSources: async () => vaults,
          naming: new VaultNaming(
            settings.map(({ id }) => id),
            config.getOptionalString('secrets.vault.defaultEngine'),
          ),
        });
        if (settings.length > 0) {
          locators.addResolver(new VaultLocators(settings));
        }
        rules.addRules(...vaultRules);
      },
    });
  },
});
