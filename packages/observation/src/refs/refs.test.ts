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
  formatLocationPattern,
  formatObjectRef,
  formatSecretRef,
  isSourceId,
  kubernetesSecretRef,
  matchesLocation,
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

describe('matchesLocation', () => {
  it.each([
    ['secret/prod/db', 'secret/prod/db', true],
    ['secret/prod/db', 'secret/*/db', true],
    ['secret/prod/db', 'secret/prod', false],
    ['secret/prod/eu/db', 'secret/*/db', false],
    ['secret/prod/eu/db', 'secret/**/db', true],
    ['secret/db', 'secret/**/db', true],
    ['secret/prod/db', 'secret/**', true],
    ['secret', 'secret/**', true],
    ['secret/prod/db', 'secret/pro*/db', false],
    ['other/prod/db', 'secret/**', false],
    // A name that is a star is no pattern.
    ['secret/prod', 'secret/%2A', false],
    ['secret/%2A', 'secret/%2A', true],
    ['', '**', true],
    ['', '*', false],
  ])('of %s and %s is %s', (location, pattern, expected) => {
    expect(matchesLocation(location, pattern)).toBe(expected);
  });

  it('takes no time over many stars', () => {
    const location = Array(200).fill('a').join('/');
    const pattern = `${Array(200).fill('**').join('/')}/b`;
    expect(matchesLocation(location, pattern)).toBe(false);
  });

  it('encodes of a pattern what is no star', () => {
    expect(formatLocationPattern(['a/b', '*', '**', '***'])).toBe(
      'a%2Fb/*/**/***',
    );
  });
});
