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
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  createCardExtension,
  type CardExtensionProps,
} from '@backstage/plugin-home-react';
import { secretsApiRef, SecretsClient } from '../api';
import { homePageCard } from '../homePageCard';
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
} from '../routes';

const classicPlugin = createPlugin({
  id: 'secrets',
  apis: [
    createApiFactory({
      api: secretsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new SecretsClient(deps),
    }),
  ],
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
});

/**
 * The portal page, for apps of the classic frontend system.
 *
 * @public
 */
export const SecretsPage: () => JSX.Element = classicPlugin.provide(
  createRoutableExtension({
    name: 'SecretsPage',
    component: () =>
      import('../components/SecretsPage').then(m => m.SecretsPage),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The Secrets tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntitySecretsContent: () => JSX.Element = classicPlugin.provide(
  createComponentExtension({
    name: 'EntitySecretsContent',
    component: {
      lazy: () =>
        import('../components/EntityTabs').then(m => m.EntitySecretsContent),
    },
  }),
);

/**
 * The Rotation tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntityRotationContent: () => JSX.Element = classicPlugin.provide(
  createComponentExtension({
    name: 'EntityRotationContent',
    component: {
      lazy: () =>
        import('../components/EntityTabs').then(m => m.EntityRotationContent),
    },
  }),
);

/**
 * The RBAC tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntityRbacContent: () => JSX.Element = classicPlugin.provide(
  createComponentExtension({
    name: 'EntityRbacContent',
    component: {
      lazy: () =>
        import('../components/EntityTabs').then(m => m.EntityRbacContent),
    },
  }),
);

/**
 * A card for the overview of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntitySecretsCard: () => JSX.Element = classicPlugin.provide(
  createComponentExtension({
    name: 'EntitySecretsCard',
    component: {
      lazy: () => import('../components/Cards').then(m => m.EntitySecretsCard),
    },
  }),
);

/**
 * A card for the home page, for apps of the classic frontend system.
 *
 * @public
 */
export const HomePageSecretFindings: (
  props: CardExtensionProps<{}>,
) => JSX.Element = classicPlugin.provide(createCardExtension<{}>(homePageCard));
