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

import { knownSystems } from '../systems';
import { mountedReferences } from './mountedReferences';
import { observeObject } from './observeObject';
import { resolveSought, secretSelectionsOf } from './soughtReferences';

const kinds = [
  ...knownSystems.kinds.map(({ group, kind }) => `${group}/${kind}`),
  'unknown.example.com/Unknown',
].map(entry => entry.split('/') as [group: string, kind: string]);

function objectOf(group: string, kind: string, fields: object) {
  return {
    ...fields,
    apiVersion: group ? `${group}/v1` : 'v1',
    kind,
    metadata: { name: 'x', namespace: 'payments' },
  };
}

/** Every field of every kind, each of a type that it should not have. */
const WRONG: unknown[] = [null, 0, 'text', true, [], [null, 1, 'x', []], {}];

const FIELDS = [
  'annotations',
  'azureFile',
  'claimRef',
  'conditions',
  'containers',
  'csi',
  'data',
  'dataFrom',
  'destination',
  'encryptedData',
  'env',
  'envFrom',
  'ephemeralContainers',
  'externalSecretSpec',
  'imagePullSecrets',
  'initContainers',
  'inventory',
  'jobTemplate',
  'kubeConfig',
  'labels',
  'listeners',
  'metadata',
  'parameters',
  'provider',
  'resources',
  'rules',
  'secretObjects',
  'secretRef',
  'secretStoreRef',
  'secrets',
  'selector',
  'servers',
  'source',
  'spec',
  'status',
  'subjects',
  'target',
  'template',
  'tls',
  'volumeMounts',
  'volumes',
  'webhooks',
];

function everywhere(value: unknown): object {
  return Object.fromEntries(FIELDS.map(field => [field, value]));
}

describe('hostile shapes', () => {
  it.each(kinds)('%s %s: fields of the wrong type', (group, kind) => {
    for (const wrong of WRONG) {
      // Wrong at the top, then below one right level, then below two …
      let value = wrong;
      for (let depth = 0; depth < 4; depth++) {
        const fields = everywhere(value);
        const observed = observeObject(objectOf(group, kind, fields), {
          sourceId: 'prod',
        });
        expect(observed.name).toBe('x');
        expect(() => JSON.stringify(observed)).not.toThrow();
        value = depth % 2 ? [fields] : fields;
      }
    }
  });

  it('stops at cycles and at depth', () => {
    const cycle: Record<string, unknown> = { secretName: 'found' };
    cycle.self = cycle;
    let deep: object = { secretName: 'too-deep' };
    for (let level = 0; level < 50_000; level++) {
      deep = level % 2 ? [deep] : { next: deep };
    }
    const { references } = observeObject(
      objectOf('x.io', 'X', { spec: { cycle, deep } }),
      { sourceId: 'prod' },
    );
    expect(references.map(({ name }) => name)).toEqual(['found']);
  });

  // As large as an API server takes one.
  it.each<[string, string, (hosts: string[]) => object]>([
    [
      'networking.k8s.io/v1',
      'Ingress',
      hosts => ({
        rules: hosts.map(host => ({ host })),
        tls: [{ secretName: 's', hosts: hosts.toReversed() }],
      }),
    ],
    [
      'gateway.networking.k8s.io/v1',
      'Gateway',
      hosts => ({
        listeners: hosts.flatMap(hostname => [
          { protocol: 'HTTP', hostname },
          { protocol: 'HTTPS', hostname: `x.${hostname}` },
        ]),
      }),
    ],
  ])('reads %s %s with very many hosts at once', (apiVersion, kind, specOf) => {
    const hosts = Array.from({ length: 50_000 }, (_, at) => `h${at}.example`);
    const started = process.cpuUsage();
    const { detail } = observeObject(
      {
        apiVersion,
        kind,
        metadata: { name: 'x', namespace: 'payments' },
        spec: specOf(hosts),
      },
      { sourceId: 'prod' },
    );
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
    expect(detail?.transit).toBe(
      kind === 'Ingress' ? 'encrypted' : 'plaintext',
    );
  });

  it('does not take the prototype for data', () => {
    const parsed = JSON.parse(
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","labels":{"__proto__":"a","constructor":"b"},"annotations":{"__proto__":"c"}},"spec":{"__proto__":{"containers":[{"envFrom":[{"secretRef":{"name":"s"}}]}]}}}',
    );
    const observed = observeObject(parsed, { sourceId: 'prod' });
    expect(observed.references).toEqual([]);
    expect(Object.entries(observed.labels)).toEqual([['constructor', 'b']]);
    expect(Object.getPrototypeOf(observed.labels)).toBe(Object.prototype);
  });

  it('reads huge objects in linear time', () => {
    const many = 2_000;
    const volumes = Array.from({ length: many }, (_, index) => ({
      name: 'same',
      secret: { secretName: `s${index}` },
    }));
    const containers = Array.from({ length: many }, () => ({
      name: 'c',
      volumeMounts: [{ name: 'same', mountPath: '/x' }],
    }));
    const started = process.cpuUsage();
    const pod = observeObject(
      objectOf('', 'Pod', { spec: { volumes, containers } }),
      { sourceId: 'prod' },
    );
    const custom = observeObject(
      objectOf('x.io', 'X', {
        spec: {
          [`${'Secret'.repeat(100_000)}!`]: Array.from(
            { length: many },
            (_, index) => ({ secretName: `s${index}` }),
          ),
        },
      }),
      { sourceId: 'prod' },
    );
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
    // All containers mount the first volume of that name only.
    expect(pod.references.length).toBeLessThan(3 * many);
    expect(custom.references).toHaveLength(many);
  });

  it('drops what cannot be the name of a Secret', () => {
    const names = [
      '',
      ' ',
      'A',
      '${x}',
      '{{ x }}',
      'a/b/c',
      '/b',
      'a/',
      '-a',
      'a..b',
      7,
      null,
    ];
    const { references } = observeObject(
      objectOf('x.io', 'X', {
        spec: { list: names.map(secretName => ({ secretName })) },
      }),
      { sourceId: 'prod' },
    );
    expect(references).toEqual([]);
  });

  const MB = 1_000_000;
  const fill = <T>(unit: (index: number) => T, bytes: number) => {
    const items: T[] = [];
    for (let size = 0; size < bytes; ) {
      const item = unit(items.length);
      size += JSON.stringify(item).length + 1;
      items.push(item);
    }
    return items;
  };
  const labelsOf = (bytes: number) =>
    Object.fromEntries(fill(index => [`l${index}`, 'v'], bytes));
  let deep: object = fill(
    index => ({ secretRef: { name: `a${index}` } }),
    0.3 * MB,
  );
  for (let level = 0; level < 60; level++) {
    deep = { ['f'.repeat(127)]: deep };
  }

  it.each<[string, string, string, object]>([
    ['references far below', 'x.io', 'X', { spec: deep }],
    [
      'a selector for each of many names',
      'networking.istio.io',
      'Gateway',
      {
        spec: {
          selector: labelsOf(0.1 * MB),
          servers: fill(
            index => ({ tls: { credentialName: `c${index}` } }),
            0.1 * MB,
          ),
        },
      },
    ],
    [
      'sources of each of many Secrets',
      'argoproj.io',
      'Application',
      {
        spec: {
          destination: { name: 'in-cluster' },
          sources: fill(index => ({ path: `p${index}` }), 0.02 * MB),
        },
        status: {
          resources: fill(
            index => ({ kind: 'Secret', namespace: 'n', name: `s${index}` }),
            0.1 * MB,
          ),
        },
      },
    ],
    [
      'many Secrets of one place with a long name',
      'kustomize.toolkit.fluxcd.io',
      'Kustomization',
      {
        spec: {
          path: 'p'.repeat(1000),
          sourceRef: { kind: 'k'.repeat(1000), name: 'n'.repeat(1000) },
        },
        status: {
          inventory: {
            entries: fill(index => ({ id: `n_s${index}__Secret` }), MB),
          },
        },
      },
    ],
    [
      'containers that each mount many Secrets',
      'apps',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: fill(
                index => ({ name: `c${index}`, volumeMounts: [{ name: 'v' }] }),
                0.2 * MB,
              ),
              volumes: [
                {
                  name: 'v',
                  projected: {
                    sources: fill(
                      index => ({ secret: { name: `s${index}` } }),
                      0.2 * MB,
                    ),
                  },
                },
              ],
            },
          },
        },
      },
    ],
    [
      'many selections',
      'external-secrets.io',
      'ExternalSecret',
      {
        spec: {
          secretStoreRef: { name: 's' },
          dataFrom: fill(index => ({ find: { tags: { a: `${index}` } } }), MB),
        },
      },
    ],
    [
      'lists of names by variables',
      'apps',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'c',
                  env: [{ name: 'A', value: 'a,'.repeat(2000) }],
                  args: fill(() => '--a-secret-name=$(A)', MB),
                },
              ],
            },
          },
        },
      },
    ],
  ])('do not blow up: %s', (_, group, kind, fields) => {
    const object = objectOf(group, kind, fields);
    const started = process.cpuUsage();
    const observed = observeObject(object, { sourceId: 'prod' });
    const took = process.cpuUsage(started).user / 1000;
    const edges = observed.deliveries.reduce(
      (count, { from = [] }) => count + from.length,
      0,
    );
    expect(edges).toBeLessThanOrEqual(20_000);
    expect(JSON.stringify(observed).length).toBeLessThan(32 * MB);
    expect(secretSelectionsOf(observed).length).toBeLessThanOrEqual(20);
    // Far more than it takes, and less than it took.
    expect(took).toBeLessThan(10_000);
  });

  it('mounts no more than can be kept', () => {
    const made = Array.from({ length: 10_000 }, (_, index) => ({
      namespace: 'eve',
      name: `s${index}`,
    }));
    const mounting = (classes: string[]) => ({
      namespace: 'eve',
      detail: { secretProviderClasses: classes },
    });
    const mounted = (classes: string[]) =>
      mountedReferences(mounting(classes), 'prod', () => made);
    const any = expect.objectContaining({ namespace: '*eve', name: '*' });
    for (const classes of [
      Array.from({ length: 1000 }, () => 'same'),
      ['one', 'other'],
    ]) {
      const references = mounted(classes);
      expect(references).toHaveLength(51);
      expect(references.at(-1)).toEqual(any);
    }
  });

  it('refers to no more than can be kept, however much is chosen', () => {
    const secrets = Array.from({ length: 30_000 }, (_, index) => ({
      name: `s${index}`,
      labels: {},
    }));
    const references = resolveSought(
      {
        namespace: 'eve',
        detail: {
          soughtSecrets: Array.from({ length: 1000 }, (_, index) => ({
            name: `n${index}`,
            how: 'gatewayTls',
            where: { podsWith: { app: 'x' } },
          })),
          selectedSecrets: Array.from({ length: 20 }, () => ({
            labels: {},
            how: 'copy',
          })),
        },
      },
      'prod',
      {
        operatorsOf: () => [],
        namespacesOfPods: () =>
          Array.from({ length: 1000 }, (_, index) => `ns-${index}`),
        namespaceOfStore: () => undefined,
        secretsIn: () => secrets,
      },
    );
    expect(references.length).toBeLessThanOrEqual(20_000);
  });
});
