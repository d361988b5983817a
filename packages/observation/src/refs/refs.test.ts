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
  formatObjectRef,
  formatSecretRef,
  isSourceId,
  kubernetesSecretRef,
  parseSecretRef,
  sourceIdOf,
} from '.';

describe('refs', () => {
  it('names a Kubernetes Secret', () => {
    expect(kubernetesSecretRef('prod-eu', 'payments', 'db-credentials')).toBe(
      'kubernetes:prod-eu/payments/db-credentials',
    );
  });

  it.each([['a/b', 'c'], ['%2F'], ['ü ß', '日本'], ['..', '.'], ['a:b@c#?']])(
    'reads back what it wrote: %s',
    (...segments) => {
      const ref = formatSecretRef('vault', 'main', ...segments);
      expect(parseSecretRef(ref)).toEqual({
        sourceKind: 'vault',
        sourceId: 'main',
        segments,
      });
    },
  );

  it('survives a lone surrogate', () => {
    expect(formatSecretRef('vault', 'main', '\uD800x')).toBe(
      'vault:main/%EF%BF%BDx',
    );
  });

  it.each(['', 'kubernetes', 'kubernetes:', 'kubernetes:/x', 'k:A/x', 'k:a/'])(
    'refuses %p',
    text => {
      expect(() => parseSecretRef(text)).toThrow('Not a ref of a secret');
    },
  );

  it('tells objects apart', () => {
    const deployment = {
      sourceId: 'prod',
      apiGroup: 'apps',
      kind: 'Deployment',
      namespace: 'payments',
      name: 'api',
    };
    expect(formatObjectRef(deployment)).toBe(
      'prod/apps/Deployment/payments/api',
    );
    expect(
      formatObjectRef({
        sourceId: 'prod',
        apiGroup: '',
        kind: 'Namespace',
        name: 'payments',
      }),
    ).toBe('prod/-/Namespace/-/payments');
  });

  it('makes ids of names', () => {
    expect(sourceIdOf('Production EU')).toMatch(/^production-eu-[0-9a-f]{6}$/);
    expect(sourceIdOf('日本')).toMatch(/^source-[0-9a-f]{6}$/);
    expect(sourceIdOf('a b')).not.toBe(sourceIdOf('a-b'));
    for (const name of ['', '-', 'x'.repeat(300), 'arn:aws:eks:eu/1', '...']) {
      expect(isSourceId(sourceIdOf(name))).toBe(true);
    }
  });
});
