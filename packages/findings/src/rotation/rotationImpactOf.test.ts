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
  rotationImpactOf,
  type ImpactConsumer,
  type ImpactFacts,
} from './rotationImpactOf';

const facts = (overrides: Partial<ImpactFacts> = {}): ImpactFacts => ({
  ref: 'kubernetes:prod/a/db',
  deliverer: { kind: 'by hand' },
  consumers: [],
  copies: [],
  incomparableKeys: [],
  ...overrides,
});

const by = (
  how: string,
  overrides: Partial<ImpactConsumer> = {},
): ImpactConsumer => ({
  kind: 'Deployment',
  apiGroup: 'apps',
  namespace: 'a',
  name: how,
  how,
  subPath: false,
  ...overrides,
});

const steps = (overrides: Partial<ImpactFacts>) =>
  rotationImpactOf(facts(overrides)).map(
    ({ kind, target, why }) => `${kind} ${target} ${why}`,
  );

describe('rotationImpactOf', () => {
  it('tells what to do in the order to act', () => {
    expect(
      steps({
        deliverer: {
          kind: 'ExternalSecret',
          namespace: 'a',
          name: 'db',
          from: 'vault:prod/db',
        },
        consumers: [
          by('customResource'),
          by('volume'),
          by('env'),
          by('volume', { name: 'sub', subPath: true }),
          by('volume', { name: 'init', containerKind: 'init' }),
          by('role'),
        ],
        copies: [{ id: '2', ref: 'kubernetes:dev/a/db', keys: ['password'] }],
        sameOrigin: [{ id: '3', ref: 'kubernetes:staging/a/db' }],
        incomparableKeys: ['pin'],
      }),
    ).toEqual([
      'changeAtOrigin vault:prod/db delivered',
      'copy kubernetes:dev/a/db sameValue',
      'restart Deployment/env env',
      'restart Deployment/sub subPath',
      'restart Deployment/init init',
      'updatesItself Deployment/volume volume',
      'check Deployment/customResource reference',
      'check Deployment/role role',
      'check kubernetes:staging/a/db sameOrigin',
      'unknown kubernetes:prod/a/db notComparable',
    ]);
  });

  it('names each container once', () => {
    const env = (keys?: string[], container = 'api') =>
      by('env', { container, keys });
    expect(
      rotationImpactOf(
        facts({ consumers: [env(['a']), env(['b']), env(['a'], 'side')] }),
      )
        .slice(1)
        .map(({ container, keys }) => [container, keys]),
    ).toEqual([
      ['api', ['a', 'b']],
      ['side', ['a']],
    ]);
    expect(
      rotationImpactOf(facts({ consumers: [env(['a']), env()] }))[1].keys,
    ).toBeUndefined();
  });

  it('does not ask to restart what asks for that itself', () => {
    expect(
      steps({
        consumers: [
          by('env', { reloads: true }),
          by('volume', { reloads: true }),
          by('customResource', { reloads: true }),
        ],
      }),
    ).toEqual([
      'changeAtOrigin kubernetes:prod/a/db byHand',
      'updatesItself Deployment/env reloader',
      'updatesItself Deployment/volume volume',
      'check Deployment/customResource reference',
    ]);
  });
});
