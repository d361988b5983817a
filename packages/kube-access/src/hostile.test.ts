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
  type AccessRule,
  createAccessComparison,
  createAccessGraph,
  createAccessIndex,
  findAccessRisks,
  hasTooMany,
  readAccessObject,
  scoreLeastPrivilege,
  summarizeChanges,
} from '.';
import { LazyAccessGraph } from './paths/LazyAccessGraph';

const secrets = { apiGroups: [''], resources: ['secrets'] };
const db = { namespace: 'shop', name: 'db' };

const read = (objects: unknown[]) =>
  objects.flatMap(object => readAccessObject(object) ?? []);

function clusterRole(name: string, rules: unknown, more: object = {}) {
  return { kind: 'ClusterRole', metadata: { name }, rules, ...more };
}

function bindingOf(name: string, roleRef: unknown, subjects: unknown) {
  return {
    kind: 'RoleBinding',
    metadata: { name, namespace: 'shop' },
    roleRef,
    subjects,
  };
}

const user = (name: string) => [{ kind: 'User', name }];
const ref = (name: string) => ({ kind: 'ClusterRole', name });

function mayGet(objects: AccessObject[], name: string) {
  return createAccessIndex(objects).allows({
    user: name,
    groups: [],
    verb: 'get',
    resource: 'secrets',
    ...db,
  });
}

describe('RBAC that nobody wrote in earnest', () => {
  it('takes stored rules as they are, also where roles aggregate each other', () => {
    const selecting = (label: string) => ({
      aggregationRule: {
        clusterRoleSelectors: [{ matchLabels: { is: label } }],
      },
    });
    const objects = read([
      clusterRole('one', [], {
        metadata: { name: 'one', labels: { is: 'one' } },
        ...selecting('two'),
      }),
      clusterRole('two', [{ ...secrets, verbs: ['get'] }], {
        metadata: { name: 'two', labels: { is: 'two' } },
        ...selecting('one'),
      }),
      bindingOf('a', ref('one'), user('ann')),
      bindingOf('b', ref('two'), user('ben')),
    ]);
    // The controller writes what is aggregated into the rules: what it did not
    // write is not granted.
    expect(mayGet(objects, 'ann')).toBe(false);
    expect(mayGet(objects, 'ben')).toBe(true);
  });

  it('grants nothing by what is missing, empty or of another form', () => {
    const objects = read([
      { kind: 'Secret', metadata: db },
      clusterRole('reader', [{ ...secrets, verbs: ['get'] }]),
      clusterRole('no-rules', undefined),
      clusterRole('null-rules', null),
      clusterRole('text', 'get secrets'),
      clusterRole('empty', [{}, null, 5, { verbs: [] }]),
      clusterRole('no-group', [{ resources: ['secrets'], verbs: ['get'] }]),
      clusterRole('texts', [
        { apiGroups: '', resources: 'secrets', verbs: 'get' },
      ]),
      ...['no-rules', 'null-rules', 'text', 'empty', 'no-group', 'texts'].map(
        name => bindingOf(name, ref(name), user('ann')),
      ),
      bindingOf('nobody', ref('reader'), undefined),
      bindingOf('no-subject', ref('reader'), [{}, null, 'ann']),
      bindingOf('no-name', ref('reader'), [{ kind: 'User', name: '' }]),
      bindingOf('no-ref', undefined, user('ann')),
      bindingOf('dangling', ref('gone'), user('ann')),
      bindingOf('other-kind', { kind: 'Pod', name: 'reader' }, user('ann')),
      { kind: 'RoleBinding' },
      { kind: 'Role', metadata: null },
      undefined,
      7,
    ]);
    expect(mayGet(objects, 'ann')).toBe(false);
    expect(mayGet(objects, '')).toBe(false);
    expect(createAccessGraph(objects).pathsTo(db)).toEqual([]);
    expect(accessMatrix(objects).flatMap(({ subjects }) => subjects)).toEqual(
      [],
    );
  });

  it('takes a list without names as no restriction, as the API server does', () => {
    const objects = read([
      clusterRole('reader', [
        { ...secrets, verbs: ['get'], resourceNames: [] },
      ]),
      bindingOf('a', ref('reader'), user('ann')),
    ]);
    expect(mayGet(objects, 'ann')).toBe(true);
  });

  it('compares names as they are written: verbs that there are not, other scripts, names of properties', () => {
    const names = [
      'Аnn',
      'ann\u0000',
      ' ann',
      'ANN',
      '__proto__',
      'constructor',
    ];
    const objects = read([
      clusterRole('reader', [{ ...secrets, verbs: ['get'] }]),
      clusterRole('odd', [
        { ...secrets, verbs: ['GET', 'read', 'get ', 'toString'] },
      ]),
      ...names.map((name, index) =>
        bindingOf(`b${index}`, ref('reader'), user(name)),
      ),
      bindingOf('odd', ref('odd'), user('ann')),
    ]);
    expect(mayGet(objects, 'ann')).toBe(false);
    for (const name of names) {
      expect(mayGet(objects, name)).toBe(true);
    }
    const found = createAccessGraph([
      ...objects,
      { kind: 'Secret', ...db },
    ]).pathsTo(db);
    expect(found.map(({ subject }) => subject)).toEqual(
      names.map(name => `u:${name}`),
    );
  });

  it('looks at each rule a number of times that does not grow with their number', () => {
    const looks = (count: number) => {
      let reads = 0;
      const rules = Array.from({ length: count }, (_, index): AccessRule => {
        const rule = {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get'],
          resourceNames: [`name-${index}`],
        };
        return new Proxy(rule, {
          get(target, property) {
            reads += 1;
            return Reflect.get(target, property);
          },
        });
      });
      const objects: AccessObject[] = [
        { kind: 'ClusterRole', name: 'long', rules },
        {
          kind: 'RoleBinding',
          namespace: 'shop',
          name: 'long',
          roleRef: ref('long'),
          subjects: user('ann'),
        },
        { kind: 'Secret', namespace: 'shop', name: `name-${count - 1}` },
      ];
      const last = { namespace: 'shop', name: `name-${count - 1}` };
      expect(
        createAccessIndex(objects).allows({
          user: 'ann',
          verb: 'get',
          resource: 'secrets',
          ...last,
        }),
      ).toBe(true);
      expect(createAccessGraph(objects).pathsTo(last)).toHaveLength(1);
      expect(accessMatrix(objects).length).toBeGreaterThan(0);
      return reads / count;
    };
    const few = looks(1_000);
    expect(looks(10_000)).toBeLessThan(few * 1.1);
  });

  it('does not put the rights of one namespace together with those of all others', () => {
    const count = 3000;
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    const objects: AccessObject[] = [
      { kind: 'ClusterRole', name: 'all', rules: [all] },
    ];
    for (let at = 0; at < count; at++) {
      const namespace = `n${at}`;
      objects.push(
        { kind: 'Secret', namespace, name: 'db' },
        {
          kind: 'RoleBinding',
          namespace,
          name: 'ci',
          roleRef: ref('all'),
          subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'ci' }],
        },
      );
    }
    const ci = 'u:system:serviceaccount:ci:ci';
    const start = process.cpuUsage();
    expect(createAccessGraph(objects).pathsFrom(ci)).toHaveLength(count);
    const [risk] = findAccessRisks(objects, undefined);
    expect(risk.extent).toMatchObject({ secrets: count, namespaces: count });
    // A second of this process, however busy the machine is; with the product
    // of them it was a minute.
    const spent = process.cpuUsage(start);
    expect((spent.user + spent.system) / 1000).toBeLessThan(10_000);
  });
});

const ALL = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const count = (length: number, prefix = 'n') =>
  Array.from({ length }, (_, index) => `${prefix}${index}`);

/** A role of all rights, narrowed to names, and whom it is given to. */
function narrowed(
  rules: AccessRule[],
  users: string[],
  namespace?: string,
): AccessObject[] {
  const kind = namespace ? 'Role' : 'ClusterRole';
  const place = { ...(namespace && { namespace }), name: 'narrow' };
  return [
    { kind: 'Secret', ...db },
    { kind, ...place, rules },
    {
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      ...place,
      roleRef: { kind, name: 'narrow' },
      subjects: users.flatMap(user),
    },
  ];
}

describe('objects that are made to take all time and memory', () => {
  const stepsOf = (objects: AccessObject[]) => {
    let steps = 0;
    for (const _ of new LazyAccessGraph(objects).steps()) {
      steps += 1;
    }
    return steps;
  };
  const oneRule = (names: string[]) => [{ ...ALL, resourceNames: names }];
  const manyRules = (names: string[]) =>
    names.map(name => ({ ...ALL, resourceNames: [name] }));
  const pods = (names: string[]) =>
    names.map(
      (name): AccessObject => ({
        kind: 'Pod',
        namespace: 'shop',
        name,
        secrets: [],
      }),
    );

  it.each([
    ['names of a Role', (n: string[]) => narrowed(oneRule(n), ['ann'], 'shop')],
    ['names of a ClusterRole', (n: string[]) => narrowed(oneRule(n), ['ann'])],
    ['rules', (n: string[]) => narrowed(manyRules(n), ['ann'], 'shop')],
    ['cluster-wide rules', (n: string[]) => narrowed(manyRules(n), ['ann'])],
    [
      'sealing keys',
      (n: string[]): AccessObject[] => [
        ...narrowed([ALL], ['ann'], 'shop'),
        ...n.flatMap((name): AccessObject[] => [
          {
            kind: 'Secret',
            namespace: 'shop',
            name: `key-${name}`,
            isSealingKey: true,
          },
          { kind: 'Secret', namespace: 'shop', name, isSealed: true },
        ]),
      ],
    ],
    [
      'records of a release',
      (n: string[]): AccessObject[] => {
        const helmRelease = { namespace: 'shop', name: 'db' };
        return [
          ...narrowed([ALL], ['ann'], 'shop'),
          ...n.flatMap((name): AccessObject[] => [
            {
              kind: 'Secret',
              namespace: 'shop',
              name: `record-${name}`,
              type: 'helm.sh/release.v1',
              helmRelease,
            },
            { kind: 'Secret', namespace: 'shop', name, helmRelease },
          ]),
        ];
      },
    ],
    [
      'stores that all may use',
      (n: string[]): AccessObject[] => [
        { kind: 'ClusterRole', name: 'all', rules: [ALL] },
        ...n.flatMap((name): AccessObject[] => [
          { kind: 'source', sort: 'store', name },
          {
            kind: 'RoleBinding',
            namespace: name,
            name: 'all',
            roleRef: ref('all'),
            subjects: user(name),
          },
        ]),
      ],
    ],
    [
      'bindings of a group that everybody is in',
      (n: string[]): AccessObject[] =>
        n.flatMap((namespace): AccessObject[] => [
          { kind: 'Role', namespace, name: 'all', rules: [ALL] },
          {
            kind: 'RoleBinding',
            namespace,
            name: 'all',
            roleRef: { kind: 'Role', name: 'all' },
            subjects: [
              { kind: 'Group', name: 'system:authenticated' },
              { kind: 'User', name: namespace },
            ],
          },
        ]),
    ],
  ])('makes twice as many steps of twice as many %s', (_, objectsOf) => {
    const few = stepsOf([...objectsOf(count(150)), ...pods(count(150))]);
    const twice = stepsOf([...objectsOf(count(300)), ...pods(count(300))]);
    expect(twice).toBeLessThan(few * 2.1);
  });

  it('follows names as far as there is something of them', () => {
    const names = ['db', 'api', 'narrow', ...count(500)];
    const objects: AccessObject[] = [
      ...narrowed(
        [
          {
            verbs: ['bind', 'update'],
            apiGroups: ['*'],
            resources: ['roles', 'rolebindings'],
            resourceNames: names,
          },
        ],
        ['ann'],
        'shop',
      ),
      { kind: 'Role', namespace: 'shop', name: 'db', rules: [ALL] },
      {
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'api',
        roleRef: { kind: 'Role', name: 'db' },
        subjects: [],
      },
      { kind: 'Secret', namespace: 'shop', name: 'other' },
    ];
    const path = createAccessGraph(objects).path('u:ann', {
      namespace: 'shop',
      name: 'other',
    });
    // The binding may be changed and the role that it gives be bound.
    expect(path?.steps[0]).toMatchObject({
      kind: 'change-role-bindings',
      to: 'rolebindings:shop/db/api',
    });
    expect(path && hasTooMany(path)).toBe(false);
  });

  it('counts whoever has too many names as reaching all, and says so', () => {
    const users = count(400, 'user-');
    const objects = narrowed(
      [{ ...secrets, verbs: ['get'], resourceNames: count(400) }],
      users,
      'shop',
    );
    const exact: AccessObject = {
      kind: 'RoleBinding',
      namespace: 'shop',
      name: 'exact',
      roleRef: { kind: 'Role', name: 'narrow' },
      subjects: user('ann'),
    };
    const graph = createAccessGraph([...objects, exact]);
    const paths = graph.pathsTo(db);
    expect(paths.map(({ subject }) => subject)).toEqual(
      users.map(name => `u:${name}`),
    );
    expect(paths.every(hasTooMany)).toBe(true);
    expect(paths[0].steps[0].evidence).toEqual([
      {
        binding: 'RoleBinding shop/narrow',
        role: 'Role shop/narrow',
        rule: 0,
        isTooMany: true,
      },
    ]);
    // Elsewhere nothing is more than it is.
    expect(
      graph.path('u:user-0', { namespace: 'other', name: 'db' }),
    ).toBeUndefined();

    const [group] = accessMatrix(objects);
    expect(group).toMatchObject({ namespace: 'shop', isTooMany: true });
    expect(group.names).toBeUndefined();
    const risks = [...findAccessRisks(objects, [])];
    expect(risks).toHaveLength(users.length);
    expect(risks[0].causes[0].isTooMany).toBe(true);
    expect(scoreLeastPrivilege(objects, []).cluster.granted).toBe(users.length);
  });

  it('counts whoever has more rights than can be followed as reaching all', () => {
    const objects = narrowed(oneRule(count(1000)), ['ann']);
    const paths = new LazyAccessGraph(objects, { steps: 100 }).pathsTo(db);
    expect(paths).toEqual([
      {
        subject: 'u:ann',
        target: 'secret:shop/db',
        steps: [
          expect.objectContaining({
            kind: 'too-many-to-follow',
            to: 'cluster:*',
          }),
          expect.anything(),
          expect.anything(),
          expect.anything(),
        ],
      },
    ]);
    expect(hasTooMany(paths[0])).toBe(true);
  });

  it('says of a change whose rights are too many to follow, gained or not', () => {
    const before = narrowed(
      [{ ...secrets, verbs: ['get'], resourceNames: count(400) }],
      count(400, 'user-'),
      'shop',
    );
    const after: AccessObject[] = [
      ...before,
      {
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'more',
        roleRef: { kind: 'Role', name: 'narrow' },
        subjects: [...user('user-1'), ...user('ann')],
      },
    ];
    const summary = summarizeChanges(createAccessComparison(before, after), {
      examples: 1,
    });
    while (summary.next());
    expect(summary.tooMany()).toContain('u:user-1');
    expect(summary.tooMany()).not.toContain('u:ann');
  });

  it('follows one of the bindings that give a role, for each who may change all of them', () => {
    const rbac = ['rbac.authorization.k8s.io'];
    const group = { apiGroups: rbac };
    const size = 400;
    const objects = read([
      {
        kind: 'Role',
        metadata: { name: 'binder', namespace: 'shop' },
        rules: [
          {
            ...group,
            resources: ['roles'],
            verbs: ['bind'],
            resourceNames: ['reader'],
          },
          { ...group, resources: ['rolebindings'], verbs: ['update'] },
        ],
      },
      {
        kind: 'Role',
        metadata: { name: 'reader', namespace: 'shop' },
        rules: [{ ...secrets, verbs: ['get'] }],
      },
      bindingOf(
        'binders',
        { kind: 'Role', name: 'binder' },
        count(size, 'user-').flatMap(user),
      ),
      ...count(size, 'b-').map(name =>
        bindingOf(name, { kind: 'Role', name: 'reader' }, user('ann')),
      ),
    ]);
    const graph = new LazyAccessGraph([...objects, { kind: 'Secret', ...db }]);
    expect(graph.pathsTo(db)).toHaveLength(size + 1);
    // One for each pair would be 160,000.
    expect([...graph.steps()].length).toBeLessThan(10 * size);
  });

  it('looks at a role once, however often it is given', () => {
    const names = count(20_000);
    let reads = 0;
    const resourceNames = new Proxy(names, {
      get(target, property) {
        reads += Number(property === '0');
        return Reflect.get(target, property);
      },
    });
    const given = (times: number) => {
      reads = 0;
      const objects: AccessObject[] = [
        {
          kind: 'Role',
          namespace: 'shop',
          name: 'narrow',
          rules: [{ ...secrets, verbs: ['get', 'list'], resourceNames }],
        },
        ...count(times).map(
          (name): AccessObject => ({
            kind: 'RoleBinding',
            namespace: 'shop',
            name,
            roleRef: { kind: 'Role', name: 'narrow' },
            subjects: [{ kind: 'ServiceAccount', name: 'gone' }],
          }),
        ),
        { kind: 'Secret', ...db },
      ];
      accessMatrix(objects);
      createAccessGraph(objects).pathsTo(db);
      const complete = ['ServiceAccount'] as const;
      expect([...findAccessRisks(objects, [], { complete })]).toBeTruthy();
      return reads;
    };
    expect(given(100)).toBe(given(10));
  });
});
