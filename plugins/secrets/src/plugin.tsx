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
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { RiKey2Line } from '@remixicon/react';
import { createSecretsApi, secretsApiRef } from './api';
import { entityFilter } from './entityFilter';
import { ENTITY_TABS, type EntityTab } from './entityTabs';
import { homePageCard, homePageComplianceCard } from './homePageCard';
import { rootRouteRef, routes } from './routes';

const secretsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: secretsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createSecretsApi,
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

/** The name is part of the extension's id: the first tab has none. */
function createEntityTab<const TName extends string | undefined>(
  name: TName,
  { path, title, load }: EntityTab,
) {
  return EntityContentBlueprint.make({
    name,
    params: {
      path,
      title,
      filter: entityFilter,
      loader: async () => {
        const Content = await load();
        return <Content />;
      },
    },
  });
}

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

const homePageComplianceWidget = HomePageWidgetBlueprint.make({
  name: 'compliance',
  params: homePageComplianceCard,
});

/** Of forms of the scaffolder; a portal without one does not have it. */
const sealedValuesFormField = FormFieldBlueprint.make({
  name: 'sealed-values',
  params: {
    field: () =>
      import('./components/SealedValues').then(m => m.sealedValuesField),
  },
});

/**
 * The Secrets, Rotation, RBAC and Compliance tabs of services and the portal page, for the new frontend system.
 *
 * @public
 */
export const secretsPlugin = createFrontendPlugin({
  pluginId: 'secrets',
  title: 'Secrets',
  icon: <RiKey2Line />,
  info: { packageJson: () => import('../package.json') },
  routes,
  extensions: [
    secretsApi,
    secretsPage,
    createEntityTab(undefined, ENTITY_TABS.secrets),
    createEntityTab('rotation', ENTITY_TABS.rotation),
    createEntityTab('rbac', ENTITY_TABS.rbac),
    createEntityTab('compliance', ENTITY_TABS.compliance),
    entitySecretsCard,
    homePageWidget,
    homePageComplianceWidget,
    sealedValuesFormField,
  ],
});
