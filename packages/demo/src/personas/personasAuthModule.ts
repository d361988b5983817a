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
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { createPersonasAuthenticator } from './personasAuthenticator';

/** Signs people in as somebody of the simulated company. Never in production. */
export const personasAuthModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'personas-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        if (process.env.NODE_ENV !== 'development') {
          throw new Error(
            'Personas let everybody in as anybody, so they work only with NODE_ENV=development',
          );
        }
        const people = config
          .getConfigArray('auth.providers.personas.people')
          .map(person => person.getString('user'));
        providers.registerProvider({
          providerId: 'personas',
          factory: createProxyAuthProviderFactory({
            authenticator: createPersonasAuthenticator(people),
            async signInResolver(info, ctx) {
              return await ctx.signInWithCatalogUser({
                entityRef: info.result.user,
              });
            },
          }),
        });
      },
    });
  },
});
