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

import { ConfigReader } from '@backstage/config';
import { installationWarnings } from '../service/installationWarnings';
import { readAccessConfig } from './AccessConfig';

const read = (secrets: object, permission = { enabled: true }) =>
  readAccessConfig(new ConfigReader({ secrets, permission } as any));

describe('readAccessConfig', () => {
  it('allows nothing by default', () => {
    expect(read({})).toEqual({
      groups: [],
      trustAnnotations: false,
      allowServiceActions: false,
      scopes: [],
      permissionsOff: false,
    });
  });

  it('completes refs, and leaves out scopes that are about no cluster', () => {
    const { groups, scopes } = read({
      access: { groups: ['platform', 'Group:Default/Auditors'] },
      scopes: [
        { owner: 'payments', cluster: 'prod', namespaces: ['payments'] },
        { owner: 'user:default/guest', namespaces: ['sandbox'] },
        { owner: 'payments', paths: ['secret/payments'] },
      ],
    });
    expect(groups).toEqual([
      'group:default/platform',
      'group:default/auditors',
    ]);
    expect(scopes).toEqual([
      {
        ownerRef: 'group:default/payments',
        cluster: 'prod',
        namespaces: ['payments'],
      },
      {
        ownerRef: 'user:default/guest',
        cluster: undefined,
        namespaces: ['sandbox'],
      },
    ]);
  });

  it.each([
    [{ access: { groups: ['group:'] } }, 'secrets.access.groups[0]'],
    [{ access: { groups: ['a', '..'] } }, 'secrets.access.groups[1]'],
    [{ scopes: [{ owner: '/' }] }, 'secrets.scopes[0].owner'],
    [{ scopes: [{ owner: 'pay\nments' }] }, 'secrets.scopes[0].owner'],
    [{ scopes: [{ cluster: 'prod' }] }, 'secrets.scopes[0].owner'],
  ])('names the place of what is wrong in %j', (secrets, place) => {
    expect(() => read(secrets)).toThrow(place);
  });
});

describe('installationWarnings', () => {
  const codes = (...args: Parameters<typeof read>) =>
    installationWarnings(read(...args)).map(({ code }) => code);

  it('warns of what makes the installation weaker', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ access: { trustAnnotations: true } })).toEqual([
      'annotations-trusted',
    ]);
    expect(codes({}, { enabled: false })).toEqual(['permissions-off']);
    const open = installationWarnings(read({}), true);
    expect(open.map(({ code }) => code)).toEqual(['policy-allows-everything']);
  });
});
