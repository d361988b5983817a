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
import { selectPage } from '../common/selectPage';
import {
  loadOwnerRefs,
  PLACE_FIELDS,
  toPlace,
  type SecretFields,
} from '../findings/findingRow';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import type { Row } from '../tables';
import type {
  RotationPageQuery,
  RotationQuery,
  RotationState,
  RotationStore,
  StoredRotationKey,
} from './RotationStore';

interface KeyFields
  extends SecretFields,
    Row<'rotation_keys', 'key' | 'policy' | 'policy_days' | 'due_at'>,
    Row<'secret_keys', 'class' | 'age_earliest' | 'age_latest'> {
  state: RotationState;
  age_basis: StoredRotationKey['valueAge']['basis'];
}

/** Keys that a rotation policy applies to, those that are due first. */
export async function listRotationKeys(
  knex: Knex,
  sources: SourceStates,
  query: RotationPageQuery & { states?: RotationState[] },
): ReturnType<RotationStore['listRotationKeys']> {
  const selected = selectRotation(knex, sources, query);
  if (query.states?.length) {
    selected.whereIn('r.state', query.states);
  }
  const { items: rows, ...page } = await selectPage<KeyFields>(
    knex,
    [
      {
        query: selected
          .clone()
          .join('secret_keys as k', join =>
            join
              .on('k.source_id', 'r.source_id')
              .andOn('k.secret_id', 'r.secret_id')
              .andOn('k.name', 'r.key'),
          ),
        counted: selected,
        fields: [
          ...PLACE_FIELDS,
          'r.key',
          'k.class',
          'r.policy',
          'r.policy_days',
          'r.state',
          'r.due_at',
          'k.age_earliest',
          'k.age_latest',
          'k.age_basis',
        ],
        expressions: [
          { sql: 'r.due_sort', type: 'string' },
          { sql: 'r.secret_id', type: 'string' },
          { sql: 'r.key', type: 'string' },
        ],
      },
    ],
    {
      order: 'rotation',
      cursor: query.cursor,
      limit: query.limit,
      withTotal: query.withTotal,
    },
  );
  const owners = await loadOwnerRefs(knex, rows);
  return {
    ...page,
    items: rows.map(
      (row): StoredRotationKey => ({
        secret: toPlace(row, sources),
        key: row.key,
        class: row.class,
        policy: row.policy,
        policyDays: Number(row.policy_days),
        state: row.state,
        ...(row.due_at ? { dueAt: row.due_at } : {}),
        valueAge: {
          ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
          ...(row.age_latest ? { latest: row.age_latest } : {}),
          basis: row.age_basis,
        },
        ownerRefs: owners.get(row.id) ?? [],
      }),
    ),
  };
}

/** Such keys as `r`, of secrets as `s`. */
export function selectRotation(
  knex: Knex,
  sources: SourceStates,
  query: RotationQuery,
): Knex.QueryBuilder {
  return selectSecrets(knex, sources, query).join('rotation_keys as r', join =>
    join.on('r.source_id', 's.source_id').andOn('r.secret_id', 's.id'),
  );
}
