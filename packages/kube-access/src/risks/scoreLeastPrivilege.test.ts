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
  type AccessNeed,
  type AccessObject,
  findAccessRisks,
  matrixCells,
  type SecretObject,
  scoreLeastPrivilege,
} from '..';

const account = (name: string) => `u:system:serviceaccount:a:${name}`;

function given(
  subjects: string[],
  name: string,
  namespace?: string,
  resourceNames: string[] = [],
): AccessObject[] {
  return [
    {
      kind: 'ClusterRole',
      name,
      rules: [
        {
          verbs: ['get'],
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames,
        },
      ],
    },
    {
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      ...(namespace && { namespace }),
      name,
      roleRef: { kind: 'ClusterRole', name },
      subjects: subjects.map(each => ({
        kind: 'ServiceAccount',
        namespace: 'a',
        name: each,
      })),
    },
  ];
}

const secrets: SecretObject[] = [
  ['a', 'db'],
  ['a', 'tls'],
  ['b', 'db'],
  ['c', 'idle'],
].map(([namespace, name]) => ({ kind: 'Secret', namespace, name }));
const need = (name: string, secret: string, namespace = 'a'): AccessNeed => ({
  subject: account(name),
  namespace,
  name: secret,
});

describe('scoreLeastPrivilege', () => {
  it('is needed accesses by granted ones, of each part', () => {
    const { cluster, namespaces, services } = scoreLeastPrivilege(
      [
        ...secrets,
        ...given(['api', 'job'], 'one', 'a'),
        ...given(['api'], 'again', 'a', ['db']),
        ...given(['api'], 'other', 'b', ['db']),
      ],
      [
        need('api', 'db'),
        need('api', 'db'),
        // Mounted, which takes no right.
        need('web', 'tls'),
        need('api', 'db', 'b'),
      ],
      {
        serviceOf: ({ namespace, name }) =>
          namespace === 'c' ? undefined : name,
        weightOf: ({ name }) => (name === 'tls' ? 3 : 1),
      },
    );
    expect(namespaces).toEqual(
      new Map([
        ['a', { score: 1 / 8, needed: 1, granted: 8 }],
        ['b', { score: 1, needed: 1, granted: 1 }],
        ['c', { needed: 0, granted: 0 }],
      ]),
    );
    expect(services).toEqual(
      new Map([
        ['db', { score: 2 / 3, needed: 2, granted: 3 }],
        ['tls', { score: 0, needed: 0, granted: 6 }],
      ]),
    );
    expect(cluster).toEqual({ score: 2 / 9, needed: 2, granted: 9 });
  });

  it('says nothing where nothing is granted', () => {
    expect(scoreLeastPrivilege(secrets, [need('api', 'db')]).cluster).toEqual({
      needed: 0,
      granted: 0,
    });
    expect(scoreLeastPrivilege([], []).namespaces).toEqual(new Map());
  });

  it('counts as the matrix does cell by cell, for any rights', () => {
    const random = seeded(7);
    const pick = <T>(items: T[]) => items[Math.floor(random() * items.length)];
    let seen = 0;
    for (let round = 0; round < 200; round++) {
      const names = ['n0', 'n1', 'n2', 'n3'];
      const namespaces = ['a', 'b', 'c'];
      const there = namespaces.flatMap(namespace =>
        names
          .filter(() => random() < 0.7)
          .map((name): SecretObject => ({ kind: 'Secret', namespace, name })),
      );
      const rights = Array.from({ length: 8 }, (_, at) =>
        given(
          [pick(['x', 'y', 'z'])],
          `r${at}`,
          random() < 0.15 ? undefined : pick(namespaces),
          random() < 0.4 ? [] : [pick(names), pick(names)],
        ),
      ).flat();
      const star = given([pick(['x', 'y'])], 'star', undefined, [pick(names)]);
      const objects = [...there, ...rights, ...star];
      const needs = ['x', 'y', 'z'].map(name =>
        need(name, pick(names), pick(namespaces)),
      );
      const cells = [...matrixCells(accessMatrix(objects), there)];
      const granted = new Set(
        cells.map(each => `${each.subject} ${each.namespace}/${each.name}`),
      );
      const needed = needs.filter(each =>
        granted.has(`${each.subject} ${each.namespace}/${each.name}`),
      );
      expect(scoreLeastPrivilege(objects, needs).cluster).toEqual({
        ...(granted.size > 0 && { score: needed.length / granted.size }),
        needed: needed.length,
        granted: granted.size,
      });
      // The same for what risks say to be touched.
      for (const { subject, extent } of [
        ...findAccessRisks(objects, []),
      ].filter(({ kind }) => kind === 'access-without-need')) {
        const own = cells.filter(each => each.subject === subject);
        seen += 1;
        expect(extent.secrets).toBe(own.length);
        expect(
          extent.secretExamples.map(each => `${each.namespace}/${each.name}`),
        ).toEqual(
          expect.arrayContaining(
            own.map(each => `${each.namespace}/${each.name}`),
          ),
        );
        expect(extent.secretExamples).toHaveLength(own.length);
        expect(new Set(extent.namespaceExamples)).toEqual(
          namespacesOf(own, rights, subject!, there),
        );
        expect(extent.namespaces).toBe(extent.namespaceExamples.length);
      }
    }
    expect(seen).toBeGreaterThan(200);
  });
});

/** Those with a Secret that is read, and those that are granted as a whole. */
function namespacesOf(
  cells: { namespace: string }[],
  objects: AccessObject[],
  subject: string,
  there: SecretObject[],
): Set<string> {
  const found = new Set(cells.map(({ namespace }) => namespace));
  for (const { namespace, names, subjects } of accessMatrix(objects)) {
    if (!names && subjects.includes(subject)) {
      if (namespace === undefined) {
        there.forEach(each => found.add(each.namespace));
      } else {
        found.add(namespace);
      }
    }
  }
  return found;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
