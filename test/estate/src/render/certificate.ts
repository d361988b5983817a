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
  createPrivateKey,
  createPublicKey,
  KeyObject,
  sign,
} from 'node:crypto';
import { der, derTime, objectIdentifier, pem, sequence } from './der';
import { SeededRandom } from './seededRandom';

/** What a certificate is to say. */
export interface CertificateOptions {
  commonName: string;
  dnsNames?: string[];
  notBefore: Date;
  notAfter: Date;
  /** Whose key it certifies. */
  keySeed: string;
  /** Who signs; itself if left out. */
  issuer?: { commonName: string; keySeed: string };
  ca?: boolean;
  /** Whether its key is of a curve that is too short. */
  weak?: boolean;
}

const ed25519 = sequence(objectIdentifier('1.3.101.112'));

/** An Ed25519 key that follows from a seed. */
export function seededKey(seed: string): KeyObject {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({
    key: Buffer.concat([prefix, new SeededRandom(`key ${seed}`).bytes(32)]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** A key of the curve P-192, which is too short, that follows from a seed. */
function weakKey(seed: string): KeyObject {
  const scalar = new SeededRandom(`key ${seed}`).bytes(24);
  // Below the order of the curve.
  scalar[0] %= 0x80;
  return createPrivateKey({
    key: sequence(
      der(0x02, Buffer.from([1])),
      der(0x04, scalar),
      der(0xa0, objectIdentifier('1.2.840.10045.3.1.1')),
    ),
    format: 'der',
    type: 'sec1',
  });
}

const sha256WithRsa = sequence(
  objectIdentifier('1.2.840.113549.1.1.11'),
  der(0x05),
);
const DAY_MS = 86_400_000;
/** What a Sealed Secrets controller gives its certificates by default. */
const SEALING_DAYS = 3650;

/** The certificate that a Sealed Secrets controller makes of its key. */
export function sealingCertificatePem(key: KeyObject, notBefore: Date): string {
  const publicKey = createPublicKey(key).export({
    format: 'der',
    type: 'spki',
  });
  const notAfter = new Date(notBefore.getTime() + SEALING_DAYS * DAY_MS);
  const certified = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    nameOf('sealed-secrets'),
    sequence(derTime(notBefore), derTime(notAfter)),
    nameOf('sealed-secrets'),
    publicKey,
    der(0xa3, sequence(...extensions({ ca: true }))),
  );
  const signature = sign('sha256', certified, key);
  return pem(
    'CERTIFICATE',
    sequence(certified, sha256WithRsa, der(0x03, Buffer.from([0]), signature)),
  );
}

/** The key of a seed as PKCS #8 in PEM. */
export function privateKeyPem(seed: string, weak?: boolean): string {
  const key = weak ? weakKey(seed) : seededKey(seed);
  return key.export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** A real certificate, the same bytes for the same options. */
export function certificatePem(options: CertificateOptions): string {
  const issuer = options.issuer ?? options;
  const key = options.weak
    ? weakKey(options.keySeed)
    : seededKey(options.keySeed);
  const publicKey = createPublicKey(key).export({
    format: 'der',
    type: 'spki',
  });
  const serial = new SeededRandom(
    `serial ${options.commonName} ${options.keySeed}`,
  ).bytes(12);
  // Positive, without a leading zero.
  serial[0] = 0x40 + (serial[0] % 0x40);

  const certified = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ed25519,
    nameOf(issuer.commonName),
    sequence(derTime(options.notBefore), derTime(options.notAfter)),
    nameOf(options.commonName),
    publicKey,
    der(0xa3, sequence(...extensions(options))),
  );
  const signature = sign(null, certified, seededKey(issuer.keySeed));
  return pem(
    'CERTIFICATE',
    sequence(certified, ed25519, der(0x03, Buffer.from([0]), signature)),
  );
}

function nameOf(commonName: string): Buffer {
  const attribute = (type: string, value: string) =>
    der(0x31, sequence(objectIdentifier(type), der(0x0c, Buffer.from(value))));
  return sequence(
    attribute('2.5.4.10', 'Fernhill Pay (simulated)'),
    attribute('2.5.4.3', commonName),
  );
}

function extensions({
  ca,
  dnsNames = [],
}: Pick<CertificateOptions, 'ca' | 'dnsNames'>): Buffer[] {
  const yes = der(0x01, Buffer.from([0xff]));
  const constraints = sequence(
    objectIdentifier('2.5.29.19'),
    yes,
    der(0x04, sequence(...(ca ? [yes] : []))),
  );
  const names = sequence(
    objectIdentifier('2.5.29.17'),
    der(0x04, sequence(...dnsNames.map(name => der(0x82, Buffer.from(name))))),
  );
  return dnsNames.length > 0 ? [constraints, names] : [constraints];
}
