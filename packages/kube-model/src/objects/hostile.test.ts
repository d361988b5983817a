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
import { observeObject } from './observeObject';

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
    const start = performance.now();
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
    expect(performance.now() - start).toBeLessThan(5_000);
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
});
