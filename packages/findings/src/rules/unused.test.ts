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

import { observeSecret } from '@keyward/kube-model';
import { defaultRuleSettings } from '../facts/defaultRuleSettings';
import type { SecretFacts } from '../facts';
import { unused, usageOf } from './unused';

const DAY_MS = 86_400_000;
const START = Date.parse('2028-02-01T00:00:00.000Z');

const day = (days: number) => new Date(START + days * DAY_MS).toISOString();

function secret(overrides: Partial<SecretFacts> = {}): SecretFacts {
  return {
    id: '1',
    ref: 'kubernetes:prod/a/one',
    sourceId: 'prod',
    namespace: 'a',
    name: 'one',
    exists: true,
    secretType: 'Opaque',
    class: 'password',
    taken: 'fingerprint',
    createdAt: day(-400),
    labels: {},
    annotations: {},
    owners: [],
    deliverer: { kind: 'by hand', name: 'kubectl', basis: 'manager' },
    keys: [],
    consumers: [],
    consumerCount: 0,
    observedSince: day(0),
    ...overrides,
  };
}

const at = (days: number) => ({ ...defaultRuleSettings, now: day(days) });

describe('unused', () => {
  it('says nothing of an inventory that is too young, and how young it is', () => {
    expect(usageOf(secret({ observedSince: undefined }), at(100))).toEqual({
      state: 'unknown',
      observedDays: 0,
    });
    expect(usageOf(secret(), at(29.9))).toEqual({
      state: 'unknown',
      observedDays: 29,
    });
    expect(unused.judge(secret(), at(12))).toEqual({
      verdicts: [],
      reviewAt: day(30),
    });
  });

  it('is told once in a year, on its day, leap day or not', () => {
    const told: number[] = [];
    let reviewAt: string | undefined = day(0);
    for (let today = 0; today < 366; today++) {
      if (reviewAt === undefined || reviewAt > day(today)) {
        continue;
      }
      const judgement = unused.judge(secret(), at(today));
      reviewAt = judgement.reviewAt;
      if (judgement.verdicts.length > 0) {
        told.push(today);
      }
    }
    expect(told).toEqual([30]);
  });

  it('counts from the last consumer, and from the creation', () => {
    const left = secret({ lastConsumedAt: day(40) });
    expect(usageOf(left, at(69))).toEqual({
      state: 'idle',
      since: day(40),
      idleDays: 29,
    });
    expect(unused.judge(left, at(69)).reviewAt).toBe(day(70));
    expect(unused.judge(left, at(70)).verdicts).toEqual([
      {
        rule: 'unused',
        item: '',
        severity: 'low',
        evidence: {
          since: day(40),
          basis: 'no-reference',
          lastConsumedAt: day(40),
        },
      },
    ]);
    const young = secret({ createdAt: day(50) });
    expect(unused.judge(young, at(79)).verdicts).toEqual([]);
    expect(unused.judge(young, at(80)).verdicts).toHaveLength(1);
  });

  it.each<[string, Partial<SecretFacts>]>([
    ['something refers to', { consumerCount: 1 }],
    ['is not there', { exists: false }],
    ['is a Helm release', { secretType: 'helm.sh/release.v1' }],
    ['is a token', { secretType: 'kubernetes.io/service-account-token' }],
    ['lets nodes join', { secretType: 'bootstrap.kubernetes.io/token' }],
    [
      'Argo CD reads',
      { labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    ],
    [
      'unseals others',
      { labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' } },
    ],
    ['is marked as used', { labels: { 'kor/used': 'true' } }],
    [
      'Reflector copies',
      {
        annotations: {
          'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true',
        },
      },
    ],
    [
      'the Replicator copies',
      { annotations: { 'replicator.v1.mittwald.de/replicate-to': 'b,c' } },
    ],
  ])('is never what %s', (_, overrides) => {
    expect(unused.judge(secret(overrides), at(400)).verdicts).toEqual([]);
  });

  it.each([
    { 'argocd.argoproj.io/secret-type': 'cluster' },
    { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
    { grafana_datasource: '1' },
    { grafana_dashboard: '1' },
    { 'kor/used': 'true' },
  ])('knows the labels %p of what was observed', stated => {
    const { labels } = observeSecret(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: { name: 'one', namespace: 'a', uid: '1', labels: stated },
      },
      { sourceId: 'prod', taken: 'metadata' },
    );
    expect(unused.judge(secret({ labels }), at(400)).verdicts).toEqual([]);
  });

  it('is not what nobody knows the use of', () => {
    const doubted = secret({ secretType: 'example.com/account' });
    expect(usageOf(doubted, at(400))).toEqual({
      state: 'unknown',
      doubt: { kind: 'type', of: 'example.com/account' },
    });
    expect(unused.judge(doubted, at(400)).verdicts).toEqual([]);
    const labelled = secret({ otherLabels: ['example.com/account'] });
    expect(unused.judge(labelled, at(400)).verdicts).toEqual([]);
    const own = {
      ...at(400),
      platformSecrets: [{ platform: 'Own', type: 'example.com/*' }],
    };
    expect(usageOf(doubted, own)).toEqual({ state: 'used', platform: 'Own' });
  });

  it.each([
    [['databases.example.com'], 'databases.example.com'],
    [['a.b', '*'], 'a.b'],
    [['*'], '*'],
    [['a.b', 'c.d', 'e.f', 'g.h', 'i.j'], 'a.b, c.d, e.f and 2 more'],
  ])('is not what objects of %j may use unseen', (unlistedKinds, of) => {
    const hidden = secret({ unlistedKinds });
    expect(usageOf(hidden, at(400))).toEqual({
      state: 'unknown',
      doubt: { kind: 'unlistedKind', of },
    });
    expect(unused.judge(hidden, at(400)).verdicts).toEqual([]);
    expect(usageOf({ ...hidden, consumerCount: 1 }, at(400))).toEqual({
      state: 'used',
    });
  });

  it('is what may not be copied', () => {
    const annotations = {
      'reflector.v1.k8s.emberstack.com/reflection-allowed': 'false',
    };
    expect(unused.judge(secret({ annotations }), at(40)).verdicts).toHaveLength(
      1,
    );
  });
});
