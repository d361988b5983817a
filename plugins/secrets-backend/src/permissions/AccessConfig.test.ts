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
import { installationWarnings } from '../app/installationWarnings';
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
      groupsOpen: false,
    });
  });

  it('completes refs, and reads paths', () => {
    const { groups, scopes } = read({
      access: { groups: ['platform', 'Group:Default/Auditors'] },
      scopes: [
        { owner: 'payments', cluster: 'prod', namespaces: ['payments'] },
        { owner: 'user:default/guest', namespaces: ['sandbox'] },
        {
          owner: 'payments',
          paths: [
            '/secret/payments/',
            'vault:main/secret/a b',
            'vault:main/*/payments/**',
          ],
        },
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
      {
        ownerRef: 'group:default/payments',
        paths: [
          { path: 'secret/payments' },
          {
            source: { system: 'vault', id: 'main' },
            path: 'secret/a%20b',
          },
          {
            source: { system: 'vault', id: 'main' },
            path: '*/payments/**',
          },
        ],
      },
    ]);
  });

  it.each([
    [{ access: { groups: ['group:'] } }, 'secrets.access.groups[0]'],
    [{ access: { groups: ['a', '..'] } }, 'secrets.access.groups[1]'],
    [
      { access: { clusterGroups: [{ name: 'a*b*', entity: 'x' }] } },
      'secrets.access.clusterGroups[0]',
    ],
    [
      { access: { clusterGroups: [{ name: 'a', entity: 'x-*' }] } },
      'secrets.access.clusterGroups[0]',
    ],
    [
      { access: { clusterGroups: [{ name: 'a*', entity: '../*' }] } },
      'secrets.access.clusterGroups[0].entity',
    ],
    [{ scopes: [{ owner: '/' }] }, 'secrets.scopes[0].owner'],
    [{ scopes: [{ owner: 'pay\nments' }] }, 'secrets.scopes[0].owner'],
    [{ scopes: [{ cluster: 'prod' }] }, 'secrets.scopes[0].owner'],
  ])('names the place of what is wrong in %j', (secrets, place) => {
    expect(() => read(secrets)).toThrow(place);
  });
});

describe('who may add groups to the catalog', () => {
  const isOpen = (...rules: object[]) =>
    readAccessConfig(new ConfigReader({ catalog: { rules } } as any))
      .groupsOpen;
  const org = 'https://git.example/org/people.yaml';

  it.each([
    [{ allow: ['Component', 'Group'] }],
    [{ allow: ['user'] }],
    [{ allow: [{ kind: 'Group', 'spec.type': 'team' }] }],
    [{ allow: ['Group'], locations: [{ type: 'url' }] }],
    [{ allow: ['Group'], locations: [{ type: 'file' }, { type: 'url' }] }],
  ])('is anybody by %j', rule => {
    expect(isOpen(rule)).toBe(true);
    expect(isOpen({ allow: ['API'] }, rule)).toBe(true);
  });

  it.each([
    [{ allow: ['Component', 'System', 'API', 'Resource', 'Location'] }],
    [{ allow: ['Group'], locations: [{ type: 'file' }] }],
    [{ allow: ['Group'], locations: [{ type: 'url', exact: org }] }],
    [{ allow: ['User'], locations: [{ type: 'url', pattern: `${org}*` }] }],
    [{ allow: [{ kind: 'Template' }] }],
  ])('is not anybody by %j', rule => {
    expect(isOpen(rule)).toBe(false);
  });

  it('is not anybody by the rules of one location', () => {
    const config = {
      catalog: {
        locations: [
          { type: 'url', target: org, rules: [{ allow: ['User', 'Group'] }] },
        ],
      },
    };
    expect(readAccessConfig(new ConfigReader(config)).groupsOpen).toBe(false);
  });

  it('is told to an administrator', () => {
    const warnings = (groupsOpen: boolean) =>
      installationWarnings({ ...read({}), groupsOpen }).map(({ code }) => code);
    expect(warnings(true)).toEqual(['groups-from-anywhere']);
    expect(warnings(false)).toEqual([]);
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
