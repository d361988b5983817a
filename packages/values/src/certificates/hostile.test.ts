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

import { generateKeyPairSync, randomBytes } from 'crypto';
import {
  type KeyCertificatesObservation,
  SecretValue,
} from '@keyward/observation';
import { observeCertificates } from '.';

/** What fits into one Secret. */
const ROOM = 1024 * 1024;

function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length.toString(16);
  const long = Buffer.from(size.length % 2 ? `0${size}` : size, 'hex');
  const length =
    content.length < 128
      ? Buffer.from([content.length])
      : Buffer.concat([Buffer.from([0x80 + long.length]), long]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
const seq = (...parts: Buffer[]) => tlv(0x30, ...parts);
const octets = (...parts: Buffer[]) => tlv(0x04, ...parts);
const bits = (...parts: Buffer[]) => tlv(0x03, Buffer.from([0]), ...parts);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));
const small = (number: number) => tlv(0x02, Buffer.from([number]));
/** An odd number of so many bytes. */
function large(bytes: number): Buffer {
  const number = randomBytes(bytes);
  number[0] = 0x7f;
  number[bytes - 1] = 0xff;
  return tlv(0x02, number);
}
const words = (...numbers: number[]) =>
  Buffer.concat(
    numbers.map(number => {
      const word = Buffer.alloc(4);
      word.writeUInt32BE(number);
      return word;
    }),
  );
const pem = (label: string, der: Buffer) =>
  `-----BEGIN ${label}-----\n${der.toString(
    'base64',
  )}\n-----END ${label}-----\n`;
/** As often as there is room for it. */
const fill = (text: string, room = ROOM) =>
  text.repeat(Math.floor(room / text.length));

const NAME = seq(tlv(0x31, seq(oid('550403'), tlv(0x0c, Buffer.from('x')))));
const time = (text: string) => tlv(0x17, Buffer.from(text));
/** A certificate that says it is signed by itself. */
function certificate(key: Buffer, algorithm: Buffer, signature: Buffer) {
  const body = seq(
    tlv(0xa0, small(2)),
    small(5),
    algorithm,
    NAME,
    seq(time('240101000000Z'), time('490101000000Z')),
    NAME,
    key,
  );
  return seq(body, algorithm, bits(signature));
}

const DSA = '2a8648ce380401';
const EC = '2a8648ce3d0201';
const P521 = oid('2b81040023');
const RSA = seq(oid('2a864886f70d010101'), tlv(0x05));

function dsaKey(bytes: number) {
  return seq(
    small(0),
    seq(oid(DSA), seq(large(bytes), large(32), large(bytes))),
    octets(large(bytes)),
  );
}

/** A scalar alone, of which OpenSSL computes the point. */
const ecKey = seq(
  small(0),
  seq(oid(EC), P521),
  octets(seq(small(1), octets(randomBytes(64)))),
);

/** Signed by RSA with an exponent as long as the modulus. */
const slowCertificate = certificate(
  seq(RSA, bits(seq(large(256), large(256)))),
  seq(oid('2a864886f70d01010b'), tlv(0x05)),
  Buffer.concat([Buffer.from([1]), randomBytes(255)]),
);

const p521Certificate = certificate(
  generateKeyPairSync('ec', { namedCurve: 'secp521r1' }).publicKey.export({
    format: 'der',
    type: 'spki',
  }),
  seq(oid('2a8648ce3d040304')),
  seq(large(65), large(65)),
);

function nested(depth: number) {
  let inner = octets(Buffer.alloc(ROOM - 6 * depth));
  for (let level = 0; level < depth; level += 1) {
    inner = tlv(0x24, inner);
  }
  const data = oid('2a864886f70d010701');
  return seq(small(3), seq(data, tlv(0xa0, inner)));
}

/** Parts of one round each, with next to nothing in them. */
function manyParts() {
  const derivation = seq(
    oid('2a864886f70d01050c'),
    seq(octets(Buffer.alloc(8)), small(1)),
  );
  const cipher = seq(oid('60864801650304012a'), octets(Buffer.alloc(16)));
  const part = seq(
    oid('2a864886f70d010706'),
    tlv(
      0xa0,
      seq(
        small(0),
        seq(
          oid('2a864886f70d010701'),
          seq(oid('2a864886f70d01050d'), seq(derivation, cipher)),
          tlv(0x80, Buffer.alloc(16)),
        ),
      ),
    ),
  );
  const safe = seq(...Array(Math.floor(ROOM / part.length)).fill(part));
  return seq(small(3), seq(oid('2a864886f70d010701'), tlv(0xa0, octets(safe))));
}

/** Key entries without an alias, a date, a key or a chain. */
function manyEntries() {
  const entry = Buffer.concat([
    words(1),
    Buffer.alloc(2 + 8),
    words(0),
    words(0),
  ]);
  const count = Math.floor(ROOM / entry.length);
  return Buffer.concat([
    words(0xfeedfeed, 2, count),
    ...Array(count).fill(entry),
  ]);
}

function pkcs7(one: Buffer) {
  const all = Array(Math.floor(ROOM / one.length)).fill(one);
  return seq(
    oid('2a864886f70d010702'),
    tlv(0xa0, seq(small(1), tlv(0x31), seq(), tlv(0xa0, ...all))),
  );
}

function manyPairs(): Record<string, string> {
  const { publicKey } = generateKeyPairSync('ed25519');
  const own = pem(
    'CERTIFICATE',
    certificate(
      publicKey.export({ format: 'der', type: 'spki' }),
      seq(oid('2b6570')),
      randomBytes(64),
    ),
  );
  const values: Record<string, string> = {};
  for (let index = 0; index < 1000; index += 1) {
    values[`${index}.crt`] = own;
  }
  for (let index = 0; index < 15_000; index += 1) {
    values[`k${index}`] = '-----BEGIN PRIVATE KEY-----';
  }
  return values;
}

function passwords() {
  return Object.fromEntries(
    ['jks', 'p12', 'pfx', 'key', 'store', 'a-key', 'b-key', 'c-key'].map(
      name => [`${name}-password`, `${name}-password-of-test\n`],
    ),
  );
}

function observe(values: Record<string, string | Buffer>) {
  const used = process.cpuUsage();
  const found = observeCertificates(
    new Map(
      Object.entries(values).map(([name, value]) => [
        name,
        SecretValue.fromBase64(Buffer.from(value).toString('base64')),
      ]),
    ),
  );
  return { found, seconds: process.cpuUsage(used).user / 1_000_000 };
}

const codesOf = (found: KeyCertificatesObservation | undefined) =>
  found?.notes.map(({ code }) => code);

describe('what a Secret can hold', () => {
  it.each<[string, () => Record<string, string | Buffer>]>([
    [
      'a DSA key of 32768 bits',
      () => ({ a: pem('PRIVATE KEY', dsaKey(4096)) }),
    ],
    [
      'keys without their public halves',
      () => ({
        a: fill(pem('PRIVATE KEY', ecKey), ROOM / 2),
        b: fill(pem('PRIVATE KEY', ecKey), ROOM / 2),
      }),
    ],
    [
      'certificates with a long exponent',
      () => ({ a: pkcs7(slowCertificate) }),
    ],
    ['certificates on slow curves', () => ({ a: pkcs7(p521Certificate) })],
    ['octet strings in octet strings', () => ({ a: nested(5000) })],
    ['a keystore of many parts', () => ({ a: manyParts(), ...passwords() })],
    [
      'a keystore of many entries',
      () => ({ a: manyEntries(), ...passwords() }),
    ],
    [
      'keys that are encrypted by headers',
      () => ({
        a: fill(
          `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${'0'.repeat(
            32,
          )}\n\n${'A'.repeat(64)}\n-----END RSA PRIVATE KEY-----\n`,
        ),
        ...passwords(),
      }),
    ],
    ['thousands of certificates and keys', manyPairs],
  ])('takes no longer than a moment to read: %s', (_, make) => {
    expect(observe(make()).seconds).toBeLessThan(3);
  });

  it('says that a key was not read', () => {
    const { publicKey, privateKey } = generateKeyPairSync('dsa', {
      modulusLength: 2048,
      divisorLength: 256,
    });
    const own = pem(
      'CERTIFICATE',
      certificate(
        publicKey.export({ format: 'der', type: 'spki' }),
        seq(oid('608648016503040302')),
        randomBytes(64),
      ),
    );
    const read = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(observe({ a: own + read }).found.get('a')).toMatchObject({
      keyMatches: 'yes',
    });
    const { found } = observe({ a: own + pem('PRIVATE KEY', dsaKey(1024)) });
    expect(found.get('a')).toMatchObject({ keyMatches: 'unknown' });
    expect(codesOf(found.get('a'))).toEqual(['private-key-damaged']);
  });

  it('reads a key on a curve with or without its public half', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
    });
    const own = pem(
      'CERTIFICATE',
      certificate(
        publicKey.export({ format: 'der', type: 'spki' }),
        seq(oid('2a8648ce3d040302')),
        seq(large(31), large(31)),
      ),
    );
    const { d } = privateKey.export({ format: 'jwk' });
    const alone = seq(
      small(0),
      seq(oid(EC), oid('2a8648ce3d030107')),
      octets(seq(small(1), octets(Buffer.from(d!, 'base64url')))),
    );
    for (const key of [
      privateKey.export({ format: 'pem', type: 'pkcs8' }),
      privateKey.export({ format: 'pem', type: 'sec1' }),
      pem('PRIVATE KEY', alone),
    ]) {
      expect(observe({ a: `${own}${key}` }).found.get('a')).toMatchObject({
        keyMatches: 'yes',
      });
    }
  });
});
