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

import type {
  CertificateObservation,
  KeyCertificatesObservation,
} from '@keyward/observation';
import type { Knex } from 'knex';
import { isAnyOf, selectRows } from '../common/rows';
import type { Row } from '../tables';

/** What is stored of a certificate, besides whose it is. */
export const CERTIFICATE_FIELDS = [
  'key',
  'position',
  'fingerprint',
  'subject',
  'issuer',
  'serial',
  'sans',
  'san_count',
  'not_before',
  'not_after',
  'key_algorithm',
  'key_size',
  'signature_algorithm',
  'role',
  'self_signed',
] as const;

/** A row of `certificates`. */
export type CertificateRow = Row<
  'certificates',
  (typeof CERTIFICATE_FIELDS)[number]
>;

type KeyRow = Row<
  'key_certificates',
  | 'secret_id'
  | 'key'
  | 'format'
  | 'count'
  | 'key_matches'
  | 'chain_order'
  | 'notes'
>;

/** A key of a secret with the certificates in its value. */
export interface StoredKeyCertificates {
  name: string;
  certificates: KeyCertificatesObservation;
}

/** Reads the certificates of some secrets of a source in one statement: those that have some, by id. */
export async function loadCertificates(
  knex: Knex,
  sourceId: string,
  ids: readonly string[],
): Promise<Map<string, StoredKeyCertificates[]>> {
  const result = new Map<string, StoredKeyCertificates[]>();
  if (ids.length === 0) {
    return result;
  }
  const wanted = isAnyOf(knex, 'k.secret_id', ids);
  const rows = await selectRows<
    // Some keys have notes alone.
    KeyRow & (CertificateRow | { position: null })
  >(
    knex,
    `select k.secret_id, k.key, k.format, k.count, k.key_matches, k.chain_order, k.notes,
       ${CERTIFICATE_FIELDS.filter(name => name !== 'key')
         .map(name => `c.${name}`)
         .join(', ')}
     from key_certificates k
     left join certificates c on c.source_id = k.source_id and c.secret_id = k.secret_id
       and c.key = k.key
     where k.source_id = ? and ${wanted.sql}
     order by k.secret_id, k.key, c.position`,
    [sourceId, ...wanted.bindings],
  );
  for (const row of rows) {
    const keys = result.get(row.secret_id) ?? [];
    result.set(row.secret_id, keys);
    let last = keys.at(-1);
    if (last?.name !== row.key) {
      last = { name: row.key, certificates: toKey(row) };
      keys.push(last);
    }
    if (row.position !== null) {
      last.certificates.certificates.push(toCertificate(row));
    }
  }
  return result;
}

function toKey(row: KeyRow): KeyCertificatesObservation {
  return {
    ...(row.format
      ? { format: row.format as KeyCertificatesObservation['format'] }
      : {}),
    certificates: [],
    count: Number(row.count),
    ...(row.key_matches
      ? {
          keyMatches:
            row.key_matches as KeyCertificatesObservation['keyMatches'],
        }
      : {}),
    ...(row.chain_order
      ? {
          chainOrder:
            row.chain_order as KeyCertificatesObservation['chainOrder'],
        }
      : {}),
    notes: JSON.parse(row.notes),
  };
}

export function toCertificate(row: CertificateRow): CertificateObservation {
  return {
    fingerprint: row.fingerprint,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    sans: JSON.parse(row.sans),
    sanCount: Number(row.san_count),
    notBefore: row.not_before,
    notAfter: row.not_after,
    keyAlgorithm: row.key_algorithm,
    ...(row.key_size === null ? {} : { keySize: Number(row.key_size) }),
    signatureAlgorithm: row.signature_algorithm,
    role: row.role as 'leaf',
    selfSigned: Boolean(row.self_signed),
    position: Number(row.position),
  };
}
