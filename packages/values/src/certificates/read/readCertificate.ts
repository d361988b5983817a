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

import { X509Certificate } from 'crypto';
import { type CertificateObservation } from '@keyward/observation';
import type { Budget } from './Budget';
import { costOfVerifying } from './costs';
import {
  childrenOf,
  DerError,
  DerNode,
  numberOf,
  oidOf,
  readNode,
  TAG,
} from './der';

const MOST_NAMES = 1000;
const LONGEST_NAMES = 64 * 1024;
const LONGEST_SUBJECT = 1024;
const LARGEST = 256 * 1024;

/** A certificate with what it takes to compare it with others and with keys. */
export interface ReadCertificate {
  x509: X509Certificate;
  observation: Omit<CertificateObservation, 'position'>;
}

const SIGNATURES: Record<string, string> = {
  '1.2.840.113549.1.1.2': 'MD2-RSA',
  '1.2.840.113549.1.1.4': 'MD5-RSA',
  '1.2.840.113549.1.1.5': 'SHA1-RSA',
  '1.2.840.113549.1.1.11': 'SHA256-RSA',
  '1.2.840.113549.1.1.12': 'SHA384-RSA',
  '1.2.840.113549.1.1.13': 'SHA512-RSA',
  '1.2.840.113549.1.1.14': 'SHA224-RSA',
  '1.2.840.10040.4.3': 'SHA1-DSA',
  '2.16.840.1.101.3.4.3.2': 'SHA256-DSA',
  '1.2.840.10045.4.1': 'ECDSA-SHA1',
  '1.2.840.10045.4.3.1': 'ECDSA-SHA224',
  '1.2.840.10045.4.3.2': 'ECDSA-SHA256',
  '1.2.840.10045.4.3.3': 'ECDSA-SHA384',
  '1.2.840.10045.4.3.4': 'ECDSA-SHA512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};
const RSA_PSS = '1.2.840.113549.1.1.10';
const DIGESTS: Record<string, string> = {
  '1.3.14.3.2.26': 'SHA1',
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
  '2.16.840.1.101.3.4.2.4': 'SHA224',
};
const KEYS: Record<string, string> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA',
  ec: 'EC',
  dsa: 'DSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};
const SIZES: Record<string, number> = { ed25519: 256, ed448: 456 };
const SUBJECT_ALT_NAME = '2.5.29.17';

/**
 * Reads a certificate. Node's own class does the names and the key; the dates,
 * the serial and the alternative names are read from the bytes, as Node gives
 * them as display texts (without the sign of a serial, in a host's date format).
 *
 * @throws {@link DerError} or an error of Node's without anything of the bytes
 */
export function readCertificate(
  bytes: Buffer,
  budget: Budget,
): ReadCertificate {
  if (bytes.length > LARGEST || bytes[0] !== TAG.sequence) {
    throw new DerError('garbage');
  }
  const { whole, ...outer } = readNode(bytes);
  const [tbs, algorithm] = childrenOf({ whole, ...outer }, TAG.sequence);
  const fields = childrenOf(tbs, TAG.sequence);
  const explicitVersion = fields[0]?.tag === 0xa0;
  const [serial, , , validity] = fields.slice(explicitVersion ? 1 : 0);
  if (!validity || !algorithm) {
    throw new DerError('garbage');
  }
  const [notBefore, notAfter] = childrenOf(validity, TAG.sequence);
  const x509 = new X509Certificate(whole);
  const selfSigned = isSelfSigned(x509, budget);
  const version = explicitVersion ? numberOf(childrenOf(fields[0])[0]) + 1 : 1;
  const { sans, sanCount } = namesOf(fields.find(({ tag }) => tag === 0xa3));
  // Before version 3 nothing told an authority from a leaf: old roots are such.
  const isAuthority = x509.ca || (version < 3 && selfSigned);
  const authority = selfSigned ? 'root' : 'intermediate';
  return {
    x509,
    observation: {
      fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      subject: lineOf(x509.subject),
      issuer: lineOf(x509.issuer),
      serial: serialOf(serial),
      sans,
      sanCount,
      notBefore: instantOf(notBefore),
      notAfter: instantOf(notAfter),
      ...keyOf(x509),
      signatureAlgorithm: signatureOf(algorithm),
      role: isAuthority ? authority : 'leaf',
      selfSigned,
    },
  };
}

function isSelfSigned(x509: X509Certificate, budget: Budget): boolean {
  if (x509.subject !== x509.issuer) {
    return false;
  }
  try {
    const { publicKey } = x509;
    const cost = costOfVerifying(publicKey);
    // A signature that would take too long, or that OpenSSL cannot do: the names have to tell.
    return cost > 0 && !budget.takeRounds(cost) ? true : x509.verify(publicKey);
  } catch {
    return true;
  }
}

function keyOf(
  x509: X509Certificate,
): Pick<CertificateObservation, 'keyAlgorithm' | 'keySize'> {
  try {
    const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } =
      x509.publicKey;
    const keySize =
      details?.modulusLength ??
      SIZES[type] ??
      Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 0);
    return {
      keyAlgorithm: KEYS[type] ?? (type || 'unknown'),
      ...(keySize ? { keySize } : {}),
    };
  } catch {
    return { keyAlgorithm: 'unknown' };
  }
}

function signatureOf(algorithm: DerNode): string {
  const [id, parameters] = childrenOf(algorithm, TAG.sequence);
  const oid = oidOf(id);
  if (oid !== RSA_PSS) {
    return SIGNATURES[oid] ?? oid;
  }
  const hash =
    parameters && childrenOf(parameters).find(({ tag }) => tag === 0xa0);
  const digest = hash
    ? DIGESTS[oidOf(childrenOf(childrenOf(hash)[0])[0])]
    : 'SHA1';
  return `${digest ?? 'unknown'}-RSA-PSS`;
}

function serialOf(node: DerNode): string {
  if (
    node.tag !== TAG.integer ||
    !node.content.length ||
    node.content.length > 64
  ) {
    throw new DerError('garbage');
  }
  const magnitude = BigInt(`0x${node.content.toString('hex')}`);
  const value = BigInt.asIntN(node.content.length * 8, magnitude);
  return value.toString(16);
}

/** UTCTime holds two digits of the year: 50 to 99 are of the last century. */
function instantOf(node: DerNode | undefined): string {
  const text = node?.content.toString('latin1') ?? '';
  const short = node?.tag === TAG.utcTime;
  const [, year, ...rest] =
    (short
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
    ).exec(text) ?? [];
  if (!year) {
    throw new DerError('garbage');
  }
  const century = Number(year) < 50 ? '20' : '19';
  const [month, day, hour, minute, second = '00'] = rest;
  const iso = `${
    short ? century : ''
  }${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  if (Number.isNaN(Date.parse(iso))) {
    throw new DerError('garbage');
  }
  return iso;
}

function namesOf(extensions: DerNode | undefined): {
  sans: string[];
  sanCount: number;
} {
  const sans: string[] = [];
  let sanCount = 0;
  let room = LONGEST_NAMES;
  for (const extension of extensions
    ? childrenOf(childrenOf(extensions)[0])
    : []) {
    const parts = childrenOf(extension);
    if (oidOf(parts[0]) !== SUBJECT_ALT_NAME) {
      continue;
    }
    for (const name of childrenOf(readNode(octetsOfLast(parts)))) {
      sanCount += 1;
      const text = nameOf(name);
      room -= text.length;
      if (sans.length < MOST_NAMES && room >= 0) {
        sans.push(text);
      }
    }
  }
  return { sans, sanCount };
}

function octetsOfLast(parts: DerNode[]): Buffer {
  return parts[parts.length - 1].content;
}

function nameOf({ tag, content }: DerNode): string {
  const text = () => lineOf(content.toString('latin1'));
  switch (tag) {
    case 0x81:
      return `email:${text()}`;
    case 0x82:
      return `DNS:${text()}`;
    case 0x86:
      return `URI:${text()}`;
    case 0x87:
      return `IP:${addressOf(content)}`;
    case 0xa4:
      return 'directory name';
    default:
      return 'other name';
  }
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) {
    return [...bytes].join('.');
  }
  if (bytes.length !== 16) {
    return 'invalid';
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  // The URL parser writes the short form.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/**
 * One line without control characters and what turns the direction of reading, no
 * longer than a name should be: it is shown beside names of others.
 */
function lineOf(text: string | undefined): string {
  return (text ?? '')
    .slice(0, LONGEST_SUBJECT)
    .replace(/\r?\n/g, ', ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
}
