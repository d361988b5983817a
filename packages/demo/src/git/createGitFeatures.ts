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
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { secretsGitHostsExtensionPoint } from '@keyward/backstage-plugin-secrets-node';
import { renderPull, renderRepository } from './renderPages';
import { GIT_PLUGIN_ID, type SimulatedGitHost } from './SimulatedGitHost';

const PATH = /^\/[^/]+\/([^/]+)(?:\/pulls\/(\d{1,9})(?:\/(merge|close))?)?\/?$/;

/** Has requests open their pull requests at the simulated Git host. */
export function createGitModule(host: SimulatedGitHost) {
  return createBackendModule({
    pluginId: 'secrets',
    moduleId: 'simulated-git',
    register(reg) {
      reg.registerInit({
        deps: { hosts: secretsGitHostsExtensionPoint },
        async init({ hosts }) {
          hosts.addHosts(host);
        },
      });
    },
  });
}

/** Shows the pages of the simulated Git host, on which anybody merges. */
export function createGitPlugin(host: SimulatedGitHost) {
  return createBackendPlugin({
    pluginId: GIT_PLUGIN_ID,
    register(reg) {
      reg.registerInit({
        deps: {
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
        },
        async init({ httpRouter, logger }) {
          // It has nothing but simulated values, all of them sealed.
          httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
          httpRouter.use((request, response, next) => {
            const [, name, number, action] = PATH.exec(request.path) ?? [];
            const repository = host
              .listRepositories()
              .find(each => each.name === name);
            const pull = repository?.pulls.find(
              each => each.number === Number(number),
            );
            if (!repository || (number && !pull)) {
              next();
              return;
            }
            const url = host.urlOf(repository.name);
            if (!action && request.method === 'GET') {
              response
                .type('html')
                .send(
                  pull
                    ? renderPull(
                        repository,
                        pull,
                        url,
                        host.statusesOf(repository, pull),
                      )
                    : renderRepository(repository, url),
                );
              return;
            }
            if (!action || !pull || request.method !== 'POST') {
              response.sendStatus(405);
              return;
            }
            // Other sites that are open in the browser merge nothing.
            if (request.get('sec-fetch-site') !== 'same-origin') {
              response.sendStatus(403);
              return;
            }
            if (pull.state === 'open' && action === 'close') {
              repository.close(pull);
            } else if (pull.state === 'open' && repository.isMergeable(pull)) {
              host.merge(repository, pull);
            }
            logger.info(`Pull request ${pull.number} of ${name}: ${action}`);
            response.redirect(303, `${url}/pulls/${pull.number}`);
          });
        },
      });
    },
  });
}
