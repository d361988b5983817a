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

import type { Knex } from 'knex';
import {
  CERTIFICATE_FIELDS,
  toCertificate,
  type CertificateRow,
} from '../inventory/loadCertificates';
import { loadRenewals } from '../inventory/loadRenewals';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import {
  loadOwnerRefs,
  PLACE_FIELDS,
  toPlace,
  type SecretFields,
} from '../findings/findingRow';
import type {
  RotationPageQuery,
  RotationStore,
  StoredCertificate,
} from './RotationStore';
import { selectPage } from '../common/selectPage';
import { EXISTS } from '../common/presence';

/** Certificates that something is served with, those that end first. */
export async function listCertificates(
  knex: Knex,
  sources: SourceStates,
  query: RotationPageQuery & { endBefore?: string },
): ReturnType<RotationStore['listCertificates']> {
  const selected = selectCertificates(knex, sources, query);
  if (query.endBefore !== undefined) {
    selected.where('c.not_after', '<', query.endBefore);
  }
  const { items: rows, ...page } = await selectPage<
    SecretFields & CertificateRow
  >(
    knex,
    [
      {
        query: selected,
        fields: [
          ...PLACE_FIELDS,
          ...CERTIFICATE_FIELDS.map(name => `c.${name}`),
        ],
        expressions: [
          { sql: 'c.not_after', type: 'string' },
          { sql: 'c.secret_id', type: 'string' },
          { sql: 'c.key', type: 'string' },
          { sql: 'c.position', type: 'number' },
        ],
      },
    ],
    {
      order: 'certificates',
      cursor: query.cursor,
      limit: query.limit,
      withTotal: query.withTotal,
    },
  );
  const owners = await loadOwnerRefs(knex, rows);
  const renewals = await loadRenewals(knex, rows);
  return {
    ...page,
    items: rows.map((row): StoredCertificate => {
      const renewal = renewals.get(row.id);
      return {
        secret: toPlace(row, sources),
        key: row.key,
        certificate: toCertificate(row),
        ...(renewal ? { renewal } : {}),
        ownerRefs: owners.get(row.id) ?? [],
      };
    }),
  };
}

/** Certificates as `c`, of secrets as `s`, that something is served with. */
export function selectCertificates(
  knex: Knex,
  sources: SourceStates,
  query: Parameters<typeof selectSecrets>[2],
): Knex.QueryBuilder {
  return selectSecrets(knex, sources, query)
    .where('s.presence', EXISTS)
    .join('certificates as c', join =>
      join.on('c.source_id', 's.source_id').andOn('c.secret_id', 's.id'),
    )
    .join('key_certificates as k', join =>
      join
        .on('k.source_id', 'c.source_id')
        .andOn('k.secret_id', 'c.secret_id')
        .andOn('k.key', 'c.key'),
    )
    .where(where =>
      where
        .where('c.role', 'leaf')
        .orWhere(own =>
          own.where('c.position', 0).whereNotNull('k.key_matches'),
        ),
    );
}
