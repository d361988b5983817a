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

import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readAccessConfig } from './AccessConfig';
import { ScopeResolver } from './ScopeResolver';

const TEAM = 'group:default/payments';

const component = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: TEAM }],
});

function createResolver(count: number) {
  const catalog = catalogServiceMock({
    entities: Array.from({ length: count }, (_, i) => component(`web-${i}`)),
  });
  const query = jest.spyOn(catalog, 'queryEntities');
  const scopes = new ScopeResolver({
    access: readAccessConfig(mockServices.rootConfig({ data: {} })),
    auth: mockServices.auth(),
    catalog,
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [{ result: 'ALLOW' as any }],
      authorize: async () => [{ result: 'ALLOW' as any }],
    }),
    userInfo: mockServices.userInfo({ ownershipEntityRefs: [TEAM] }),
  });
  return { scopes, query };
}

const session = (expiresAt?: Date) => ({
  ...mockCredentials.user('user:default/ana'),
  ...(expiresAt && { expiresAt }),
});

describe('ScopeResolver', () => {
  it('asks for the entities of a team once for all requests of a page', async () => {
    const { scopes, query } = createResolver(1200);
    const ana = session(new Date(Date.now() + 3_600_000));
    const first = await scopes.secrets(ana);
    expect(first).toMatchObject({ allOf: [{ allOf: [{}, {}] }, {}] });
    expect(JSON.stringify(first)).toContain('component:default/web-1199');
    const asked = query.mock.calls.length;
    await scopes.secrets(ana);
    await scopes.secrets(ana);
    expect(query).toHaveBeenCalledTimes(asked);
  });

  it('asks for them again for another session', async () => {
    const { scopes, query } = createResolver(3);
    await scopes.secrets(session(new Date(Date.now() + 3_600_000)));
    await scopes.secrets(session(new Date(Date.now() + 3_500_000)));
    expect(query).toHaveBeenCalledTimes(2);
    // What never ends is not remembered.
    await scopes.secrets(session());
    await scopes.secrets(session());
    expect(query).toHaveBeenCalledTimes(4);
  });
});
