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

import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import {
  type CertificateNoteCode,
  type KeyCertificatesObservation,
  SecretValue,
} from '@keyward/observation';
import { observeCertificates } from './observeCertificates';

const FIXTURES = join(__dirname, '__fixtures__');
const PASSWORD = 'test-only-password';
const read = (file: string) => readFileSync(join(FIXTURES, file));
const valueOf = (bytes: Buffer | string) =>
  SecretValue.fromBase64(Buffer.from(bytes).toString('base64'));

/** Observes a secret whose keys hold fixtures, or bytes of their own. */
function observe(
  keys: Record<string, string | Buffer>,
  options: Parameters<typeof observeCertificates>[1] = {},
) {
  return Object.fromEntries(
    observeCertificates(
      new Map(
        Object.entries(keys).map(([key, value]) => [
          key,
          valueOf(typeof value === 'string' ? read(value) : value),
        ]),
      ),
      options,
    ),
  );
}
const withPassword = (file: string): KeyCertificatesObservation =>
  observe({ store: file, password: Buffer.from(PASSWORD) }).store;
const namesOf = (found: KeyCertificatesObservation | undefined) =>
  found?.certificates.map(({ subject }) => /CN=([^,]*)/.exec(subject)?.[1]);
const codesOf = (found: KeyCertificatesObservation | undefined) =>
  found?.notes.map(({ code }) => code);

const CHAIN = ['ec.example.com', 'Test intermediate'];
const FULL = [...CHAIN, 'Test root'];

describe('observeCertificates', () => {
  const expected = read('expected.tsv')
    .toString()
    .trim()
    .split('\n')
    .map(line => line.split('\t'));

  it.each(expected)(
    'reads %s as openssl does',
    (file, fingerprint, serial, notBefore, notAfter) => {
      const { certificates, notes, format } = observe({ 'a.crt': file })[
        'a.crt'
      ];
      expect(notes).toEqual([]);
      expect(format).toBe('pem');
      expect(certificates).toHaveLength(1);
      const [{ serial: own, ...rest }] = certificates;
      expect(rest).toMatchObject({ fingerprint, notBefore, notAfter });
      expect(BigInt(`0x${own.replace('-', '')}`)).toBe(
        BigInt(`0x${serial.replace('-', '')}`),
      );
      expect(own.startsWith('-')).toBe(serial.startsWith('-'));
    },
  );

  it.each<[string, string, number | undefined, string]>([
    ['rsa-2048.pem', 'RSA', 2048, 'ECDSA-SHA256'],
    ['rsa-4096.pem', 'RSA', 4096, 'ECDSA-SHA256'],
    ['rsa-1024.pem', 'RSA', 1024, 'ECDSA-SHA256'],
    ['ec-192.pem', 'EC', 192, 'ECDSA-SHA256'],
    ['ec-256.pem', 'EC', 256, 'ECDSA-SHA256'],
    ['ec-384.pem', 'EC', 384, 'ECDSA-SHA256'],
    ['ec-521.pem', 'EC', 521, 'ECDSA-SHA256'],
    ['ed25519.pem', 'Ed25519', 256, 'ECDSA-SHA256'],
    ['ed448.pem', 'Ed448', 456, 'ECDSA-SHA256'],
    ['md5.pem', 'RSA', 2048, 'MD5-RSA'],
    ['sha1.pem', 'RSA', 2048, 'SHA1-RSA'],
    ['sha512.pem', 'RSA', 2048, 'SHA512-RSA'],
    ['pss.pem', 'RSA', 2048, 'SHA256-RSA-PSS'],
  ])(
    'knows the key and signature of %s',
    (file, algorithm, size, signature) => {
      const [certificate] = observe({ a: file }).a.certificates;
      expect(certificate).toMatchObject({
        keyAlgorithm: algorithm,
        keySize: size,
        signatureAlgorithm: signature,
      });
    },
  );

  it.each([
    ['rsa-2048.pem', 'leaf', false],
    ['mid.pem', 'intermediate', false],
    ['root.pem', 'root', true],
    ['self-ca.pem', 'root', true],
    ['version-1.pem', 'root', true],
    ['sha1.pem', 'leaf', true],
    ['md5.pem', 'leaf', true],
    ['pss.pem', 'leaf', true],
  ])('knows the role of %s', (file, role, selfSigned) => {
    expect(observe({ a: file }).a.certificates[0]).toMatchObject({
      role,
      selfSigned,
    });
  });

  it('reads names of all kinds', () => {
    const sansOf = (file: string) => observe({ a: file }).a.certificates[0];
    expect(sansOf('wildcard.pem').sans).toEqual([
      'DNS:*.example.com',
      'DNS:example.com',
    ]);
    expect(sansOf('ip-san.pem').sans).toEqual([
      'IP:10.0.0.1',
      'IP:2001:db8::1',
      'email:a@example.com',
      'URI:spiffe://example.com/ns/a',
    ]);
    expect(sansOf('many-sans.pem').sanCount).toBe(600);
    expect(sansOf('many-sans.pem').sans[599]).toBe('DNS:h600.example.com');
    expect(sansOf('no-san.pem')).toMatchObject({ sans: [], sanCount: 0 });
    expect(sansOf('unicode.pem').subject).toBe(
      'CN=unicode.example.com, O=Ünïcode\\, Inc.',
    );
  });

  it.each<[string, (string | undefined)[], string | undefined]>([
    ['chain.pem', CHAIN, 'right'],
    ['chain-with-root.pem', FULL, 'right'],
    ['chain-reversed.pem', [CHAIN[1], CHAIN[0]], 'wrong'],
    ['chain-shuffled.pem', [FULL[0], FULL[2], FULL[1]], 'wrong'],
    ['chain-with-gap.pem', [FULL[0], FULL[2]], 'incomplete'],
    ['chain-duplicate.pem', [FULL[0], FULL[0], FULL[1]], 'right'],
    [
      'ca-bundle.pem',
      ['Test root', 'Test intermediate', 'Version 1'],
      undefined,
    ],
    ['chain-crlf.pem', CHAIN, 'right'],
    ['chain-cr.pem', CHAIN, 'right'],
    ['chain-bom.pem', CHAIN, 'right'],
    ['with-text.pem', [CHAIN[0]], undefined],
    ['bag-attributes.pem', CHAIN, 'right'],
    ['trusted.pem', [CHAIN[0]], undefined],
    ['no-newline.pem', [CHAIN[0]], undefined],
    ['chain.p7b.pem', FULL, undefined],
    ['chain.p7b', FULL, undefined],
    ['leaf.der', [CHAIN[0]], undefined],
    ['bare-base64.txt', [CHAIN[0]], undefined],
  ])('reads %s', (file, names, order) => {
    const found = observe({ a: file }).a;
    expect(namesOf(found)).toEqual(names);
    expect(found.chainOrder).toBe(order);
    expect(found.notes).toEqual([]);
    expect(found.certificates.map(({ position }) => position)).toEqual(
      names.map((_, index) => index),
    );
  });

  it.each<[string, string[], string | undefined]>([
    ['modern.test-only.p12', CHAIN, 'yes'],
    ['modern-rsa.test-only.p12', ['rsa.example.com', CHAIN[1]], 'yes'],
    ['aes128-sha512.test-only.p12', CHAIN, 'yes'],
    ['legacy-rc2.test-only.p12', ['rsa.example.com', CHAIN[1]], 'yes'],
    ['legacy-3des.test-only.p12', ['rsa.example.com', CHAIN[1]], 'yes'],
    ['many-rounds.test-only.p12', CHAIN, 'yes'],
    ['no-password.test-only.p12', CHAIN, 'yes'],
    ['no-mac.test-only.p12', CHAIN, 'yes'],
    ['unencrypted.test-only.p12', CHAIN, 'yes'],
    ['keytool.test-only.p12', ['java.example.com'], 'yes'],
    [
      'truststore.p12',
      ['Test root', 'Test intermediate', 'Version 1'],
      undefined,
    ],
    ['keytool-truststore.p12', ['Test root', 'Test intermediate'], undefined],
    ['keytool.test-only.jks', ['java.example.com'], 'yes'],
    ['keytool-ec.test-only.jks', ['java.example.com'], 'yes'],
    ['chain.test-only.jks', CHAIN, 'yes'],
    ['truststore.jks', ['Test root', 'Test intermediate'], undefined],
  ])('opens %s with the password beside it', (file, names, matches) => {
    const found = withPassword(file);
    expect(found.notes).toEqual([]);
    expect([...namesOf(found)!].sort()).toEqual([...names].sort());
    expect(found.keyMatches).toBe(matches);
  });

  it('reads JKS and JCEKS without a password, but not their keys', () => {
    for (const file of ['keytool.test-only.jks', 'keytool.test-only.jceks']) {
      const found = observe({ store: file }).store;
      expect(namesOf(found)).toEqual(['java.example.com']);
      expect(found.keyMatches).toBe('unknown');
      expect(codesOf(found)).toEqual([]);
    }
  });

  it('says when a PKCS#12 stays closed', () => {
    const found = observe({ a: 'modern.test-only.p12' }).a;
    expect(found.certificates).toEqual([]);
    expect(found.notes).toEqual([
      {
        code: 'keystore-locked',
        where: 'keystore',
        message: expect.stringContaining('no password'),
        remedy: expect.stringContaining('keyward.io/keystore-password'),
      },
    ]);
    expect(
      codesOf(
        observe({ a: 'legacy-rc2.test-only.p12', password: Buffer.from('no') })
          .a,
      ),
    ).toEqual(['keystore-locked']);
  });

  it('asks the companion secret for passwords, and only for a keystore', () => {
    const keystorePasswords = jest.fn(() => [
      SecretValue.fromText(`${PASSWORD}\n`),
    ]);
    expect(
      namesOf(observe({ a: 'modern.test-only.p12' }, { keystorePasswords }).a),
    ).toEqual(CHAIN);
    expect(keystorePasswords).toHaveBeenCalledTimes(1);
    observe({ a: 'chain.pem' }, { keystorePasswords });
    expect(keystorePasswords).toHaveBeenCalledTimes(1);
  });

  it('spends no more than its budget on a hostile keystore', () => {
    const started = process.cpuUsage();
    const found = withPassword('hostile-rounds.test-only.p12');
    expect(codesOf(found)).toEqual(['too-costly']);
    expect(process.cpuUsage(started).user).toBeLessThan(5e6);
  });

  it.each<[string, string, CertificateNoteCode, string, number]>([
    ['truncated.pem', 'a', 'truncated', 'line 1', 0],
    ['truncated-second.pem', 'a', 'truncated', 'line 12', 1],
    ['garbage-base64.pem', 'a', 'garbage', 'line 1', 0],
    ['garbage-der.pem', 'a', 'garbage', 'line 1', 0],
    ['truncated.der', 'a.der', 'truncated', 'value', 0],
    ['truncated.test-only.p12', 'a.p12', 'truncated', 'value', 0],
    ['truncated.test-only.jks', 'a.jks', 'truncated', 'keystore', 0],
  ])('refuses %s with a note', (file, key, code, where, read_) => {
    const found = observe({ [key]: file })[key];
    expect(found.certificates).toHaveLength(read_);
    expect(found.notes[0]).toMatchObject({ code, where });
    expect(found.notes[0].remedy).not.toBe('');
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    [
      'same names',
      { 'tls.crt': 'ec-256.pem', 'tls.key': 'ec-256-pkcs8.test-only.key' },
      'yes',
    ],
    [
      'SEC1',
      { 'tls.crt': 'chain.pem', 'tls.key': 'ec-256-sec1.test-only.key' },
      'yes',
    ],
    [
      'PKCS#1',
      { 'tls.crt': 'rsa-2048.pem', 'tls.key': 'rsa-2048-pkcs1.test-only.key' },
      'yes',
    ],
    [
      'Ed25519',
      { 'tls.crt': 'ed25519.pem', 'tls.key': 'ed25519.test-only.key' },
      'yes',
    ],
    [
      'a shuffled chain',
      {
        'tls.crt': 'chain-reversed.pem',
        'tls.key': 'ec-256-pkcs8.test-only.key',
      },
      'yes',
    ],
    [
      'other names',
      { cert: 'ec-256.pem', private: 'ec-256-pkcs8.test-only.key' },
      'yes',
    ],
    [
      'an authority',
      { 'tls.crt': 'self-ca.pem', 'tls.key': 'self-ca.test-only.key' },
      'yes',
    ],
    [
      'another key',
      {
        'tls.crt': 'ec-256.pem',
        'tls.key': 'other-with-parameters.test-only.key',
      },
      'no',
    ],
    [
      'another kind of key',
      { 'tls.crt': 'ec-256.pem', 'tls.key': 'rsa-2048-pkcs1.test-only.key' },
      'no',
    ],
    ['no key', { 'tls.crt': 'ec-256.pem' }, undefined],
    [
      'an encrypted key',
      {
        'tls.crt': 'rsa-2048.pem',
        'tls.key': 'rsa-2048-encrypted.test-only.key',
      },
      'unknown',
    ],
    [
      'one encrypted the old way',
      {
        'tls.crt': 'rsa-2048.pem',
        'tls.key': 'rsa-2048-traditional-encrypted.test-only.key',
      },
      'unknown',
    ],
    ['both in one', { a: 'combined.test-only.pem' }, 'yes'],
  ])('compares certificate and key: %s', (_, keys, verdict) => {
    const found = Object.values(observe(keys))[0];
    expect(found.keyMatches).toBe(verdict);
    expect(codesOf(found)).toEqual(
      verdict === 'unknown' ? ['private-key-locked'] : [],
    );
  });

  describe('in other wrappings', () => {
    const pem = read('ec-256.pem').toString();
    const privateKey = read('ec-256-pkcs8.test-only.key').toString();
    const escaped = (text: string) => Buffer.from(text.replace(/\n/g, '\\n'));
    const kubeconfig = (indent?: number) =>
      Buffer.from(
        JSON.stringify(
          {
            kind: 'Config',
            clusters: [
              {
                cluster: {
                  'certificate-authority-data':
                    read('root.pem').toString('base64'),
                },
              },
            ],
            users: [
              {
                user: {
                  'client-certificate-data':
                    Buffer.from(pem).toString('base64'),
                  'client-key-data': Buffer.from(privateKey).toString('base64'),
                },
              },
            ],
          },
          undefined,
          indent,
        ),
      );

    it.each([
      ['escaped line ends', { 'tls.crt': escaped(pem) }, 1, undefined],
      [
        'line ends escaped twice',
        { 'tls.crt': Buffer.from(pem.replace(/\n/g, '\\\\n')) },
        1,
        undefined,
      ],
      [
        'JSON that escapes slashes',
        {
          'tls.crt': Buffer.from(
            JSON.stringify({ ca: pem }).replace(/\//g, '\\/'),
          ),
        },
        1,
        undefined,
      ],
      [
        'JSON with its key',
        {
          'tls.crt': Buffer.from(JSON.stringify({ ca: pem, key: privateKey })),
        },
        1,
        'yes',
      ],
      [
        'a header',
        {
          'tls.crt': Buffer.from(
            pem.replace(
              '-----\n',
              '-----\r\nFriendly: web:one\r\n two\r\n\r\n',
            ),
          ),
        },
        1,
        undefined,
      ],
      ['a kubeconfig', { 'tls.crt': kubeconfig() }, 2, 'yes'],
      ['an indented kubeconfig', { config: kubeconfig(2) }, 2, 'yes'],
      [
        'a key with escaped line ends beside it',
        { 'tls.crt': Buffer.from(pem), 'tls.key': escaped(privateKey) },
        1,
        'yes',
      ],
    ])('reads %s', (_, values, count, keyMatches) => {
      const found = Object.values(observe(values))[0];
      expect(codesOf(found)).toEqual([]);
      expect(found.count).toBe(count);
      expect(found.keyMatches).toBe(keyMatches);
    });

    it.each([
      ['cut off', privateKey.slice(0, 90)],
      ['no key', privateKey.replace(/[A-Za-z0-9+/]{40}/, '!'.repeat(40))],
    ])('says of a private key that is %s just that', (_, damaged) => {
      const found = observe({
        'tls.crt': Buffer.from(pem),
        'tls.key': Buffer.from(damaged),
      });
      expect(codesOf(found['tls.crt'])).toEqual(['private-key-damaged']);
      expect(found['tls.crt'].keyMatches).toBe('unknown');
    });
  });

  it('opens encrypted private keys with the password beside them', () => {
    for (const file of ['encrypted', 'traditional-encrypted']) {
      const found = observe({
        'tls.crt': 'rsa-2048.pem',
        'tls.key': `rsa-2048-${file}.test-only.key`,
        'key-password': Buffer.from(PASSWORD),
      });
      expect(found['tls.crt'].keyMatches).toBe('yes');
    }
  });

  it('compares no authority beside with the key', () => {
    const found = observe({
      'tls.crt': 'ec-256.pem',
      'tls.key': 'ec-256-pkcs8.test-only.key',
      'ca.crt': 'ca-bundle.pem',
    });
    expect(found['ca.crt'].keyMatches).toBeUndefined();
    expect(found['tls.crt'].keyMatches).toBe('yes');
  });

  it('says nothing of values without certificates', () => {
    expect(
      observe({
        password: Buffer.from('hunter2'),
        binary: Buffer.concat([
          Buffer.from([0x30, 0x82]),
          Buffer.alloc(300, 7),
        ]),
        'tls.key': 'ec-256-pkcs8.test-only.key',
        'ca.crt': Buffer.alloc(0),
        id_rsa: Buffer.from(
          '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
        ),
      }),
    ).toEqual({});
    expect(codesOf(observe({ 'a.crt': Buffer.from('todo') })['a.crt'])).toEqual(
      ['no-certificate'],
    );
  });

  it('keeps the first to expire of very many', () => {
    const bundle = Buffer.concat([
      ...Array.from({ length: 70 }, () => read('root.pem')),
      read('expired.pem'),
    ]);
    const found = observe({ 'ca.crt': bundle })['ca.crt'];
    expect(found.count).toBe(71);
    expect(found.certificates).toHaveLength(64);
    expect(found.certificates[63].position).toBe(70);
    expect(codesOf(found)).toEqual(['too-many']);
  });

  it('never throws, whatever was done to a fixture', () => {
    let state = 1;
    const random = (below: number) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    const files = readdirSync(FIXTURES).filter(
      file =>
        /\.(pem|der|p7b|p12|jks|jceks|key)$/.test(file) &&
        !/rounds|many/.test(file),
    );
    expect(files.length).toBeGreaterThan(60);
    for (const file of files) {
      for (let round = 0; round < 12; round += 1) {
        const bytes = Buffer.from(read(file));
        for (let hit = 0; hit <= round % 4; hit += 1) {
          bytes[random(Math.min(bytes.length, 1 + 60 * (round + 1)))] =
            random(256);
        }
        const cut =
          round % 3 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
        const found = observe({ 'a.crt': cut });
        expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
      }
    }
  });
});
