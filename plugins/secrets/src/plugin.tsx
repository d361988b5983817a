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
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { RiKey2Line } from '@remixicon/react';
import { secretsApiRef, SecretsClient } from './api';
import { entityFilter } from './entityFilter';
import { homePageCard } from './homePageCard';
import {
  accessRouteRef,
  findingRouteRef,
  findingsRouteRef,
  inventoryRouteRef,
  rootRouteRef,
  rotationRouteRef,
  ruleRouteRef,
  secretRouteRef,
  sourcesRouteRef,
} from './routes';

const secretsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: secretsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new SecretsClient(deps),
    }),
});

const secretsPage = PageBlueprint.make({
  params: {
    path: '/secrets',
    routeRef: rootRouteRef,
    title: 'Secrets',
    icon: <RiKey2Line />,
    // It has a header of its own, the same in both frontend systems.
    noHeader: true,
    loader: () =>
      import('./components/SecretsPage').then(m => <m.SecretsPage />),
  },
});

const entitySecretsContent = EntityContentBlueprint.make({
  params: {
    path: '/secrets',
    title: 'Secrets',
    filter: entityFilter,
    loader: () =>
      import('./components/EntityTabs').then(m => <m.EntitySecretsContent />),
  },
});

const entityRbacContent = EntityContentBlueprint.make({
  name: 'rbac',
  params: {
    path: '/rbac',
    title: 'RBAC',
    filter: entityFilter,
    loader: () =>
      import('./components/EntityTabs').then(m => <m.EntityRbacContent />),
  },
});

const entitySecretsCard = EntityCardBlueprint.make({
  params: {
    type: 'info',
    filter: entityFilter,
    loader: () =>
      import('./components/Cards').then(m => <m.EntitySecretsCard />),
  },
});

const homePageWidget = HomePageWidgetBlueprint.make({
  name: 'findings',
  params: homePageCard,
});

const entityRotationContent = EntityContentBlueprint.make({
  name: 'rotation',
  params: {
    path: '/rotation',
    title: 'Rotation',
    filter: entityFilter,
    loader: () =>
      import('./components/EntityTabs').then(m => <m.EntityRotationContent />),
  },
});

/**
 * The Secrets, Rotation and RBAC tabs of services and the portal page, for the new frontend system.
 *
 * @public
 */
export const secretsPlugin = createFrontendPlugin({
  pluginId: 'secrets',
  title: 'Secrets',
  icon: <RiKey2Line />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    inventory: inventoryRouteRef,
    findings: findingsRouteRef,
    finding: findingRouteRef,
    rotation: rotationRouteRef,
    rule: ruleRouteRef,
    access: accessRouteRef,
    sources: sourcesRouteRef,
    secret: secretRouteRef,
  },
  extensions: [
    secretsApi,
    secretsPage,
    entitySecretsContent,
    entityRotationContent,
    entitySecretsCard,
    homePageWidget,
    entityRbacContent,
  ],
});
