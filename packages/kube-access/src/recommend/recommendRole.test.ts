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
  type AccessObject,
  type AccessRule,
  compareAccess,
  createAccessIndex,
  recommendRole,
} from '..';

const account = { namespace: 'shop', name: 'api' };
const user = 'system:serviceaccount:shop:api';
const secrets = ['db', 'tls', 'other'].map(
  (name): AccessObject => ({ kind: 'Secret', namespace: 'shop', name }),
);

function bound(name: string, rules: AccessRule[]): AccessObject[] {
  return [
    { kind: 'Role', namespace: 'shop', name, rules },
    {
      kind: 'RoleBinding',
      namespace: 'shop',
      name,
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ];
}

const wide = bound('wide', [
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] },
]);
const needs = [
  { name: 'db', verbs: ['get'] },
  { name: 'tls', verbs: ['get', 'watch'] },
];

describe('recommendRole', () => {
  const { role, missing, excess } = recommendRole(
    [...secrets, ...wide],
    account,
    needs,
  );

  it('keeps what is needed and granted, by name', () => {
    expect(role).toEqual({
      kind: 'Role',
      namespace: 'shop',
      name: 'api-secrets',
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['db', 'tls'],
          verbs: ['get'],
        },
      ],
    });
    expect(missing).toEqual([{ name: 'tls', verbs: ['watch'] }]);
    expect(excess).toEqual([
      { name: 'db', verbs: ['list'] },
      { name: 'tls', verbs: ['list'] },
      { name: 'other', verbs: ['get', 'list'] },
    ]);
  });

  it('allows what is needed and refuses the rest, once it is given instead', () => {
    const index = createAccessIndex([
      ...secrets,
      ...bound(role.name, role.rules),
    ]);
    const may = (verb: string, name: string) =>
      index.allows({
        user,
        verb,
        resource: 'secrets',
        namespace: 'shop',
        name,
      });
    expect(may('get', 'db')).toBe(true);
    expect(may('get', 'tls')).toBe(true);
    for (const { name, verbs } of excess) {
      for (const verb of verbs) {
        expect(may(verb, name)).toBe(false);
      }
    }
  });

  it('says who loses what by the change, and who gains by its reverse', () => {
    const before = [...secrets, ...wide];
    const after = [...secrets, ...bound(role.name, role.rules)];
    const all = ['db', 'tls', 'other'].map(name => ({
      namespace: 'shop',
      name,
    }));
    const changes = (from: AccessObject[], to: AccessObject[]) =>
      [...compareAccess(from, to, all)].map(
        ({ change, path }) => `${change} ${path.subject} ${path.target}`,
      );
    expect(changes(before, after)).toEqual([
      `lost u:${user} secret:shop/other`,
    ]);
    expect(changes(after, before)).toEqual([
      `gained u:${user} secret:shop/other`,
    ]);
    expect(changes(before, before)).toEqual([]);
  });

  it('needs nothing, grants nothing', () => {
    expect(
      recommendRole([...secrets, ...wide], account, []).role.rules,
    ).toEqual([]);
  });
});
