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

import { KeyCertificatesObservation } from '@keyward/observation';
import { Finds } from './read/Finds';
import { ReadCertificate } from './read/readCertificate';

/** Values with keys that a certificate is compared with. */
const MOST_PARTNERS = 20;

/** A value with what was found in it. */
export interface Entry {
  name: string;
  finds: Finds;
}

/** What the values of a secret hold, as each of them asks for it. */
export interface Pairing {
  withKeys: Entry[];
  byStem: ReadonlyMap<string, Entry[]>;
  /** Whether one value alone has a leaf. */
  hasOneLeaf: boolean;
}

/** Looks at all values once: a secret can have tens of thousands. */
export function pairingOf(entries: readonly Entry[]): Pairing {
  const withKeys = entries.filter(hasKey);
  const byStem = new Map<string, Entry[]>();
  for (const entry of withKeys) {
    const stem = stemOf(entry.name);
    const known = byStem.get(stem);
    if (known) {
      known.push(entry);
    } else {
      byStem.set(stem, [entry]);
    }
  }
  return {
    withKeys,
    byStem,
    hasOneLeaf: entries.filter(hasLeaf).length === 1,
  };
}

/**
 * Whether the private key that belongs to a value's certificate is that of the
 * certificate. It belongs by standing in the same value, by the name
 * (`a.crt` and `a.key`), or by being the only one beside the only leaf.
 */
export function keyMatchesOf(
  entry: Entry,
  { withKeys, byStem, hasOneLeaf }: Pairing,
): KeyCertificatesObservation['keyMatches'] {
  const { certificates } = entry.finds;
  const own = certificates.find(
    ({ observation }) => observation.role === 'leaf',
  );
  const belonging = hasKey(entry)
    ? [entry]
    : byStem.get(stemOf(entry.name)) ?? [];
  const lone =
    own &&
    withKeys.length === 1 &&
    withKeys[0].finds.certificates.length === 0 &&
    hasOneLeaf;
  const partners = belonging.length === 0 && lone ? withKeys : belonging;
  if (partners.length === 0) {
    const matches = withKeys
      .slice(0, MOST_PARTNERS)
      .some(({ finds }) => isAnyOf(certificates, finds));
    return matches ? 'yes' : undefined;
  }
  const looked = partners.slice(0, MOST_PARTNERS);
  if (looked.some(({ finds }) => isAnyOf(certificates, finds))) {
    return 'yes';
  }
  const isUnknown =
    looked.length < partners.length ||
    looked.some(({ finds }) => finds.lockedKeys + finds.damagedKeys > 0);
  return isUnknown ? 'unknown' : 'no';
}

function hasKey({ finds }: Entry): boolean {
  return finds.keys.length + finds.lockedKeys + finds.damagedKeys > 0;
}

function hasLeaf({ finds }: Entry): boolean {
  return finds.certificates.some(
    ({ observation }) => observation.role === 'leaf',
  );
}

function isAnyOf(certificates: ReadCertificate[], finds: Finds): boolean {
  return certificates.slice(0, 20).some(({ x509 }) =>
    finds.keys.slice(0, 20).some(key => {
      try {
        return x509.checkPrivateKey(key);
      } catch {
        return false;
      }
    }),
  );
}

function stemOf(name: string): string {
  return name.replace(/(?:[._-](?:crt|cer|cert|key|pem|der))+$/i, '');
}
