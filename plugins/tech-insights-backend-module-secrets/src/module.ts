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

import { techInsightsFactRetrieversExtensionPoint } from '@backstage-community/plugin-tech-insights-node';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  createSecretsFactRetriever,
  SECRETS_FACTS,
} from './createSecretsFactRetriever';

/**
 * Adds the fact retriever `secretsFactRetriever` to Tech Insights, which asks
 * for facts as often as `techInsights.factRetrievers.secretsFactRetriever` says.
 *
 * @public
 */
export const techInsightsModuleSecrets = createBackendModule({
  pluginId: 'tech-insights',
  moduleId: 'secrets',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        retrievers: techInsightsFactRetrieversExtensionPoint,
      },
      async init({ retrievers, ...services }) {
        retrievers.addFactRetrievers({
          [SECRETS_FACTS]: createSecretsFactRetriever(services),
        });
      },
    });
  },
});
