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
  type CertificateFacts,
  type RenewalFacts,
  renewalFactsOf,
} from '../facts';
import {
  type CertificateObservation,
  type KeyCertificatesObservation,
  type ObjectObservation,
} from '@keyward/observation';
import { judgeCertificateChain } from './judgeCertificateChain';
import { judgeCertificateExpiry } from './judgeCertificateExpiry';
import { judgeCertificateHosts } from './judgeCertificateHosts';
import { judgeCertificateKeyMatch } from './judgeCertificateKeyMatch';
import { judgeCertificateRenewal } from './judgeCertificateRenewal';
import { judgeCertificateSelfSigned } from './judgeCertificateSelfSigned';
import { judgeCertificateStrength } from './judgeCertificateStrength';
import { observeObject } from '@keyward/kube-model';

const leaf: CertificateObservation = {
  fingerprint: 'a'.repeat(64),
  subject: 'CN=a.example.com',
  issuer: 'CN=issuer',
  serial: '1',
  sans: ['DNS:a.example.com', 'DNS:*.b.example.com', 'IP:10.0.0.1'],
  sanCount: 3,
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  keyAlgorithm: 'EC',
  keySize: 256,
  signatureAlgorithm: 'ECDSA-SHA256',
  role: 'leaf',
  selfSigned: false,
  position: 0,
};
const root: Partial<CertificateObservation> = {
  fingerprint: 'b'.repeat(64),
  subject: 'CN=root',
  role: 'root',
  selfSigned: true,
};

function factsOf(
  changes: Partial<CertificateObservation>,
  more: Partial<CertificateFacts> = {},
  verdicts: Partial<KeyCertificatesObservation> = {},
  name = 'tls.crt',
): CertificateFacts {
  const certificates = [{ ...leaf, ...changes }];
  return {
    keys: [
      { name: 'tls.key' },
      {
        name,
        certificates: { certificates, count: 1, notes: [], ...verdicts },
      },
    ],
    hosts: [],
    isProduction: false,
    ...more,
  };
}

/** Each day's stage over a span, as changes: `date stage`. */
function walk(facts: CertificateFacts, from: string, days: number): string[] {
  const changes: string[] = [];
  let last = '';
  for (let hour = 0; hour < days * 24; hour += 1) {
    const now = new Date(Date.parse(from) + hour * 3_600_000).toISOString();
    const { verdicts } = judgeCertificateExpiry(facts, now);
    const stage = String(verdicts[0]?.evidence.stage ?? '');
    if (stage !== last) {
      changes.push(`${now.slice(0, 13)} ${stage}`);
      last = stage;
    }
  }
  return changes;
}

describe('certificate-expiry', () => {
  it('alerts at 30, 7 and 1 days and at the end', () => {
    expect(walk(factsOf({}), '2026-01-01T00:00:00Z', 370)).toEqual([
      '2026-12-02T00 first',
      '2026-12-25T00 7 days',
      '2026-12-31T00 1 day',
      '2027-01-01T00 expired',
    ]);
  });

  it('counts over a leap day', () => {
    const facts = factsOf({
      notBefore: '2027-03-15T12:00:00Z',
      notAfter: '2028-03-15T12:00:00Z',
    });
    expect(walk(facts, '2028-01-01T00:00:00Z', 80)[0]).toBe(
      '2028-02-14T12 first',
    );
  });

  it('does not flood for short-lived ones', () => {
    const day = factsOf({
      notBefore: '2026-06-01T00:00:00Z',
      notAfter: '2026-06-02T00:00:00Z',
    });
    expect(walk(day, '2026-06-01T00:00:00Z', 2)).toEqual([
      '2026-06-01T16 first',
      '2026-06-02T00 expired',
    ]);
    const twoWeeks = factsOf({
      notBefore: '2026-06-01T00:00:00Z',
      notAfter: '2026-06-16T00:00:00Z',
    });
    expect(walk(twoWeeks, '2026-06-01T00:00:00Z', 16)).toEqual([
      '2026-06-11T00 first',
      '2026-06-15T00 1 day',
      '2026-06-16T00 expired',
    ]);
  });

  it('says when to ask again, and asking then changes something', () => {
    let now = '2026-01-01T00:00:00.000Z';
    const seen: string[] = [];
    for (let step = 0; step < 10; step += 1) {
      const judgement = judgeCertificateExpiry(factsOf({}), now);
      seen.push(`${judgement.verdicts[0]?.severity}`);
      if (!judgement.reviewAt) {
        break;
      }
      now = judgement.reviewAt;
    }
    expect(seen).toEqual([
      'undefined',
      'medium',
      'high',
      'critical',
      'critical',
    ]);
  });

  it('counts one certificate in several keys once', () => {
    const one = factsOf({});
    const both = {
      ...one,
      keys: [...one.keys, { ...one.keys[1], name: 'keystore.p12' }],
    };
    expect(
      judgeCertificateExpiry(both, '2026-12-30T00:00:00Z').verdicts,
    ).toEqual([
      {
        rule: 'certificate-expiry',
        item: leaf.fingerprint,
        severity: 'high',
        evidence: {
          stage: '7 days',
          keys: ['tls.crt', 'keystore.p12'],
          subject: leaf.subject,
          role: 'leaf',
          notAfter: leaf.notAfter,
        },
        dueAt: leaf.notAfter,
      },
    ]);
  });

  it('holds an authority of a bundle for less pressing', () => {
    const { verdicts } = judgeCertificateExpiry(
      factsOf(root, {}, {}, 'ca.crt'),
      '2027-02-01T00:00:00Z',
    );
    expect(verdicts).toMatchObject([{ severity: 'low' }]);
  });
});

describe('with cert-manager', () => {
  const onTrack: RenewalFacts = {
    ready: 'true',
    renewalTime: '2026-12-10T00:00:00Z',
  };
  const both = (renewal: RenewalFacts, now: string) => [
    ...judgeCertificateExpiry(factsOf({}, { renewal }), now).verdicts,
    ...judgeCertificateRenewal(factsOf({}, { renewal }), now).verdicts,
  ];
  const rulesOf = (renewal: RenewalFacts, now: string) =>
    both(renewal, now).map(({ rule }) => rule);

  it('is silent while renewal is on track', () => {
    expect(both(onTrack, '2026-12-05T00:00:00Z')).toEqual([]);
    expect(both(onTrack, '2026-12-10T12:00:00Z')).toEqual([]);
    expect(
      both(
        { ...onTrack, renewalTime: '2026-12-31T20:00:00Z' },
        '2026-12-31T12:00:00Z',
      ),
    ).toEqual([]);
  });

  it('alerts where renewal failed', () => {
    expect(rulesOf(onTrack, '2026-12-11T00:00:00Z')).toEqual([
      'certificate-expiry',
      'certificate-renewal-failed',
    ]);
    expect(
      both({ ...onTrack, failedAttempts: 2 }, '2026-06-01T00:00:00Z'),
    ).toMatchObject([
      {
        rule: 'certificate-renewal-failed',
        severity: 'high',
        evidence: { failure: 'attempts', failedAttempts: 2 },
        dueAt: leaf.notAfter,
      },
    ]);
    const notReady: RenewalFacts = {
      ...onTrack,
      ready: 'false',
      reason: 'InvalidKeyPair',
      since: '2026-06-01T00:00:00Z',
    };
    expect(rulesOf(notReady, '2026-06-01T00:30:00Z')).toEqual([]);
    expect(rulesOf(notReady, '2026-06-01T01:00:00Z')).toEqual([
      'certificate-renewal-failed',
    ]);
  });

  it('alerts as without it where it says no renewal time', () => {
    expect(rulesOf({ ready: 'true' }, '2026-12-05T00:00:00Z')).toEqual([
      'certificate-expiry',
    ]);
  });

  it('does not hold back what it does not renew', () => {
    const facts = factsOf(root, { renewal: onTrack }, {}, 'ca.crt');
    expect(
      judgeCertificateExpiry(facts, '2026-12-05T00:00:00Z').verdicts,
    ).toHaveLength(1);
  });

  it('reads its facts from the observed Certificate', () => {
    const certificate = observeObject(
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { namespace: 'a', name: 'a' },
        spec: { secretName: 'a' },
        status: {
          renewalTime: '2026-12-10T00:00:00Z',
          failedIssuanceAttempts: 3,
          lastFailureTime: '2026-12-09T00:00:00Z',
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'Expired',
              lastTransitionTime: '2026-12-09T00:00:00Z',
            },
          ],
        },
      },
      { sourceId: 'prod' },
    ) as ObjectObservation;
    expect(renewalFactsOf(certificate)).toMatchObject({
      ready: 'false',
      reason: 'Expired',
      failedAttempts: 3,
      renewalTime: expect.stringMatching(/^2026-12-10T00:00:00/),
      lastFailureTime: expect.stringMatching(/^2026-12-09T00:00:00/),
    });
  });
});

describe('certificate-key-mismatch', () => {
  it.each([
    ['no', 1],
    ['yes', 0],
    ['unknown', 0],
    [undefined, 0],
  ] as const)('%s', (keyMatches, count) => {
    expect(
      judgeCertificateKeyMatch(factsOf({}, {}, { keyMatches })).verdicts,
    ).toHaveLength(count);
  });
});

describe('certificate-chain-order', () => {
  it.each([
    ['wrong', 1],
    ['right', 0],
    ['incomplete', 0],
    [undefined, 0],
  ] as const)('%s', (chainOrder, count) => {
    expect(
      judgeCertificateChain(factsOf({}, {}, { chainOrder })).verdicts,
    ).toHaveLength(count);
  });
});

describe('certificate-weak', () => {
  it.each<[Partial<CertificateObservation>, string[] | undefined]>([
    [{}, undefined],
    [{ keyAlgorithm: 'RSA', keySize: 2048 }, undefined],
    [{ keyAlgorithm: 'RSA', keySize: 1024 }, ['key']],
    [{ keyAlgorithm: 'EC', keySize: 192 }, ['key']],
    [{ keyAlgorithm: 'Ed25519', keySize: 256 }, undefined],
    [{ keyAlgorithm: 'unknown', keySize: undefined }, undefined],
    [{ signatureAlgorithm: 'SHA1-RSA' }, ['signature']],
    [{ signatureAlgorithm: 'MD5-RSA' }, ['signature']],
    [{ signatureAlgorithm: 'ECDSA-SHA1' }, ['signature']],
    [{ signatureAlgorithm: 'SHA1-RSA-PSS' }, ['signature']],
    [{ signatureAlgorithm: 'SHA256-RSA-PSS' }, undefined],
    [{ signatureAlgorithm: 'Ed25519' }, undefined],
    [{ ...root, signatureAlgorithm: 'SHA1-RSA' }, undefined],
    [
      { keyAlgorithm: 'RSA', keySize: 1024, signatureAlgorithm: 'MD5-RSA' },
      ['key', 'signature'],
    ],
  ])('%j', (changes, weak) => {
    const [verdict] = judgeCertificateStrength(factsOf(changes)).verdicts;
    expect(verdict?.evidence.weak).toEqual(weak);
  });
});

describe('certificate-host', () => {
  it.each([
    [['a.example.com'], undefined],
    [['A.example.com.'], undefined],
    [['x.b.example.com', '*.b.example.com'], undefined],
    [['10.0.0.1'], undefined],
    [[], undefined],
    [['', '*'], undefined],
    [['b.example.com'], ['b.example.com']],
    [['x.y.b.example.com'], ['x.y.b.example.com']],
    [['*.example.com'], ['*.example.com']],
    [['10.0.0.2'], ['10.0.0.2']],
    [['a.example.com', 'c.example.com'], ['c.example.com']],
  ])('%j', (hosts, missing) => {
    const [verdict] = judgeCertificateHosts(factsOf({}, { hosts })).verdicts;
    expect(verdict?.evidence.hosts).toEqual(missing);
  });

  it('says nothing where names were left out', () => {
    const facts = factsOf({ sanCount: 4 }, { hosts: ['c.example.com'] });
    expect(judgeCertificateHosts(facts).verdicts).toEqual([]);
  });
});

describe('certificate-self-signed', () => {
  const count = (...args: Parameters<typeof factsOf>) =>
    judgeCertificateSelfSigned(factsOf(...args)).verdicts.length;

  it('is wrong in production only, and not for authorities', () => {
    const production = { isProduction: true };
    const hosts = ['a.example.com'];
    expect(count({ selfSigned: true }, production)).toBe(1);
    expect(count({ selfSigned: true })).toBe(0);
    expect(count({}, production)).toBe(0);
    expect(count(root, production)).toBe(0);
    expect(count(root, { ...production, hosts })).toBe(1);
    expect(count({ selfSigned: true }, production, {}, 'ca.crt')).toBe(0);
  });
});
