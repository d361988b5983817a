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

import { readSealingCertificate } from '..';
import { createSealingKey } from '../__testUtils__/createSealingKey';

/** Of an elliptic curve, until 2126. */
const EC = `-----BEGIN CERTIFICATE-----
MIIBcjCCARegAwIBAgIUJrlTHNJupBYj0ukxzjbqJ3K7ue4wCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCZWMwIBcNMjYxMTI3MTg1NDM0WhgPMjEyNjExMDMxODU0MzRa
MA0xCzAJBgNVBAMMAmVjMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhs1vsKra
AqeDoCou9Pnf6gGbPGEp2yzOvaL2uNYKk2xhGm00W6V8xOFfoOCipZxg/p3fFyDx
6vO9aZ3iS+LyxqNTMFEwHQYDVR0OBBYEFG/NXaVoneJy9zs9NH1BFtvZBTsfMB8G
A1UdIwQYMBaAFG/NXaVoneJy9zs9NH1BFtvZBTsfMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDSQAwRgIhANQrBVkZEciyurhwPT0+jSdNhK6ey8JW71KuCS1K
fmaSAiEA+7Yk24kUdSGSNMaGp7fa3bAcGhze6y60pNNDpfrhDyA=
-----END CERTIFICATE-----`;

const now = new Date('2026-11-27T12:00:00Z');
const read = (pem: string) =>
  readSealingCertificate(pem, { now, where: 'cert.pem' });

describe('readSealingCertificate', () => {
  const { certificate, privateKey } = createSealingKey();

  it.each<[string, string, string, RegExp]>([
    ['an empty text', '', 'certificate', /There is no certificate/],
    ['garbage', 'not a certificate', 'certificate', /There is no certificate/],
    [
      'a private key',
      privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'certificate',
      /private key in it and no certificate/,
    ],
    [
      'one that is cut off',
      certificate.slice(0, certificate.length / 2),
      'certificate',
      /There is no certificate/,
    ],
    [
      'one with a line missing',
      certificate.split('\n').toSpliced(4, 1).join('\n'),
      'certificate',
      /cannot be read/,
    ],
    [
      'one that is no base64',
      certificate.replace(/\n.{10}/, '\n!!!!!!!!!!'),
      'certificate',
      /cannot be read/,
    ],
    ['a key of an elliptic curve', EC, 'certificate', /no RSA key/],
    [
      'a short key',
      createSealingKey({ bits: 1024 }).certificate,
      'certificate',
      /has 1024 bits/,
    ],
    [
      'one that is over',
      createSealingKey({
        notBefore: new Date('2020-01-01T00:00:00Z'),
        notAfter: new Date('2026-11-27T11:59:59Z'),
      }).certificate,
      'certificate-expired',
      /expired on 2026-11-27T11:59:59/,
    ],
    [
      'one that has not begun',
      createSealingKey({ notBefore: new Date('2026-11-28T12:00:00Z') })
        .certificate,
      'certificate-expired',
      /in the future/,
    ],
    ...(
      [
        ['with which values stay in plain text', { exponent: '1' }],
        ['with the exponent 0', { exponent: '0' }],
        ['with an even exponent', { exponent: '10000' }],
        ['with an exponent that takes long', { exponent: 'f'.repeat(512) }],
        [
          'with an even modulus',
          { modulus: `${'f'.repeat(511)}e`, exponent: '10001' },
        ],
        // Node.js 24 ended with "Assertion failed: errors->Empty()".
        ['of 32,768 bits', { modulus: 'f'.repeat(8192), exponent: '10001' }],
      ] as const
    ).map(([what, forged]): [string, string, string, RegExp] => [
      `a key ${what}`,
      createSealingKey({ forged }).certificate,
      'certificate',
      /cannot be sealed with the key/,
    ]),
  ])('refuses %s', async (_, pem, code, message) => {
    await expect(read(pem)).rejects.toMatchObject({
      code,
      where: 'cert.pem',
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });

  it('never fails otherwise than by its own error, whatever byte is changed', async () => {
    const der = Buffer.from(
      /-----BEGIN CERTIFICATE-----([^-]+)-/.exec(certificate)![1],
      'base64',
    );
    const attempts = await Promise.all(
      Array.from(der, async (_, at) => {
        const changed = Buffer.from(der);
        // Another one for sure, which mostly breaks the signature.
        changed[at] ^= 1 + Math.floor(Math.random() * 255);
        return await read(
          `-----BEGIN CERTIFICATE-----\n${changed.toString(
            'base64',
          )}\n-----END CERTIFICATE-----`,
        ).then(
          () => 'read',
          error => error.name,
        );
      }),
    );
    expect(attempts.length).toBeGreaterThan(500);
    const others = attempts.filter(
      name => name !== 'SealingError' && name !== 'read',
    );
    expect(others).toEqual([]);
  });

  it('answers at once to a text with many beginnings', async () => {
    const started = process.cpuUsage();
    await expect(
      read('-----BEGIN CERTIFICATE-----'.repeat(300_000)),
    ).rejects.toThrow('no certificate');
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});
