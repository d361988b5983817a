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

import type { KeyObservation } from '@keyward/observation';
import { deleteRows, insertRows } from '../../store/common/rows';
import { instantOf, type BatchContext } from './context';
import { CERTIFICATE_FIELDS } from '../../store/inventory/loadCertificates';
import { columnsOf } from '../../store/tables';

const KEY_CERTIFICATES_COLUMNS = columnsOf(
  'key_certificates',
  'source_id',
  'secret_id',
  'key',
  'format',
  'count',
  'key_matches',
  'chain_order',
  'notes',
);

const CERTIFICATE_COLUMNS = columnsOf(
  'certificates',
  'source_id',
  'secret_id',
  ...CERTIFICATE_FIELDS,
);

/** A secret's keys as observed, and whether there are rows of certificates. */
export interface CertificateHolder {
  id: string;
  keys: readonly KeyObservation[];
  stored: boolean;
}

/**
 * Writes the certificates of a batch's secrets. Most have none and had none:
 * these cost a look at their keys and no statement.
 */
export async function replaceCertificates(
  { tx, fence: { sourceId } }: BatchContext,
  holders: readonly CertificateHolder[],
): Promise<void> {
  const removed = holders
    .filter(({ stored }) => stored)
    .map(({ id }) => ({ source_id: sourceId, secret_id: id }));
  const keys: object[] = [];
  const certificates: object[] = [];
  for (const { id, keys: observed } of holders) {
    for (const { name, certificates: found } of observed) {
      if (!found) {
        continue;
      }
      const place = { source_id: sourceId, secret_id: id, key: name };
      keys.push({
        ...place,
        format: found.format,
        count: found.count,
        key_matches: found.keyMatches,
        chain_order: found.chainOrder,
        notes: JSON.stringify(found.notes),
      });
      for (const certificate of found.certificates) {
        certificates.push({
          ...place,
          position: certificate.position,
          fingerprint: certificate.fingerprint,
          subject: certificate.subject,
          issuer: certificate.issuer,
          serial: certificate.serial,
          sans: JSON.stringify(certificate.sans),
          san_count: certificate.sanCount,
          not_before: instantOf(certificate.notBefore),
          not_after: instantOf(certificate.notAfter),
          key_algorithm: certificate.keyAlgorithm,
          key_size: certificate.keySize,
          signature_algorithm: certificate.signatureAlgorithm,
          role: certificate.role,
          self_signed: certificate.selfSigned,
        });
      }
    }
  }
  for (const table of ['certificates', 'key_certificates']) {
    await deleteRows(
      tx,
      table,
      { source_id: 'text', secret_id: 'text' },
      removed,
    );
  }
  await insertRows(tx, 'key_certificates', KEY_CERTIFICATES_COLUMNS, keys);
  await insertRows(tx, 'certificates', CERTIFICATE_COLUMNS, certificates);
}
