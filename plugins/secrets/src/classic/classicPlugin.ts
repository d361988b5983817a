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
import { createSecretsApi, secretsApiRef } from '../api';
import { ENTITY_TABS, type EntityTab } from '../entityTabs';
import { homePageCard, homePageComplianceCard } from '../homePageCard';
import { rootRouteRef, routes } from '../routes';

const classicPlugin = createPlugin({
  id: 'secrets',
  apis: [
    createApiFactory({
      api: secretsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createSecretsApi,
    }),
  ],
  routes,
});

function createEntityTab(name: string, { load }: EntityTab) {
  return classicPlugin.provide(
    createComponentExtension({ name, component: { lazy: load } }),
  );
}

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
export const EntitySecretsContent: () => JSX.Element = createEntityTab(
  'EntitySecretsContent',
  ENTITY_TABS.secrets,
);

/**
 * The Rotation tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntityRotationContent: () => JSX.Element = createEntityTab(
  'EntityRotationContent',
  ENTITY_TABS.rotation,
);

/**
 * The RBAC tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntityRbacContent: () => JSX.Element = createEntityTab(
  'EntityRbacContent',
  ENTITY_TABS.rbac,
);

/**
 * The Compliance tab of an entity page, for apps of the classic frontend system.
 *
 * @public
 */
export const EntityComplianceContent: () => JSX.Element = createEntityTab(
  'EntityComplianceContent',
  ENTITY_TABS.compliance,
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

/**
 * A card for the home page with the scores of one's own services, for apps of the
 * classic frontend system.
 *
 * @public
 */
export const HomePageCompliance: (
  props: CardExtensionProps<{}>,
) => JSX.Element = classicPlugin.provide(
  createCardExtension<{}>(homePageComplianceCard),
);
