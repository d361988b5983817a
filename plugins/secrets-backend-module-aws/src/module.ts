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
import { AwsLocatorResolver } from './locators';
import { AwsSource } from './observe';
import { awsRules } from './rules';

/**
 * Observes AWS accounts: the secrets of Secrets Manager and the SecureStrings of the
 * Parameter Store, by their metadata alone.
 *
 * @public
 */
export const secretsModuleAws = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'aws',
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
        const ownAccounts = settings.map(({ accountId }) => accountId);
        const accounts = settings.map(each => new AwsSource(each, ownAccounts));
        sources.addSourceProvider({ getSources: async () => accounts });
        locators.addResolver(new AwsLocatorResolver(settings));
        rules.addRules(...awsRules);
      },
    });
  },
});
