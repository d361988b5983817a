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
import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogGroups } from './CatalogGroups';
import { describeSubject } from './describeSubject';

const group = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [] },
});

const catalog = catalogServiceMock({
  entities: [group('payments'), group('platform')],
});

const nameOf = async (...subjects: `${'u' | 'g'}:${string}`[]) => {
  const groups = new CatalogGroups({
    groups: [
      { name: 'sre', entity: 'platform' },
      { name: 'oidc:team-*', entity: 'group:default/*' },
    ],
    catalog,
  });
  const named = await groups.name(
    subjects.map(describeSubject),
    mockCredentials.user(),
  );
  return named.map(({ entityRef }) => entityRef);
};

describe('CatalogGroups', () => {
  it('knows groups by name and by pattern', async () => {
    expect(await nameOf('g:oidc:team-payments', 'g:sre')).toEqual([
      'group:default/payments',
      'group:default/platform',
    ]);
  });

  it('leaves others as they are', async () => {
    expect(
      await nameOf(
        'g:oidc:team-unknown',
        'g:oidc:team-',
        'g:oidc:team-../../x',
        'g:payments',
        'g:sre2',
        'u:sre',
        'u:oidc:team-payments',
      ),
    ).toEqual(Array(7).fill(undefined));
  });

  it('asks the catalog nothing where nothing fits', async () => {
    const getEntitiesByRefs = jest.fn();
    const groups = new CatalogGroups({
      groups: [{ name: 'oidc:*', entity: 'group:default/*' }],
      catalog: { getEntitiesByRefs },
    });
    const subjects = [describeSubject('g:ldap:team')];
    expect(await groups.name(subjects, mockCredentials.user())).toEqual(
      subjects,
    );
    expect(getEntitiesByRefs).not.toHaveBeenCalled();
  });
});
