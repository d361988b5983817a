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

import { mockServices } from '@backstage/backend-test-utils';
import {
  type CertificateObservation,
  type KeyCertificatesObservation,
  type ObjectObservation,
} from '@keyward/observation';
import {
  batch,
  key,
  object,
  reference,
  secret,
  START,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import type { FindingChange } from './applyVerdicts';
import { Environments } from '../store/environments/Environments';

jest.setTimeout(120_000);

const SECRETS = 'v1/secrets';
const CERTIFICATES = 'cert-manager.io/v1/certificates';
const INGRESSES = 'networking.k8s.io/v1/ingresses';

const environments = new Environments(mockServices.rootConfig({ data: {} }));

const minutesOf = (time: string) => (Date.parse(time) - START) / 60_000;

function certificate(
  overrides: Partial<CertificateObservation> = {},
): CertificateObservation {
  return {
    fingerprint: 'a'.repeat(64),
    subject: 'CN=shop.example.com',
    issuer: 'CN=issuer',
    serial: '1',
    sans: ['DNS:shop.example.com'],
    sanCount: 1,
    notBefore: '2027-03-15T06:00:00Z',
    notAfter: '2028-03-15T06:00:00Z',
    keyAlgorithm: 'EC',
    keySize: 256,
    signatureAlgorithm: 'ECDSA-SHA256',
    role: 'leaf',
    selfSigned: false,
    position: 0,
    ...overrides,
  };
}

function tls(
  name: string,
  overrides: Partial<CertificateObservation> = {},
  {
    version = '1',
    ...verdicts
  }: Partial<KeyCertificatesObservation> & { version?: string } = {},
) {
  return secret('a', name, {
    version,
    secretType: 'kubernetes.io/tls',
    class: 'tls',
    keys: [
      key('tls.crt', `public ${name} ${version}`, {
        class: 'public',
        certificates: {
          format: 'pem',
          certificates: [certificate(overrides)],
          count: 1,
          keyMatches: 'yes',
          notes: [],
          ...verdicts,
        },
      }),
    ],
  });
}

function managing(
  name: string,
  detail: Record<string, unknown>,
  more: Partial<ObjectObservation> & { version?: string } = {},
) {
  return object('Certificate', 'a', name, {
    apiGroup: 'cert-manager.io',
    deliveries: [{ namespace: 'a', name }],
    status: { ready: 'true' },
    detail,
    ...more,
  });
}

function ingress(version: string, hosts: string[]) {
  return object('Ingress', 'a', 'web', {
    apiGroup: 'networking.k8s.io',
    version,
    references: [
      reference('a', 'shop', { how: 'ingressTls', container: undefined }),
    ],
    detail: {
      // Those of other secrets are none of this one's.
      hosts: [...hosts, 'elsewhere.example.com'],
      tlsHosts: [
        { name: 'shop', hosts },
        { name: 'other', hosts: ['elsewhere.example.com'] },
        { namespace: 'b', name: 'shop', hosts: ['b.example.com'] },
      ],
    },
  });
}

function createEngine(test: TestInventory) {
  const told: FindingChange[] = [];
  const engine = createTestEngine(test, { environments });
  // Nothing uses these secrets, which is another rule's matter.
  engine.onChange(changes =>
    told.push(...changes.filter(({ rule }) => rule.startsWith('certificate'))),
  );
  return async () => {
    await analyseAll(engine, test.fence);
    return told
      .splice(0)
      .map(({ event, rule, severity, evidence }) =>
        [event, rule, severity, evidence.stage ?? evidence.failure]
          .filter(Boolean)
          .join(' '),
      )
      .sort();
  };
}

describe.each(databases.eachSupportedId())(
  'findings about certificates on %s',
  databaseId => {
    it('are told once, each at its day, through a year with a leap day', async () => {
      const test = await createTestInventory(databaseId);
      test.clock.minutes = minutesOf('2027-06-01T12:00:00Z');
      await test.sync(SECRETS, [
        tls('year'),
        tls('fortnight', {
          fingerprint: 'b'.repeat(64),
          notBefore: '2028-01-01T06:00:00Z',
          notAfter: '2028-01-16T06:00:00Z',
        }),
        tls('renewed', {
          fingerprint: 'c'.repeat(64),
          notAfter: '2027-09-01T06:00:00Z',
        }),
        tls('stuck', {
          fingerprint: 'd'.repeat(64),
          notAfter: '2027-12-31T06:00:00Z',
        }),
        tls('lasting', { notAfter: '2050-01-01T00:00:00Z' }),
      ]);
      await test.sync(CERTIFICATES, [
        managing('renewed', { renewalTime: '2027-08-10T06:00:00Z' }),
        managing('stuck', { renewalTime: '2027-12-10T06:00:00Z' }),
      ]);
      const told: string[] = [];
      for (let day = 0; day < 366; day += 1) {
        const now = new Date(START + test.clock.minutes * 60_000).toISOString();
        if (now.startsWith('2027-08-10')) {
          await test.apply(
            batch(SECRETS, [
              tls(
                'renewed',
                {
                  fingerprint: 'e'.repeat(64),
                  notBefore: '2027-08-10T06:00:00Z',
                  notAfter: '2028-11-08T06:00:00Z',
                },
                { version: '2' },
              ),
            ]),
          );
          await test.apply(
            batch(CERTIFICATES, [
              managing(
                'renewed',
                { renewalTime: '2028-10-10T06:00:00Z' },
                { version: '2' },
              ),
            ]),
          );
        }
        // One process after the other: none knows what was told but by the database.
        const changes = await createEngine(test)();
        told.push(...changes.map(change => `${now.slice(0, 10)} ${change}`));
        test.clock.minutes += 24 * 60;
      }
      expect(told).toEqual([
        '2027-12-11 opened certificate-expiry medium first',
        '2027-12-11 opened certificate-renewal-failed high overdue',
        '2027-12-24 escalated certificate-expiry high 7 days',
        '2027-12-24 escalated certificate-renewal-failed critical overdue',
        '2027-12-30 escalated certificate-expiry critical 1 day',
        '2027-12-31 escalated certificate-expiry critical expired',
        '2028-01-11 opened certificate-expiry medium first',
        '2028-01-15 escalated certificate-expiry critical 1 day',
        '2028-01-16 escalated certificate-expiry critical expired',
        '2028-02-14 opened certificate-expiry medium first',
        '2028-03-08 escalated certificate-expiry high 7 days',
        '2028-03-14 escalated certificate-expiry critical 1 day',
        '2028-03-15 escalated certificate-expiry critical expired',
      ]);
    });

    it('follow the objects around a secret', async () => {
      const test = await createTestInventory(databaseId);
      test.clock.minutes = minutesOf('2027-06-01T12:00:00Z');
      const drain = createEngine(test);
      await test.sync(SECRETS, [tls('shop')]);
      await test.sync(INGRESSES, [ingress('1', ['shop.example.com'])]);
      await test.sync(CERTIFICATES, [
        managing('shop', { renewalTime: '2028-02-01T00:00:00Z' }),
      ]);
      expect(await drain()).toEqual([]);

      await test.apply(
        batch(INGRESSES, [
          ingress('2', ['shop.example.com', 'cart.example.com']),
        ]),
      );
      expect(await drain()).toEqual(['opened certificate-host high']);
      const [finding] = await test.knex('findings').select('evidence');
      expect(JSON.parse(finding.evidence)).toEqual({
        key: 'tls.crt',
        hosts: ['cart.example.com'],
        hostCount: 1,
        names: ['DNS:shop.example.com'],
      });
      await test.apply(batch(INGRESSES, [ingress('3', ['shop.example.com'])]));
      expect(await drain()).toEqual(['resolved certificate-host high']);

      await test.apply(
        batch(CERTIFICATES, [
          managing(
            'shop',
            { renewalTime: '2028-02-01T00:00:00Z', failedAttempts: 3 },
            { version: '2' },
          ),
        ]),
      );
      expect(await drain()).toEqual([
        'opened certificate-renewal-failed high attempts',
      ]);
      await test.apply(
        batch(CERTIFICATES, [
          managing(
            'shop',
            { renewalTime: '2028-02-01T00:00:00Z' },
            { version: '3' },
          ),
        ]),
      );
      expect(await drain()).toEqual([
        'resolved certificate-renewal-failed high attempts',
      ]);
    });

    it('are said of what was read of the value, and end with its mending', async () => {
      const test = await createTestInventory(databaseId);
      test.clock.minutes = minutesOf('2027-06-01T12:00:00Z');
      const drain = createEngine(test);
      await test.sync(SECRETS, [
        tls('mismatch', {}, { keyMatches: 'no' }),
        tls('order', {}, { chainOrder: 'wrong' }),
        tls('weak', { keyAlgorithm: 'RSA', keySize: 1024 }),
        // The same, rightly done.
        tls('matching', {}, { keyMatches: 'yes', chainOrder: 'right' }),
        tls('strong', { keyAlgorithm: 'RSA', keySize: 2048 }),
      ]);
      expect(await drain()).toEqual([
        'opened certificate-chain-order medium',
        'opened certificate-key-mismatch critical',
        'opened certificate-weak high',
      ]);
      const mended = ['mismatch', 'order', 'weak'].map(name =>
        tls(name, {}, { version: '2' }),
      );
      await test.apply(batch(SECRETS, mended));
      expect(await drain()).toEqual([
        'resolved certificate-chain-order medium',
        'resolved certificate-key-mismatch critical',
        'resolved certificate-weak high',
      ]);
      expect(await drain()).toEqual([]);
    });
  },
);
