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

import { KeyCertificatesObservation, SecretValue } from '@keyward/observation';
import { chainOrderOf } from './chainOrderOf';
import { Entry, keyMatchesOf, type Pairing, pairingOf } from './pairKeys';
import { isCertificateName, isPasswordName } from './passwordNames';
import { Budget } from './read/Budget';
import { TAG, readNode, DerError } from './read/der';
import { findInKubeconfig, looksLikeKubeconfig } from './read/findInKubeconfig';
import { findInPem } from './read/findInPem';
import { Finds } from './read/Finds';
import { noteOf } from './read/notes';
import { javaStoreOf, readJks } from './read/readJks';
import { looksLikePem } from './read/readPem';
import { isPkcs12, readPkcs12 } from './read/readPkcs12';
import { isPkcs7, readPkcs7 } from './read/readPkcs7';

/** How the base64 of a sequence longer than 255 bytes begins. */
const BARE_BASE64 = 'MII';
const LARGEST = 2 * 1024 * 1024;
const MOST_KEPT = 64;
const MOST_PASSWORDS = 8;
const LONGEST_PASSWORD = 256;
/** Java's and trust-manager's documented default, for stores of public authorities. */
const DEFAULT_PASSWORDS = ['', 'changeit'];

/** @public */
export interface ObserveCertificatesOptions {
  /**
   * Passwords of keystores from the one companion secret that is named for
   * them, for example by cert-manager's `passwordSecretRef`. Asked for only
   * when a keystore is there.
   */
  keystorePasswords?: () => readonly SecretValue[];
  /** Rounds of key derivation that may still be done, for several secrets together. They are taken off. */
  keystoreWork?: { rounds: number };
}

/**
 * Finds the certificates in a secret's values, with the verdicts that need the
 * values. Values without any cost a look at their first bytes and a search for
 * a PEM mark. It never throws, whatever the values are.
 *
 * @returns what was found, by the name of the key; keys without certificates
 * are left out
 * @public
 */
export function observeCertificates(
  values: ReadonlyMap<string, SecretValue>,
  options: ObserveCertificatesOptions = {},
): Map<string, KeyCertificatesObservation> {
  const observed = new Map<string, KeyCertificatesObservation>();
  const looked = [...values].filter(([name, value]) =>
    mayHoldCertificates(name, value),
  );
  if (looked.length === 0) {
    return observed;
  }
  const budget = new Budget(options.keystoreWork);
  let passwords: string[] | undefined;
  const ask = () => (passwords ??= passwordsOf(values, options));
  const entries = looked.map(([name, value]) => {
    const finds = new Finds(budget, ask);
    return {
      name,
      finds,
      format: value.use(bytes => find(name, bytes, finds)),
    };
  });
  const pairing = pairingOf(entries);
  const isLocked = entries.some(({ finds }) => finds.lockedKeys > 0);
  for (const entry of entries) {
    const { certificates, notes } = entry.finds;
    if (certificates.length === 0 && notes.length === 0) {
      continue;
    }
    observed.set(entry.name, {
      ...(entry.format && { format: entry.format }),
      ...verdictsOf(entry, { ...pairing, isLocked }),
    });
  }
  return observed;
}

function verdictsOf(
  entry: Entry & Pick<KeyCertificatesObservation, 'format'>,
  pairing: Pairing & { isLocked: boolean },
): Omit<KeyCertificatesObservation, 'format'> {
  const { certificates, notes } = entry.finds;
  const keyMatches =
    certificates.length > 0 ? keyMatchesOf(entry, pairing) : undefined;
  // Only a PEM text is sent as it stands: the others are sets.
  const chainOrder =
    entry.format === 'pem' ? chainOrderOf(certificates) : undefined;
  // Those of Java's own stores are never opened: there is nothing to mend.
  const isJava = entry.format === 'jks' || entry.format === 'jceks';
  if (keyMatches === 'unknown' && !isJava) {
    notes.push(
      noteOf(
        pairing.isLocked ? 'private-key-locked' : 'private-key-damaged',
        'private key',
      ),
    );
  }
  let kept = certificates.map(({ observation }, position) => ({
    ...observation,
    position,
  }));
  if (kept.length > MOST_KEPT) {
    notes.push(noteOf('too-many', `certificate ${MOST_KEPT + 1}`));
    kept = kept
      .sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter))
      .slice(0, MOST_KEPT)
      .sort((a, b) => a.position - b.position);
  }
  return {
    certificates: kept,
    count: certificates.length,
    ...(keyMatches && { keyMatches }),
    ...(chainOrder && { chainOrder }),
    notes: notes.slice(0, 20),
  };
}

/** The fast look that most values end at. */
function mayHoldCertificates(name: string, value: SecretValue): boolean {
  return (
    value.length > 0 &&
    value.use(
      bytes =>
        (bytes.length > 64 &&
          (bytes[0] === TAG.sequence ||
            bytes.toString('latin1', 0, 3) === BARE_BASE64)) ||
        javaStoreOf(bytes) !== undefined ||
        looksLikePem(bytes) ||
        looksLikeKubeconfig(bytes) ||
        isCertificateName(name),
    )
  );
}

function find(
  name: string,
  bytes: Buffer,
  finds: Finds,
): KeyCertificatesObservation['format'] {
  if (bytes.length > LARGEST) {
    finds.notes.push(noteOf('too-large', 'value'));
    return undefined;
  }
  try {
    return findByFormat(name, bytes, finds);
  } catch {
    // Nothing of the error is kept: it could quote the value.
    finds.notes.push(noteOf('garbage', 'value'));
    return undefined;
  }
}

function findByFormat(
  name: string,
  bytes: Buffer,
  finds: Finds,
): KeyCertificatesObservation['format'] {
  if (looksLikePem(bytes)) {
    return findInPem(bytes, finds);
  }
  if (looksLikeKubeconfig(bytes)) {
    findInKubeconfig(bytes, finds);
    return undefined;
  }
  const java = javaStoreOf(bytes);
  if (java) {
    readJks(bytes, finds);
    return java;
  }
  const isExpected = isCertificateName(name);
  const text = bytes.length < 64 * 1024 ? bytes.toString('latin1').trim() : '';
  const bare = /^MII[A-Za-z0-9+/\s]+={0,2}$/.test(text);
  const der = bare ? Buffer.from(text, 'base64') : bytes;
  if (der[0] === TAG.sequence) {
    try {
      readNode(der);
    } catch (error) {
      if (isExpected) {
        finds.notes.push(
          noteOf(error instanceof DerError ? error.reason : 'garbage', 'value'),
        );
      }
      return undefined;
    }
    if (isPkcs12(der)) {
      readPkcs12(der, finds);
      return 'pkcs12';
    }
    if (isPkcs7(der)) {
      readPkcs7(der, 'value', finds);
      return 'pkcs7';
    }
    const silent = new Finds(finds.budget, finds.passwords);
    (isExpected ? finds : silent).addCertificate(der, 'value');
    finds.certificates.push(...silent.certificates);
    return finds.certificates.length > 0 ? 'der' : undefined;
  }
  if (isExpected && text !== '') {
    finds.notes.push(noteOf('no-certificate', 'value'));
  }
  return undefined;
}

/** The passwords to try: those of the secret itself, of its companion, and none. */
function passwordsOf(
  values: ReadonlyMap<string, SecretValue>,
  options: ObserveCertificatesOptions,
): string[] {
  const own = [...values]
    .filter(([name]) => isPasswordName(name))
    .map(([, value]) => value);
  const all = [...own, ...(options.keystorePasswords?.() ?? [])]
    .filter(value => value.length <= LONGEST_PASSWORD)
    .slice(0, MOST_PASSWORDS)
    // A line end at the end is an editor's, not the password's.
    .map(value => value.use(bytes => bytes.toString('utf8')))
    .flatMap(text => [text, text.replace(/\r?\n$/, '')]);
  return [...new Set([...all, ...DEFAULT_PASSWORDS])];
}
