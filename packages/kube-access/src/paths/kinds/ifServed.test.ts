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
  createAccessGraph,
  decidingResources,
  servedObject,
} from '../..';

const SERVED = decidingResources.map(servedObject);
const GROUPS = new Set(decidingResources.map(({ group }) => group));
const NAMESPACES = ['shop', 'bank', 'argocd', 'flux-system'];
const ACCOUNTS = [
  'api',
  'default',
  'argocd-application-controller',
  'kustomize-controller',
  'helm-controller',
];
const PROJECT: AccessObject = {
  kind: 'project',
  namespace: 'argocd',
  name: 'default',
  destinations: [{ server: '*', namespace: '*' }],
  sourceNamespaces: ['*'],
  hasSources: true,
  isClusterWide: true,
};

/** A cluster at random; some rules are about the kinds that make pods or have something applied. */
function randomCluster(seed: number) {
  let state = seed;
  const next = () => {
    // A linear congruential generator: the same cluster each time.
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const one = <T>(items: readonly T[]): T =>
    items[Math.floor(next() * items.length)];
  const objects: AccessObject[] = [PROJECT];
  for (const namespace of NAMESPACES) {
    objects.push({ kind: 'Secret', namespace, name: 'db' });
    for (const name of ACCOUNTS) {
      objects.push({ kind: 'ServiceAccount', namespace, name });
      objects.push({
        kind: 'Pod',
        namespace,
        name,
        serviceAccount: name,
        secrets: next() < 0.2 ? ['db'] : [],
        ...(next() < 0.5 && { defaultServiceAccount: 'default' }),
      });
    }
  }
  const rule = () => {
    const { group, resource } = one(decidingResources);
    const [apiGroup, name] = one([
      [group, resource],
      [group, `${resource}/status`],
      ['', one(['secrets', 'pods', 'pods/exec', 'pods/proxy', 'configmaps'])],
      ['apps', one(['deployments', 'daemonsets'])],
      ['example.com', resource],
    ]);
    return {
      verbs: [one(['get', 'list', 'create', 'patch', 'delete'])],
      apiGroups: [apiGroup],
      resources: [name],
      ...(next() < 0.2 && { resourceNames: ['db'] }),
    };
  };
  for (let index = 0; index < 12; index++) {
    const namespace = next() < 0.8 ? one(NAMESPACES) : undefined;
    const kind = namespace === undefined ? 'ClusterRole' : 'Role';
    const where = namespace === undefined ? {} : { namespace };
    const name = `role-${index}`;
    objects.push({ kind, ...where, name, rules: [rule(), rule()] });
    objects.push({
      kind: `${kind}Binding`,
      ...where,
      name,
      roleRef: { kind, name },
      subjects: [
        one([
          { kind: 'User', name: one(['ann', 'ben', 'eve']) },
          {
            kind: 'ServiceAccount',
            namespace: one(NAMESPACES),
            name: one(ACCOUNTS),
          },
        ]),
      ],
    });
  }
  return objects;
}

/** Without the rules about kinds that lead somewhere only where they are served. */
function withoutDeciding(objects: AccessObject[]): AccessObject[] {
  return objects.map(object =>
    object.kind === 'Role' || object.kind === 'ClusterRole'
      ? {
          ...object,
          rules: object.rules.filter(
            ({ apiGroups = [] }) => !apiGroups.some(each => GROUPS.has(each)),
          ),
        }
      : object,
  );
}

function reachOf(objects: AccessObject[]): Map<string, string[]> {
  const graph = createAccessGraph(objects);
  return new Map(
    graph.subjects().map(subject => [
      subject,
      graph
        .secretsFrom(subject)
        .map(({ namespace, name }) => `${namespace}/${name}`)
        .sort(),
    ]),
  );
}

describe('clusters at random', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

  it.each(seeds)(
    'nobody without such rights gains by what is served: %d',
    seed => {
      const objects = withoutDeciding(randomCluster(seed));
      expect(reachOf([...objects, ...SERVED])).toEqual(reachOf(objects));
    },
  );

  it.each(seeds)('nobody gains by a right on what is not served: %d', seed => {
    const objects = randomCluster(seed);
    const before = reachOf(withoutDeciding(objects));
    for (const [subject, secrets] of reachOf(objects)) {
      expect(secrets).toEqual(before.get(subject) ?? []);
    }
  });

  it('some gain by both, and nobody loses', () => {
    let gains = 0;
    for (const seed of seeds) {
      const objects = randomCluster(seed);
      const before = reachOf(objects);
      for (const [subject, secrets] of reachOf([...objects, ...SERVED])) {
        expect(secrets).toEqual(expect.arrayContaining(before.get(subject)!));
        gains += secrets.length - before.get(subject)!.length;
      }
    }
    expect(gains).toBeGreaterThan(seeds.length);
  });
});
