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
import { secretsGitHostsExtensionPoint } from '@keyward/backstage-plugin-secrets-node';
import { createHosts } from './createHosts';

/**
 * Opens, updates and reads the pull requests of Keyward at the hosts of `integrations`:
 * Gitea, GitHub and GitLab.
 *
 * @public
 */
export const secretsModuleGit = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'git',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        hosts: secretsGitHostsExtensionPoint,
      },
      async init({ config, logger, hosts }) {
        const created = createHosts(config);
        hosts.addHosts(...created);
        logger.info(
          created.length > 0
            ? `Pull requests can be opened at ${created
                .map(({ id }) => id)
                .join(', ')}`
            : 'Pull requests can be opened nowhere: no integration has a credential',
        );
      },
    });
  },
});
