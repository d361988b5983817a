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

import { readSealingCertificate, sealValues } from '@keyward/sealing';
import { CERTIFICATE, NOT_BEFORE } from '../__testUtils__/certificate';
import { describeSealedSecret } from '../sealedSecrets';
import { sealer } from './sealer';

const NOW = new Date('2026-12-01T00:00:00Z');
const FINGERPRINT = 'ab'.repeat(32);

type Observed = Parameters<typeof sealer.findControllers>[1][number];

const controller = (attributes: object = {}): Observed => ({
  id: 'controller',
  namespace: 'kube-system',
  name: 'Deployment/sealed-secrets',
  attributes: {
    certificate: 'matches',
    certificateNotBefore: NOT_BEFORE,
    certificateNotAfter: '2036-11-25T03:39:12Z',
    certificateFingerprint: FINGERPRINT,
    ...attributes,
  },
});

const certificate = (attributes: object = {}): Observed => ({
  id: 'certificate',
  namespace: 'kube-system',
  name: `Certificate/sealed-secrets/${FINGERPRINT}`,
  attributes: {
    controller: 'sealed-secrets',
    pem: CERTIFICATE,
    notBefore: NOT_BEFORE,
    notAfter: '2036-11-25T03:39:12Z',
    fingerprint: FINGERPRINT,
    keyBits: 2048,
    servedOn: '2026-11-30',
    ...attributes,
  },
});

const found = (...resources: Observed[]) =>
  sealer.findControllers('shop', resources, NOW);

describe('sealer', () => {
  it('gives the certificate that matches a key of the controller', () => {
    expect(found(controller(), certificate())).toEqual([
      {
        namespace: 'kube-system',
        name: 'sealed-secrets',
        certificate: {
          id: 'certificate',
          sha256: FINGERPRINT,
          notBefore: NOT_BEFORE,
          notAfter: '2036-11-25T03:39:12Z',
          keyBits: 2048,
          pem: CERTIFICATE,
        },
      },
    ]);
  });

  it.each([
    ['certificate-changed', { certificate: 'matches-no-key' }],
    ['certificate-not-compared', { certificate: 'not-compared' }],
    ['certificate-not-configured', { certificate: 'not-asked' }],
    ['certificate-no-answer', { certificate: 'no-answer' }],
    ['certificate-unreadable', { certificate: 'unreadable' }],
    ['certificate-expired', { certificateNotAfter: '2026-11-30T00:00:00Z' }],
    [
      'certificate-not-yet-valid',
      { certificateNotBefore: '2026-12-02T00:00:00Z' },
    ],
    ['certificate-not-kept', { certificateFingerprint: 'cd'.repeat(32) }],
  ])('refuses with %s', (code, attributes) => {
    const [only] = found(controller(attributes), certificate());
    expect(only.certificate).toBeUndefined();
    expect(only.refusal?.code).toBe(code);
  });

  it('takes no certificate that another controller served', () => {
    const [only] = found(controller(), certificate({ controller: 'another' }));
    expect(only.refusal?.code).toBe('certificate-not-kept');
  });

  it('refuses a certificate that begins when another one began', () => {
    const forged = 'cd'.repeat(32);
    const both = [
      certificate({ servedOn: '2026-11-29' }),
      certificate({ fingerprint: forged }),
    ];
    for (const certificateFingerprint of [forged, FINGERPRINT]) {
      const [only] = found(controller({ certificateFingerprint }), ...both);
      expect(only.certificate).toBeUndefined();
      expect(only.refusal?.code).toBe('certificate-changed');
    }
  });

  it('refuses a certificate that was served for a key that has another one', () => {
    const keyCreatedAt = '2026-11-01T00:00:01.000Z';
    const [only] = found(
      controller(),
      certificate({ keyCreatedAt }),
      certificate({
        fingerprint: 'cd'.repeat(32),
        notBefore: '2026-11-01T00:00:02.000Z',
        keyCreatedAt,
      }),
    );
    expect(only.certificate).toBeUndefined();
    expect(only.refusal?.code).toBe('certificate-changed');
  });

  it('takes the certificate of a new key', () => {
    const [only] = found(
      controller(),
      certificate(),
      certificate({
        fingerprint: 'cd'.repeat(32),
        notBefore: '2026-10-01T00:00:00.000Z',
      }),
    );
    expect(only.certificate?.sha256).toBe(FINGERPRINT);
  });

  it('leaves out controllers of other namespaces', () => {
    expect(found(controller({ namespaces: ['other'] }))).toEqual([]);
    expect(found(controller({ namespaces: ['shop'] }))).toHaveLength(1);
  });

  describe('with a sealed value', () => {
    let encryptedData: Record<string, string>;
    const target = (data: Record<string, string>) => ({
      sourceId: 'prod',
      namespace: 'shop',
      name: 'db',
      type: 'Opaque',
      scope: 'strict' as const,
      certificate: FINGERPRINT,
      mode: 'create' as const,
      encryptedData: data,
    });

    beforeAll(async () => {
      encryptedData = await sealValues(
        new Map([['password', Buffer.from('correct horse battery staple')]]),
        await readSealingCertificate(CERTIFICATE, { now: NOW }),
        { scope: 'strict', namespace: 'shop', name: 'db' },
      );
    });

    it('finds nothing wrong with it', () => {
      expect(sealer.findProblems(target(encryptedData), 2048)).toEqual([]);
    });

    it('finds that it was sealed for a key of another size', () => {
      expect(sealer.findProblems(target(encryptedData), 4096)).toHaveLength(1);
    });

    it.each([
      ['text', 'hunter2'],
      ['base64 of text', Buffer.from('hunter2'.repeat(200)).toString('base64')],
      [
        'base64 of much text',
        Buffer.from('hunter2'.repeat(20_000)).toString('base64'),
      ],
      ['nothing', ''],
    ])('finds that %s is not sealed, and does not quote it', (_, value) => {
      const problems = sealer.findProblems(target({ password: value }), 2048);
      expect(problems).toHaveLength(1);
      expect(problems.join()).not.toContain('hunter2');
    });

    it('knows it again in the cluster, and how far it has come', () => {
      const digests = sealer.digestsOf(encryptedData);
      const observed = (data: object, status?: object) =>
        describeSealedSecret(
          {
            metadata: { namespace: 'shop', name: 'db', generation: 2 },
            spec: { encryptedData: data },
            status,
          },
          {
            sourceId: 'prod',
            serving: { controllers: [], areMore: false },
            isAll: false,
          },
        ) as never;
      const synced = (status: string) => ({
        observedGeneration: 2,
        conditions: [{ type: 'Synced', status }],
      });
      const progress = (resource: never) =>
        sealer.progressOf(digests, resource);
      expect(sealer.progressOf(digests, undefined)).toBe('absent');
      expect(progress(observed({ password: 'another' }))).toBe('absent');
      expect(progress(observed({ ...encryptedData, more: 'x' }))).toBe(
        'applied',
      );
      expect(progress(observed(encryptedData, synced('True')))).toBe(
        'unsealed',
      );
      expect(progress(observed(encryptedData, synced('False')))).toBe(
        'not-opened',
      );
    });
  });
});
