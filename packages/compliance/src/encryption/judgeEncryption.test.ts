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

import { Random } from '../__testUtils__/Random';
import { describeEncryption } from './describeEncryption';
import { type EncryptionEvidence, judgeEncryption } from './judgeEncryption';
import { providerGrades } from './providers';
import type { ApiServerArguments } from './readApiServerArguments';
import type { ApiServerMetrics, ProviderCounts } from './readApiServerMetrics';
import { isOlderThan } from './rewrite';
import { tallyEncryption } from '../facts/tallyEncryption';

function server(
  read: ProviderCounts,
  written: ProviderCounts,
  more: Partial<ApiServerMetrics> = {},
): ApiServerMetrics {
  const all = [...Object.values(read), ...Object.values(written)];
  return {
    instance: 'a',
    configHash: 'h',
    read,
    written,
    transformed: all.reduce((sum, count) => sum + count, 0),
    ...more,
  };
}

const pod = (hasEncryptionConfig: boolean): ApiServerArguments => ({
  hasEncryptionConfig,
  writesAuditLog: false,
  keepsAuditLog: false,
  looksTokensUp: true,
});

const FIRST_SEEN = {
  configHash: 'h',
  resourceVersion: '1000',
  plaintextWrites: { a: 40 },
};

const CASES: [
  title: string,
  evidence: Omit<EncryptionEvidence, 'cluster'>,
  state: string,
  provider: string | undefined,
][] = [
  ['nothing', {}, 'unknown', undefined],
  [
    'no configuration, by arguments',
    { staticPods: [pod(false)] },
    'plaintext',
    'identity',
  ],
  [
    'a configuration, by arguments alone',
    { staticPods: [pod(true)] },
    'unknown',
    undefined,
  ],
  [
    'a configuration in one of two',
    { staticPods: [pod(true), pod(false)] },
    'plaintext',
    'identity',
  ],
  [
    'no configuration, by metrics',
    {
      apiServers: 1,
      secrets: 5,
      metrics: [server({}, {}, { instance: undefined })],
    },
    'plaintext',
    'identity',
  ],
  [
    'no configuration and no Secrets',
    { apiServers: 1, secrets: 0, metrics: [server({}, {})] },
    'unknown',
    undefined,
  ],
  [
    'identity first from the start',
    {
      apiServers: 1,
      secrets: 5,
      metrics: [server({ identity: 5 }, { identity: 2 })],
    },
    'plaintext',
    'identity',
  ],
  [
    'all read encrypted at the start',
    {
      apiServers: 1,
      secrets: 5,
      metrics: [server({ secretbox: 5 }, { secretbox: 1 })],
    },
    'encrypted',
    'secretbox',
  ],
  [
    'all read encrypted, one written in plaintext',
    {
      apiServers: 1,
      secrets: 5,
      metrics: [server({ secretbox: 9 }, { secretbox: 1, identity: 1 })],
    },
    'mixed',
    'identity',
  ],
  [
    'fewer read than there are',
    {
      apiServers: 1,
      secrets: 9,
      metrics: [server({ aescbc: 5 }, { aescbc: 1 })],
    },
    'unknown',
    'aescbc',
  ],
  [
    'the number of Secrets not known',
    { apiServers: 1, metrics: [server({ aescbc: 5 }, { aescbc: 1 })] },
    'unknown',
    'aescbc',
  ],
  [
    'the number of API servers not known',
    { secrets: 5, metrics: [server({ secretbox: 5 }, { secretbox: 1 })] },
    'unknown',
    undefined,
  ],
  [
    'one of two API servers asked',
    {
      apiServers: 2,
      secrets: 5,
      metrics: [server({ secretbox: 5 }, { secretbox: 1 })],
    },
    'unknown',
    undefined,
  ],
  [
    'the same asked twice',
    {
      apiServers: 2,
      secrets: 5,
      metrics: [
        server({ secretbox: 5 }, { secretbox: 1 }),
        server({ secretbox: 6 }, { secretbox: 1 }),
      ],
    },
    'unknown',
    undefined,
  ],
  [
    'one of two writes plaintext',
    {
      apiServers: 2,
      secrets: 5,
      metrics: [
        server({ secretbox: 5 }, { secretbox: 1 }),
        server({ secretbox: 5 }, { identity: 1 }, { instance: 'b' }),
      ],
    },
    'mixed',
    'identity',
  ],
  [
    'what the second writes with is not known',
    {
      apiServers: 2,
      secrets: 5,
      metrics: [
        server({ secretbox: 5 }, { secretbox: 1 }),
        server({ secretbox: 5 }, {}, { instance: 'b', configHash: 'other' }),
      ],
    },
    'encrypted',
    undefined,
  ],
  [
    'turned on over filled etcd, nothing rewritten',
    {
      apiServers: 1,
      secrets: 45,
      metrics: [server({ identity: 40 }, { identity: 40, aescbc: 5 })],
      firstSeen: FIRST_SEEN,
      notRewritten: 40,
    },
    'mixed',
    'aescbc',
  ],
  [
    'turned on over filled etcd, all rewritten',
    {
      apiServers: 1,
      secrets: 45,
      metrics: [
        server({ identity: 40, aescbc: 3 }, { identity: 40, aescbc: 45 }),
      ],
      firstSeen: FIRST_SEEN,
      notRewritten: 0,
    },
    'encrypted',
    'aescbc',
  ],
  [
    'all rewritten, then one written in plaintext',
    {
      apiServers: 1,
      secrets: 45,
      metrics: [server({ identity: 40 }, { identity: 41, aescbc: 45 })],
      firstSeen: FIRST_SEEN,
      notRewritten: 0,
    },
    'mixed',
    'identity',
  ],
  [
    'all rewritten with a configuration that is no longer there',
    {
      apiServers: 1,
      secrets: 45,
      metrics: [
        server(
          { identity: 40 },
          { identity: 40, aescbc: 45 },
          { configHash: 'i' },
        ),
      ],
      firstSeen: FIRST_SEEN,
      notRewritten: 0,
    },
    'mixed',
    'identity',
  ],
  [
    'EKS',
    { managed: { cloud: 'EKS', covers: 'all', provider: 'kms-v2' } },
    'encrypted',
    'kms-v2',
  ],
  [
    'AKS, new ones',
    { managed: { cloud: 'AKS', covers: 'new', provider: 'kms-v2' } },
    'unknown',
    'kms-v2',
  ],
  [
    'GKE, disk only',
    { managed: { cloud: 'GKE', covers: 'none' } },
    'plaintext',
    'identity',
  ],
  [
    'GKE, on the way',
    { managed: { cloud: 'GKE', covers: 'changing' } },
    'mixed',
    undefined,
  ],
];

describe('judgeEncryption', () => {
  it.each(CASES)('%s', (_, evidence, state, provider) => {
    const judged = judgeEncryption({ cluster: 'prod', ...evidence });
    expect([judged.state, judged.provider]).toEqual([state, provider]);
  });

  it('counts plaintext by API server, which the cloud does not deny', () => {
    const judged = judgeEncryption({
      cluster: 'prod',
      secrets: 45,
      apiServers: 2,
      metrics: [server({ identity: 40 }, { identity: 3, aescbc: 5 })],
      firstSeen: FIRST_SEEN,
      notRewritten: 40,
    });
    expect(describeEncryption(judged)).toBe(
      'prod has Secrets both encrypted and in plaintext at rest. Provider identity: stores plaintext. Since the API servers started they have read 40 Secrets from etcd in plaintext, and written 3. Since the API servers started they have read 0 Secrets from etcd encrypted, and written 5. 1 of 2 API servers could be asked. 40 Secrets were last written before the present configuration was first seen, and may still be stored in plaintext or with an earlier key.',
    );
    expect(judged.notRewritten).toBe(40);
  });

  it('does not suspect plaintext in a cluster that is encrypted', () => {
    const evidenceOf = (notRewritten: number) =>
      judgeEncryption({
        cluster: 'prod',
        secrets: 97,
        apiServers: 1,
        metrics: [server({ aescbc: 97 }, { aescbc: 5 })],
        firstSeen: FIRST_SEEN,
        notRewritten,
      });
    expect(evidenceOf(97)).toMatchObject({
      state: 'encrypted',
      evidence: expect.arrayContaining([
        '97 Secrets were last written before the present configuration was first seen: encrypted, but perhaps with an earlier key.',
      ]),
    });
    expect(evidenceOf(1).evidence).toContain(
      '1 Secret was last written before the present configuration was first seen: encrypted, but perhaps with an earlier key.',
    );
  });

  it('never looks better for less evidence', () => {
    const random = new Random(7);
    let encrypted = 0;
    for (let run = 0; run < 2_000; run += 1) {
      const given = randomEvidence(random);
      const before = worth(given);
      encrypted += before.state;
      for (const less of withLess(given)) {
        const after = worth(less);
        expect(after.state).toBeLessThanOrEqual(before.state);
        expect(after.provider).toBeLessThanOrEqual(before.provider);
      }
    }
    expect(encrypted).toBeGreaterThan(100);
  });
});

function worth(evidence: EncryptionEvidence) {
  const { state, provider } = judgeEncryption(evidence);
  return {
    state: state === 'encrypted' ? 1 : 0,
    provider: provider && providerGrades[provider].isSuitable ? 1 : 0,
  };
}

function randomEvidence(random: Random): EncryptionEvidence {
  const secrets = random.below(6);
  const counts = (): ProviderCounts => ({
    ...(random.chance(0.2) && { identity: random.below(3) }),
    ...(random.chance(0.8) && {
      [random.pick(['aescbc', 'aesgcm', 'secretbox', 'kms-v2'])]:
        random.below(9),
    }),
  });
  const apiServers = 1 + random.below(3);
  return {
    cluster: 'c',
    apiServers,
    secrets,
    ...(random.chance(0.8) && {
      metrics: Array.from({ length: apiServers }, (_, index) =>
        server(counts(), counts(), {
          instance: `i${index}`,
          configHash: random.pick(['h', 'h', 'h', 'i', undefined]),
        }),
      ),
    }),
    ...(random.chance(0.3) && {
      staticPods: Array.from({ length: apiServers }, () =>
        pod(random.chance(0.7)),
      ),
    }),
    ...(random.chance(0.3) && {
      managed: random.pick([
        { cloud: 'EKS', covers: 'all', provider: 'kms-v2' },
        { cloud: 'AKS', covers: 'new', provider: 'kms-v2' },
        { cloud: 'GKE', covers: 'changing' },
        { cloud: 'GKE', covers: 'none' },
      ] as const),
    }),
    ...(random.chance(0.5) && {
      firstSeen: {
        configHash: 'h',
        resourceVersion: '1',
        plaintextWrites: { i0: random.below(2), i1: 1 },
      },
      notRewritten: random.below(2),
    }),
  };
}

function withLess(given: EncryptionEvidence): EncryptionEvidence[] {
  const less = (
    [
      'apiServers',
      'metrics',
      'staticPods',
      'managed',
      'secrets',
      'firstSeen',
      'notRewritten',
    ] as const
  ).map(name => ({ ...given, [name]: undefined }));
  const metrics = given.metrics ?? [];
  return [
    ...less,
    ...metrics.map((_, index) => ({
      ...given,
      metrics: metrics.filter((__, at) => at !== index),
    })),
  ];
}

describe('isOlderThan', () => {
  it.each([
    ['999', true],
    ['1000', true],
    ['1001', false],
    ['10000000000000000000001', false],
    ['', true],
    ['abc', true],
  ])('%p: %p', (resourceVersion, isOlder) => {
    expect(isOlderThan(resourceVersion, FIRST_SEEN)).toBe(isOlder);
  });
});

describe('tallyEncryption', () => {
  it('counts a cluster of which nothing is known', () => {
    const clusters = CASES.map(([title, evidence]) =>
      judgeEncryption({ cluster: title, ...evidence }),
    );
    const tallies = tallyEncryption(clusters);
    expect(tallies['encryption-at-rest']).toMatchObject({
      good: 4,
      bad: 11,
      unknown: CASES.length - 15,
    });
    expect(tallies['encryption-at-rest'].examples).toContainEqual({
      kind: 'cluster',
      id: 'GKE, disk only',
    });
  });
});
