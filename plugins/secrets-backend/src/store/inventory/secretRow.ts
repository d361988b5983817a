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
import type { ValueAge, ValueAgeBasis } from '@keyward/observation';
import { boundRows, boundTexts, selectRows } from '../common/rows';
import type { Delivered, DeliveryFailure } from './findFailures';
import type { SourceStates } from './secretFilters';
import type { SecretState, StoredEntityLink, StoredSecret } from './types';
import type { Row } from '../tables';
import { EXISTS, GONE, MISSING_URGENCY } from '../common/presence';

export type SecretRow = Row<
  'secrets',
  | 'source_id'
  | 'id'
  | 'ref'
  | 'system'
  | 'namespace'
  | 'name'
  | 'presence'
  | 'created_at'
  | 'secret_type'
  | 'class'
  | 'key_count'
  | 'key_names'
  | 'deliverer'
  | 'deliverer_kind'
  | 'delivery_failed'
  | 'consumer_count'
  | 'consumers'
  | 'age_earliest'
  | 'age_latest'
  | 'age_basis'
  | 'age_sort'
  | 'urgency'
  | 'worst'
  | 'first_seen'
  | 'last_seen'
  | 'gone_at'
>;

/** What a list needs of a row; the rest is read for one secret only. */
export const SUMMARY_COLUMNS: (keyof SecretRow)[] = [
  'source_id',
  'id',
  'ref',
  'system',
  'namespace',
  'name',
  'presence',
  'created_at',
  'secret_type',
  'class',
  'key_count',
  'key_names',
  'deliverer',
  'deliverer_kind',
  'delivery_failed',
  'consumer_count',
  'consumers',
  'age_earliest',
  'age_latest',
  'age_basis',
  'age_sort',
  'urgency',
  'worst',
  'first_seen',
  'last_seen',
  'gone_at',
];

/** The links of some secrets, by id. */
export async function loadLinks(
  knex: Knex,
  secrets: { source_id: string; id: string }[],
): Promise<Map<string, StoredEntityLink[]>> {
  const result = new Map<string, StoredEntityLink[]>();
  if (secrets.length === 0) {
    return result;
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', id: 'text' },
    secrets.map(({ source_id, id }) => ({ source_id, id })),
  );
  const rows = await selectRows<{
    secret_id: string;
    entity_ref: string;
    system: string | null;
    via: string;
  }>(
    knex,
    `select l.secret_id, l.entity_ref, l.system, l.via from ${bound.sql}
     ${bound.join} entity_links l on l.source_id = x.source_id and l.secret_id = x.id
     order by l.entity_ref`,
    bound.bindings,
  );
  const owners = await loadOwners(
    knex,
    new Set(rows.map(row => row.entity_ref)),
  );
  for (const row of rows) {
    const links = result.get(row.secret_id) ?? [];
    links.push({
      entityRef: row.entity_ref,
      ownerRefs: owners.get(row.entity_ref) ?? [],
      ...(row.system ? { system: row.system } : {}),
      via: row.via,
    });
    result.set(row.secret_id, links);
  }
  return result;
}

async function loadOwners(
  knex: Knex,
  entityRefs: Set<string>,
): Promise<Map<string, string[]>> {
  const bound = boundTexts(knex, 'entity_ref', [...entityRefs]);
  const rows = await selectRows<{ entity_ref: string; owner_ref: string }>(
    knex,
    `select o.entity_ref, o.owner_ref from ${bound.sql}
     ${bound.join} entity_owners o on o.entity_ref = x.entity_ref
     order by o.position`,
    bound.bindings,
  );
  const result = new Map<string, string[]>();
  for (const row of rows) {
    const owners = result.get(row.entity_ref) ?? [];
    result.set(row.entity_ref, [...owners, row.owner_ref]);
  }
  return result;
}

export function toSecret(
  row: SecretRow,
  sources: SourceStates,
  links: Map<string, StoredEntityLink[]>,
  failures?: ReadonlyMap<string, DeliveryFailure>,
): StoredSecret {
  const cause = failures?.get(row.id)?.cause;
  const source = sources.get(row.source_id);
  const exists = row.presence === EXISTS;
  const followed = source?.followedTo ?? source?.lastFullSync;
  return {
    id: row.id,
    ref: row.ref,
    sourceId: row.source_id,
    sourceTitle: source?.title ?? row.source_id,
    sourceState: source?.state ?? 'down',
    sourceStateSince: source?.stateSince,
    sourceMode: source?.mode,
    dashboardUrl: source?.dashboardUrl,
    system: row.system,
    namespace: row.namespace,
    name: row.name,
    type: row.secret_type,
    class: row.class,
    exists,
    goneAt: exists ? undefined : row.gone_at ?? undefined,
    keyCount: row.key_count,
    keyNames: JSON.parse(row.key_names),
    deliverer: {
      ...JSON.parse(row.deliverer),
      ...(cause ? { cause } : {}),
    },
    consumerCount: row.consumer_count,
    consumers: JSON.parse(row.consumers),
    valueAge: ageOf(row),
    states: statesOf(row, source?.stale ?? true),
    links: links.get(row.id) ?? [],
    createdAt: row.created_at ?? undefined,
    firstSeen: row.first_seen,
    lastSeen:
      exists && followed && followed > row.last_seen ? followed : row.last_seen,
  };
}

/** What is asked of a row to know why its delivery fails. */
export function toDelivered(row: SecretRow): Delivered {
  return {
    id: row.id,
    sourceId: row.source_id,
    deliverer: row.delivery_failed ? JSON.parse(row.deliverer) : { kind: '' },
  };
}

export function ageOf(row: {
  age_earliest: string | null;
  age_latest: string | null;
  age_basis: string;
}): ValueAge {
  return {
    ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
    ...(row.age_latest ? { latest: row.age_latest } : {}),
    basis: row.age_basis as ValueAgeBasis,
  };
}

function statesOf(row: SecretRow, stale: boolean): SecretState[] {
  const states: SecretState[] = [];
  if (row.urgency <= MISSING_URGENCY) {
    states.push('missing');
  }
  if (row.delivery_failed) {
    states.push('deliveryFailed');
  }
  if (stale && row.presence > GONE) {
    states.push('sourceStale');
  }
  return states;
}
