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
  ApiBlueprint,
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import { Container } from '@backstage/ui';
import { secretsApiRef } from '../src/api';
import { EntitySecretsContent } from '../src/components/EntitySecretsContent';
import { createDevelopmentApi } from './createDevelopmentApi';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: 'user:default/guest' }],
};

/** The pages over a back end in memory, and the tab of a service on a page of its own. */
export const developmentModule = createFrontendModule({
  pluginId: 'secrets',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: secretsApiRef,
          deps: {},
          factory: () => createDevelopmentApi(),
        }),
    }),
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: entityRouteRef,
        title: 'Service',
        loader: async () => (
          <EntityProvider entity={entity}>
            <Container>
              <EntitySecretsContent />
            </Container>
          </EntityProvider>
        ),
      },
    }),
  ],
});
