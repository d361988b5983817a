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
  changeObjects,
  type ChangeableObject,
  compareAccess,
  createAccessComparison,
  createAccessGraph,
  isDirectPath,
  readManifests,
  summarizeChanges,
} from '..';
import { LazyAccessGraph } from '../paths/LazyAccessGraph';

const secrets: AccessRule = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['secrets'],
};
const pods: AccessRule = {
  verbs: ['create'],
  apiGroups: [''],
  resources: ['pods'],
};
const ann = { kind: 'User', name: 'ann' };

function role(name: string, rules: AccessRule[], labels?: {}) {
  const kind = 'ClusterRole' as const;
  return { kind, name, rules, ...(labels && { labels }) };
}

function bound(
  name: string,
  to: string,
  subject: { kind: string; name: string; namespace?: string },
): ChangeableObject {
  return {
    kind: 'RoleBinding',
    namespace: 'shop',
    name,
    roleRef: { kind: 'ClusterRole', name: to },
    subjects: [subject],
  };
}

const shop: AccessObject[] = [
  { kind: 'Secret', namespace: 'shop', name: 'db' },
  { kind: 'Secret', namespace: 'shop', name: 'tls' },
  { kind: 'Secret', namespace: 'bank', name: 'vault' },
  { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
  role('reader', [secrets]),
  role('maker', [pods]),
  bound('chief', 'reader', { kind: 'User', name: 'chief' }),
];

function outcome(
  manifests: ChangeableObject[],
  deletions?: Parameters<typeof changeObjects>[1]['deletions'],
  before = shop,
) {
  const { objects, changes } = changeObjects(before, { manifests, deletions });
  const { subjects, changesOf } = createAccessComparison(before, objects);
  return {
    changes: changes.map(
      ({ change, kind, name }) => `${change} ${kind} ${name}`,
    ),
    access: subjects
      .flatMap(changesOf)
      .map(
        ({ change, path }) =>
          `${path.subject} ${change} ${path.target} ${
            isDirectPath(path) ? 'directly' : 'indirectly'
          }`,
      )
      .sort(),
  };
}

describe('a change of roles and bindings', () => {
  it('says who gains what, directly and by other ways', () => {
    expect(outcome([bound('ann', 'reader', ann)])).toEqual({
      changes: ['added RoleBinding ann'],
      access: [
        'u:ann gained secret:shop/db directly',
        'u:ann gained secret:shop/tls directly',
      ],
    });
    expect(outcome([bound('ann', 'maker', ann)]).access).toEqual([
      'u:ann gained secret:shop/db indirectly',
      'u:ann gained secret:shop/tls indirectly',
    ]);
  });

  it('says who loses what by a role that is narrowed and a binding that goes', () => {
    const narrow = role('reader', [{ ...secrets, resourceNames: ['db'] }]);
    expect(outcome([narrow])).toEqual({
      changes: ['replaced ClusterRole reader'],
      access: ['u:chief lost secret:shop/tls directly'],
    });
    const chief = { kind: 'RoleBinding', namespace: 'shop', name: 'chief' };
    expect(
      outcome([], [chief as any, { kind: 'ClusterRole', name: 'no' }]),
    ).toEqual({
      changes: ['deleted RoleBinding chief', 'notThere ClusterRole no'],
      access: [
        'u:chief lost secret:shop/db directly',
        'u:chief lost secret:shop/tls directly',
      ],
    });
  });

  it('sees what follows for others: who may become somebody gains what that one gains', () => {
    const impersonator: AccessObject[] = [
      role('helper', [
        {
          verbs: ['impersonate'],
          apiGroups: [''],
          resources: ['users'],
          resourceNames: ['ann'],
        },
      ]),
      {
        kind: 'ClusterRoleBinding',
        name: 'helper',
        roleRef: { kind: 'ClusterRole', name: 'helper' },
        subjects: [{ kind: 'User', name: 'ben' }],
      },
    ];
    const { access } = outcome([bound('ann', 'reader', ann)], undefined, [
      ...shop,
      ...impersonator,
    ]);
    expect(access).toContain('u:ben gained secret:shop/db indirectly');
  });

  it('says who may read directly what was reached by other ways, and the other way round', () => {
    const making = [...shop, bound('ann', 'maker', ann)];
    const reading = bound('ann-too', 'reader', ann);
    expect(outcome([reading], [], making).access).toEqual([
      'u:ann closer secret:shop/db directly',
      'u:ann closer secret:shop/tls directly',
    ]);
    const deletion = {
      kind: 'RoleBinding' as const,
      namespace: 'shop',
      name: 'ann-too',
    };
    expect(outcome([], [deletion], [...making, reading]).access).toEqual([
      'u:ann farther secret:shop/db indirectly',
      'u:ann farther secret:shop/tls indirectly',
    ]);
  });

  it('counts nothing for a binding that is to give another role, as none may', () => {
    const chief = { kind: 'User', name: 'chief' };
    // What it would lose does not make up for what another binding gives it.
    expect(
      outcome([bound('chief', 'maker', chief), bound('more', 'maker', ann)]),
    ).toEqual({
      changes: ['refused RoleBinding chief', 'added RoleBinding more'],
      access: [
        'u:ann gained secret:shop/db indirectly',
        'u:ann gained secret:shop/tls indirectly',
      ],
    });
    const ofRole = bound('chief', 'reader', ann);
    const roleRef = { kind: 'Role', name: 'reader' };
    expect(outcome([{ ...ofRole, roleRef } as ChangeableObject])).toEqual({
      changes: ['refused RoleBinding chief'],
      access: [],
    });
    expect(outcome([ofRole]).changes).toEqual(['replaced RoleBinding chief']);
  });

  it('says nothing of what stays', () => {
    const same: ChangeableObject[] = [
      role('reader', [{ ...secrets, resourceNames: [] }]),
      { kind: 'ServiceAccount', namespace: 'shop', name: 'new' },
    ];
    expect(outcome(same)).toEqual({
      changes: ['unchanged ClusterRole reader', 'added ServiceAccount new'],
      access: [],
    });
  });

  it('writes rules into the roles that take them in, over several, and takes them out', () => {
    const into = (name: string) => ({ [`to-${name}`]: 'true' });
    const from = (name: string) => ({
      aggregatedFrom: [{ matchLabels: into(name) }],
    });
    const cluster: AccessObject[] = [
      ...shop,
      { ...role('view', [pods], into('edit')), ...from('view') },
      { ...role('edit', [pods]), ...from('edit') },
      role('pods', [pods], into('view')),
      // Of what nobody touches the stored rules count, whatever is taken in.
      { ...role('other', [secrets]), ...from('other') },
      bound('ann', 'edit', ann),
      bound('ben', 'other', { kind: 'User', name: 'ben' }),
    ];
    const added = outcome([role('more', [secrets], into('view'))], [], cluster);
    expect(added.changes).toEqual([
      'added ClusterRole more',
      'aggregated ClusterRole view',
      'aggregated ClusterRole edit',
    ]);
    // To create pods opened the same Secrets before.
    expect(added.access).toEqual([
      'u:ann closer secret:shop/db directly',
      'u:ann closer secret:shop/tls directly',
    ]);
    const removed = outcome(
      [],
      [{ kind: 'ClusterRole', name: 'pods' }],
      cluster,
    );
    expect(removed.access).toEqual([
      'u:ann lost secret:shop/db indirectly',
      'u:ann lost secret:shop/tls indirectly',
    ]);
  });

  it('knows that the tokens of a ServiceAccount go with it', () => {
    const token: AccessObject[] = [
      {
        kind: 'Secret',
        namespace: 'shop',
        name: 'api-token',
        type: 'kubernetes.io/service-account-token',
        serviceAccount: 'api',
      },
      {
        ...bound('api', 'reader', {
          kind: 'ServiceAccount',
          namespace: 'bank',
          name: 'robot',
        }),
      },
      role('one', [{ ...secrets, resourceNames: ['api-token'] }]),
      bound('ann', 'one', ann),
      {
        kind: 'RoleBinding',
        namespace: 'bank',
        name: 'api',
        roleRef: { kind: 'ClusterRole', name: 'reader' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'api' }],
      },
    ];
    const { access } = outcome(
      [],
      [{ kind: 'ServiceAccount', namespace: 'shop', name: 'api' }],
      [...shop, ...token],
    );
    expect(access).toContain('u:ann lost secret:bank/vault indirectly');
  });

  it('finds what a comparison of all paths finds', () => {
    const subjects = ['ann', 'ben', 'chief'];
    for (let seed = 0; seed < 200; seed++) {
      const pick = <T>(list: T[], by: number) =>
        list[
          Math.floor(
            (((seed * 7919 + by * 104729) % 1009) / 1009) * list.length,
          )
        ];
      const random = (by: number): ChangeableObject[] => [
        role('reader', [
          {
            ...pick([secrets, pods], by),
            ...pick([{}, { resourceNames: ['db'] }], by + 1),
          },
        ]),
        bound(pick(['chief', 'b'], by + 2), pick(['reader', 'maker'], by + 3), {
          kind: pick(['User', 'Group'], by + 4),
          name: pick([...subjects, 'system:authenticated'], by + 5),
        }),
      ];
      const before = changeObjects(shop, { manifests: random(1) }).objects;
      const { objects: after } = changeObjects(before, {
        manifests: random(11),
      });
      const [was, is] = [before, after].map(each => pairsOf(each));
      const found = [...compareAccess(before, after, shop.filter(isSecret))]
        .filter(({ change }) => change === 'gained' || change === 'lost')
        .map(({ change, path }) => `${change} ${path.subject} ${path.target}`);
      const named = (pair: string) => was.subjects.has(pair.split(' ')[0]);
      const nowNamed = (pair: string) => is.subjects.has(pair.split(' ')[0]);
      // Of somebody who is named nowhere a graph lists no path.
      const expected = [
        ...[...is.pairs]
          .filter(each => named(each) && !was.pairs.has(each))
          .map(each => `gained ${each}`),
        ...[...was.pairs]
          .filter(each => nowNamed(each) && !is.pairs.has(each))
          .map(each => `lost ${each}`),
      ];
      const known = found.filter(each => {
        const pair = each.replace(/^\w+ /, '');
        return named(pair) && nowNamed(pair);
      });
      expect(known.sort()).toEqual(expected.sort());
    }
  });
});

function isSecret(object: AccessObject) {
  return object.kind === 'Secret';
}

function pairsOf(objects: AccessObject[]) {
  const graph = createAccessGraph(objects);
  const pairs = objects
    .filter(isSecret)
    .flatMap(secret =>
      graph
        .pathsTo(secret as { namespace: string; name: string })
        .map(({ subject, target }) => `${subject} ${target}`),
    );
  return { pairs: new Set(pairs), subjects: new Set(graph.subjects()) };
}

describe('summarizeChanges', () => {
  it('counts members with their group, and stops where it is told to', () => {
    const everybody = { kind: 'Group', name: 'system:serviceaccounts:shop' };
    const mounting: AccessObject = {
      kind: 'Pod',
      namespace: 'shop',
      name: 'api-1',
      serviceAccount: 'api',
      // One that is not there is neither gained nor lost.
      secrets: ['missing'],
    };
    const before = [...shop, mounting];
    const { objects } = changeObjects(before, {
      manifests: [
        bound('all', 'reader', everybody),
        bound('ann', 'maker', ann),
      ],
    });
    const summary = summarizeChanges(createAccessComparison(before, objects), {
      examples: 1,
    });
    expect(summary.changes()).toEqual([]);
    while (summary.next()) {
      // One after the other.
    }
    const none = { direct: 0, indirect: 0, namespaces: 0, examples: [] };
    expect(summary.changes()).toEqual([
      {
        subject: 'g:system:serviceaccounts:shop',
        members: 1,
        gained: {
          direct: 2,
          indirect: 0,
          namespaces: 1,
          examples: [expect.objectContaining({ target: 'secret:shop/db' })],
        },
        closer: none,
        farther: none,
        lost: none,
      },
      {
        subject: 'u:ann',
        members: 0,
        gained: expect.objectContaining({ direct: 0, indirect: 2 }),
        closer: none,
        farther: none,
        lost: none,
      },
    ]);
  });
});

describe('the graph', () => {
  const graph = createAccessGraph([...shop, bound('ann', 'maker', ann)]);

  it('counts what is reached from a place, also from a role in a namespace', () => {
    const names = (place: string) =>
      graph.secretsFrom(place).map(({ name }) => name);
    expect(names('u:ann')).toEqual(['db', 'tls']);
    expect(names('role:shop/maker')).toEqual(['db', 'tls']);
    expect(names('u:nobody')).toEqual([]);
  });

  it('says what a binding opens by itself', () => {
    const roleRef = { kind: 'ClusterRole', name: 'reader' };
    const inShop = {
      kind: 'RoleBinding' as const,
      namespace: 'shop',
      name: 'a',
    };
    expect(graph.openedBy({ ...inShop, roleRef })).toEqual({
      secrets: [
        { namespace: 'shop', name: 'db' },
        { namespace: 'shop', name: 'tls' },
      ],
      direct: 2,
      kinds: ['get-secrets'],
    });
    expect(
      graph.openedBy({ ...inShop, roleRef: { ...roleRef, name: 'maker' } }),
    ).toMatchObject({
      secrets: { length: 2 },
      direct: 0,
      kinds: ['create-pods'],
    });
    expect(
      graph.openedBy({ kind: 'ClusterRoleBinding', name: 'a', roleRef })
        .secrets,
    ).toHaveLength(3);
    // Of another kind is another role.
    expect(
      graph.openedBy({ ...inShop, roleRef: { ...roleRef, kind: 'Role' } }),
    ).toEqual({ secrets: [], direct: 0, kinds: [] });
  });

  it('says who reaches any of some secrets', () => {
    expect(graph.subjectsTo([{ namespace: 'shop', name: 'db' }])).toEqual([
      'u:chief',
      'u:ann',
    ]);
    expect(graph.subjectsTo([{ namespace: 'bank', name: 'vault' }])).toEqual(
      [],
    );
  });
});

describe('readManifests', () => {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const read = (kind: string, object: object, version = apiVersion) =>
    readManifests([{ place: 'document 1', kind, apiVersion: version, object }]);
  const metadata = { name: 'a', namespace: 'shop' };
  const roleRef = { kind: 'Role', name: 'a' };

  const whole = { ignored: 0, problems: [] };

  it('reads what a right follows from', () => {
    expect(read('Role', { metadata, rules: [secrets] })).toMatchObject({
      ...whole,
      manifests: [{ kind: 'Role', namespace: 'shop', name: 'a' }],
    });
    // One of a namespace would count there only.
    const roleOfAll = { kind: 'ClusterRole', name: 'a' };
    expect(
      read('ClusterRoleBinding', {
        metadata,
        roleRef: roleOfAll,
        subjects: [ann],
      }),
    ).toEqual({
      ...whole,
      manifests: [
        {
          kind: 'ClusterRoleBinding',
          name: 'a',
          roleRef: roleOfAll,
          subjects: [ann],
        },
      ],
    });
    expect(read('ServiceAccount', { metadata }, 'v1')).toEqual({
      ...whole,
      manifests: [{ kind: 'ServiceAccount', ...metadata }],
    });
    expect(read('Deployment', { metadata }, 'apps/v1')).toEqual({
      ...whole,
      manifests: [],
      ignored: 1,
    });
  });

  it('refuses the same object twice, and what is no text', () => {
    const account = { kind: 'ServiceAccount', apiVersion: 'v1' };
    expect(
      readManifests([
        { place: 'one', ...account, object: { metadata } },
        { place: 'two', error: 'no valid YAML' },
        { place: 'three', ...account, object: { metadata } },
      ]).problems,
    ).toEqual([
      { place: 'two', problem: 'no valid YAML' },
      { place: 'three', problem: 'it is the same ServiceAccount as one' },
    ]);
  });

  it.each([
    ['Secret', { metadata, data: { password: 'hunter2' } }, 'it is a Secret'],
    ['secret', { metadata: { name: 'hunter2' } }, 'it is a Secret'],
    ['SecretList', { items: { a: 'hunter2' } }, 'it is a Secret'],
    ['', { metadata }, 'it has no kind'],
    [
      'Role',
      { metadata: { name: 'hunter2' } },
      'a Role needs a metadata.namespace',
    ],
    ['Role', { metadata: { name: 7 } }, 'a Role needs a metadata.name'],
    ['Role', { metadata, rules: 'hunter2' }, 'its rules are no list'],
    [
      'Role',
      { metadata, rules: [secrets, { verbs: [7] }] },
      'rules[1] needs a list of texts as verbs',
    ],
    [
      'Role',
      { metadata, rules: [{ resources: ['hunter2'] }] },
      'rules[0] needs verbs',
    ],
    [
      'Role',
      { metadata, rules: [{ verbs: ['get'], resources: ['hunter2'] }] },
      'rules[0] needs apiGroups and resources',
    ],
    [
      'Role',
      { metadata, rules: [{ verbs: ['get'], nonResourceURLs: ['/hunter2'] }] },
      'rules[0] has nonResourceURLs, which stand alone',
    ],
    [
      'RoleBinding',
      { metadata, roleRef: { kind: 'hunter2' } },
      'the roleRef of a RoleBinding needs the kind ClusterRole or Role',
    ],
    [
      'ClusterRoleBinding',
      { metadata, roleRef },
      'the roleRef of a ClusterRoleBinding needs the kind ClusterRole',
    ],
    [
      'RoleBinding',
      { metadata, roleRef, subjects: [{ kind: 'Robot', name: 'hunter2' }] },
      'subjects[0] needs the kind',
    ],
    [
      'RoleBinding',
      {
        metadata,
        roleRef,
        subjects: [{ kind: 'ServiceAccount', name: 'hunter2' }],
      },
      'subjects[0] needs a namespace',
    ],
  ])(
    'refuses a %s of which it says why and quotes nothing',
    (kind, object, problem) => {
      const { manifests, problems } = read(kind, object);
      expect(manifests).toEqual([]);
      expect(problems).toEqual([
        { place: 'document 1', problem: expect.stringContaining(problem) },
      ]);
      expect(JSON.stringify(problems)).not.toContain('hunter2');
    },
  );

  it('refuses another group of the same kind', () => {
    const { problems } = read(
      'Role',
      { metadata },
      'authorization.openshift.io/v1',
    );
    expect(problems[0].problem).toBe(
      'the apiVersion of a Role is rbac.authorization.k8s.io/v1',
    );
  });
});

describe('a change that concerns many in the same way', () => {
  const names = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const change = (count: number) => {
    const users = names(count, 'user-');
    const before: AccessObject[] = names(count, 'secret-').map(name => ({
      kind: 'Secret',
      namespace: 'shop',
      name,
    }));
    const some: ChangeableObject = {
      kind: 'Role',
      namespace: 'shop',
      name: 'some',
      rules: [
        { ...secrets, resourceNames: names(count, 'secret-') },
        {
          verbs: ['impersonate'],
          apiGroups: [''],
          resources: ['users'],
          resourceNames: users,
        },
        pods,
      ],
    };
    const given = (name: string, subjects: object[]): ChangeableObject => ({
      kind: 'RoleBinding',
      namespace: 'shop',
      name,
      roleRef: { kind: 'Role', name: 'some' },
      subjects: subjects as { kind: string; name: string }[],
    });
    return {
      before,
      after: [
        ...before,
        some,
        given(
          'together',
          users.map(name => ({ kind: 'User', name })),
        ),
        ...users.map(name =>
          given(name, [{ kind: 'User', name: `own-${name}` }]),
        ),
        // And more than the others.
        bound('more', 'pods', ann),
        { kind: 'ClusterRole', name: 'pods', rules: [pods] },
        given('ann', [ann]),
      ] as AccessObject[],
    };
  };

  it('is worked out once for all of them', () => {
    const looked = (count: number) => {
      const { before, after } = change(count);
      const paths = jest.spyOn(LazyAccessGraph.prototype, 'pathsFrom');
      const summary = summarizeChanges(createAccessComparison(before, after), {
        examples: 3,
      });
      while (summary.next());
      const calls = paths.mock.calls.length;
      paths.mockRestore();
      expect(summary.changes()).toHaveLength(2 * count + 1);
      return calls;
    };
    expect(looked(40)).toBe(looked(20));
  });

  it('is to each what it is by itself', () => {
    const { before, after } = change(12);
    const comparison = createAccessComparison(before, after);
    expect(comparison.subjects.length).toBeGreaterThan(24);
    for (const subject of comparison.subjects) {
      const alone = createAccessComparison(before, after);
      expect(comparison.changesOf(subject)).toEqual(alone.changesOf(subject));
      expect(comparison.isTooMany(subject)).toBe(alone.isTooMany(subject));
    }
  });
});
