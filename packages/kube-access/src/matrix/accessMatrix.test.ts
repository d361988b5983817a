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
  accessMatrix,
  type AccessObject,
  createAccessIndex,
  matrixCells,
} from '..';

const VERBS = { 'get-secrets': 'get', 'list-secrets': 'list' };
const objects: AccessObject[] = [
  {
    kind: 'ClusterRole',
    name: 'reader',
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
  },
  {
    kind: 'Role',
    namespace: 'shop',
    name: 'lister',
    rules: [
      {
        verbs: ['list', 'create'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['db'],
      },
    ],
  },
  ...['ann', 'bob'].map(
    (name): AccessObject => ({
      kind: 'RoleBinding',
      namespace: 'shop',
      name,
      roleRef: { kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'User', name }],
    }),
  ),
  {
    kind: 'RoleBinding',
    namespace: 'shop',
    name: 'lister',
    roleRef: { kind: 'Role', name: 'lister' },
    subjects: [
      { kind: 'User', name: 'ann' },
      { kind: 'Group', name: 'staff' },
    ],
  },
  {
    kind: 'ClusterRoleBinding',
    name: 'chief',
    roleRef: { kind: 'ClusterRole', name: 'reader' },
    subjects: [{ kind: 'User', name: 'chief' }],
  },
];
const secrets = [
  { namespace: 'shop', name: 'db' },
  { namespace: 'shop', name: 'tls' },
  { namespace: 'other', name: 'db' },
];

describe('accessMatrix', () => {
  it('joins subjects with the same access', () => {
    expect(accessMatrix(objects)).toEqual([
      {
        namespace: 'shop',
        kinds: ['get-secrets'],
        subjects: ['u:ann', 'u:bob'],
      },
      {
        namespace: 'shop',
        names: ['db'],
        kinds: ['list-secrets'],
        subjects: ['u:ann', 'g:staff'],
      },
      { kinds: ['get-secrets'], subjects: ['u:chief'] },
    ]);
  });

  it('has a cell for what the authorizer allows, and for nothing else', () => {
    const cells = new Set<string>();
    for (const cell of matrixCells(accessMatrix(objects), secrets)) {
      for (const kind of cell.kinds) {
        cells.add(`${cell.subject} ${kind} ${cell.namespace}/${cell.name}`);
      }
    }
    const index = createAccessIndex(objects);
    const expected = new Set<string>();
    for (const subject of ['u:ann', 'u:bob', 'g:staff', 'u:chief', 'u:zoe']) {
      for (const [kind, verb] of Object.entries(VERBS)) {
        for (const secret of secrets) {
          const who = subject.startsWith('u:')
            ? { user: subject.slice(2) }
            : { groups: [subject.slice(2)] };
          if (index.allows({ ...who, ...secret, verb, resource: 'secrets' })) {
            expected.add(
              `${subject} ${kind} ${secret.namespace}/${secret.name}`,
            );
          }
        }
      }
    }
    expect(cells).toEqual(expected);
    expect(cells.size).toBe(9);
  });
});
