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
  type AccessNeed,
  type AccessObject,
  type AccessRule,
  type BindingSubject,
  findRiskyBindings,
} from '..';

const ESTATE: AccessObject[] = [
  ...['shop', 'pay'].map((name): AccessObject => ({ kind: 'Namespace', name })),
  { kind: 'Secret', namespace: 'shop', name: 'db' },
  { kind: 'Secret', namespace: 'pay', name: 'db' },
  { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
];

const API: BindingSubject = {
  kind: 'ServiceAccount',
  namespace: 'shop',
  name: 'api',
};
const ANN: BindingSubject = { kind: 'User', name: 'ann' };
const STAFF: BindingSubject = { kind: 'Group', name: 'staff' };
const API_NEEDS_DB: AccessNeed[] = [
  {
    subject: 'u:system:serviceaccount:shop:api',
    namespace: 'shop',
    name: 'db',
  },
];

const READ: AccessRule = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['secrets'],
};
const READ_DB: AccessRule = { ...READ, resourceNames: ['db'] };

/** A role and its binding, for all namespaces without one. */
function given(
  name: string,
  subjects: BindingSubject[],
  rules: AccessRule[],
  namespace?: string,
): AccessObject[] {
  return [
    { kind: 'ClusterRole', name, rules },
    {
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      ...(namespace === undefined ? {} : { namespace }),
      name,
      roleRef: { kind: 'ClusterRole', name },
      subjects,
    },
  ];
}

function risky(...objects: AccessObject[][]) {
  const complete = ['ServiceAccount', 'Role', 'ClusterRole'];
  return [
    ...findRiskyBindings([...ESTATE, ...objects.flat()], API_NEEDS_DB, {
      complete,
    }),
  ];
}

describe('findRiskyBindings', () => {
  it('finds nothing in a binding that gives what is needed', () => {
    expect(risky(given('own', [API], [READ_DB], 'shop'))).toEqual([]);
    expect(risky(given('staff', [STAFF], [READ_DB], 'shop'))).toEqual([]);
  });

  it('says all that is wrong with a binding at once, the worst first', () => {
    expect(
      risky(
        given(
          'wide',
          [ANN, API],
          [{ ...READ, verbs: ['get', 'list'] }],
          undefined,
        ),
      ),
    ).toEqual([
      {
        kind: 'ClusterRoleBinding',
        name: 'wide',
        role: 'ClusterRole wide',
        subjects: ['u:ann', 'u:system:serviceaccount:shop:api'],
        risks: [
          { kind: 'cluster-wide-read', severity: 'high' },
          { kind: 'list-without-need', severity: 'high' },
          { kind: 'standing-user-access', severity: 'high' },
        ],
      },
    ]);
  });

  it('blames each binding for what it gives by itself', () => {
    const found = risky(
      given('all', [ANN], [READ]),
      given('one', [ANN], [READ_DB], 'pay'),
      given('clean', [STAFF], [READ_DB], 'pay'),
    );
    expect(
      found.map(({ name, risks }) => [
        name,
        ...risks.map(({ kind, severity }) => `${severity}: ${kind}`),
      ]),
    ).toEqual([
      ['all', 'high: cluster-wide-read', 'high: standing-user-access'],
      ['one', 'medium: standing-user-access'],
    ]);
  });

  it('names the binding of an account or a role that is not there', () => {
    const gone: BindingSubject = { ...API, name: 'gone' };
    const [binding] = risky(given('left', [gone], [READ_DB], 'shop'));
    expect(binding).toMatchObject({
      name: 'left',
      namespace: 'shop',
      subjects: ['u:system:serviceaccount:shop:gone'],
    });
    expect(binding.risks).toContainEqual({
      kind: 'dangling-binding',
      severity: 'medium',
    });
  });

  it('leaves out what Kubernetes itself is given, and not what only has such a name', () => {
    const system = { kind: 'Group', name: 'system:masters' };
    const all: AccessRule = {
      verbs: ['*'],
      apiGroups: ['*'],
      resources: ['*'],
    };
    expect(risky(given('cluster-admin', [system], [all]))).toEqual([]);
    expect(
      risky(given('system:mine', [ANN], [all])).map(({ name }) => name),
    ).toEqual(['system:mine']);
  });
});
