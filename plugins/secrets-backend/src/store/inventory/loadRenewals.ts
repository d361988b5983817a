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

import { renewalFactsOf } from '@keyward/findings';
import { knownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { boundRows, selectRows } from '../common/rows';
import type { StoredRenewal } from './types';

const RENEWING = knownSystems.kinds.filter(({ isRenewing }) => isRenewing);
const IS_RENEWING = RENEWING.map(() => '(o.api_group = ? and o.kind = ?)').join(
  ' or ',
);

/** What cert-manager says of the renewal of some secrets, by id of those that it makes. */
export async function loadRenewals(
  knex: Knex,
  secrets: readonly {
    source_id: string;
    id: string;
    ref: string;
  }[],
): Promise<Map<string, StoredRenewal>> {
  if (secrets.length === 0) {
    return new Map();
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', id: 'text', ref: 'text' },
    secrets.map(({ source_id, id, ref }) => ({ source_id, id, ref })),
  );
  const rows = await selectRows<{
    id: string;
    certificate: string;
    status: string | null;
    detail: string | null;
  }>(
    knex,
    // Of several that make it, the first by name counts, as it is read last.
    `select x.id, o.name as certificate, o.status, o.detail
     from ${bound.sql}
     ${bound.join} edges e on e.source_id = x.source_id and e.to_ref = x.ref
     join objects o on o.source_id = e.source_id and o.ref = e.via_ref
       and (${IS_RENEWING})
     order by o.ref desc`,
    [
      ...bound.bindings,
      ...RENEWING.flatMap(({ group, kind }) => [group, kind]),
    ],
  );
  return new Map(
    rows.map(row => {
      const detail = row.detail ? JSON.parse(row.detail) : {};
      return [
        row.id,
        {
          ...renewalFactsOf({
            status: row.status ? JSON.parse(row.status) : undefined,
            detail,
          }),
          name: row.certificate,
          ...(typeof detail.issuer === 'string'
            ? { issuer: detail.issuer }
            : {}),
        },
      ];
    }),
  );
}
