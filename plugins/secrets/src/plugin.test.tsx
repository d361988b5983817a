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

import { screen } from '@testing-library/react';
import {
  coreExtensionData,
  createFrontendModule,
  ApiBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { homePageWidgetDataRef } from '@backstage/plugin-home-react/alpha';
import { createSecret, InMemorySecretsApi } from './__testUtils__';
import { secretsApiRef } from './api';
import plugin from '.';

const api = new InMemorySecretsApi();
api.secrets = [createSecret('db-credentials')];

const fakeApi = createFrontendModule({
  pluginId: 'secrets',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({ api: secretsApiRef, deps: {}, factory: () => api }),
    }),
  ],
});

describe('the plugin in the new frontend system', () => {
  it('brings the portal page and its parts', async () => {
    renderTestApp({
      features: [plugin, fakeApi],
      initialRouteEntries: ['/secrets/inventory'],
    });
    expect(await screen.findByText('db-credentials')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Inventory' })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  it('brings cards for the home page and the overview of an entity', async () => {
    const widget = createExtensionTester(
      plugin.getExtension('home-page-widget:secrets/findings'),
    ).get(homePageWidgetDataRef);
    expect(widget).toMatchObject({
      name: 'HomePageSecretFindings',
      title: 'Your secrets that need action',
    });
    const compliance = createExtensionTester(
      plugin.getExtension('home-page-widget:secrets/compliance'),
    ).get(homePageWidgetDataRef);
    expect(compliance).toMatchObject({ name: 'HomePageCompliance' });
    expect(
      createExtensionTester(plugin.getExtension('entity-card:secrets')).get(
        coreExtensionData.reactElement,
      ),
    ).toBeDefined();
  });
});
