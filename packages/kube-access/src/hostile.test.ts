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
  createAccessGraph,
  createAccessIndex,
  findAccessRisks,
  readAccessObject,
} from './index';

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
    const start = performance.now();
    expect(createAccessGraph(objects).pathsFrom(ci)).toHaveLength(count);
    const [risk] = findAccessRisks(objects, undefined);
    expect(risk.extent).toMatchObject({ secrets: count, namespaces: count });
    // A second; with the product of them it was a minute.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
