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
  rotationOf,
  type RuleSettings,
  type SecretFacts,
} from '@keyward/findings';
import type { Knex } from 'knex';
import {
  deleteRows,
  insertRows,
  isAnyOf,
  selectRows,
} from '../store/common/rows';
import type { RotationState } from '../store/rotation/RotationStore';
import { columnsOf, type Row } from '../store/tables';

const COLUMNS = columnsOf(
  'rotation_keys',
  'source_id',
  'secret_id',
  'key',
  'policy',
  'policy_days',
  'state',
  'due_at',
  'due_sort',
);

/** Sorts after all instants, so that what nobody knows comes last. */
const NEVER = '~';

/** What has to be done comes first; what is not known may have to be. */
const RANKS: Record<RotationState, number> = {
  overdue: 0,
  dueSoon: 1,
  unknown: 2,
  inPeriod: 3,
};

type RotationRow = Row<
  'rotation_keys',
  | 'source_id'
  | 'secret_id'
  | 'key'
  | 'policy'
  | 'policy_days'
  | 'state'
  | 'due_at'
  | 'due_sort'
>;

type StoredRow = Omit<RotationRow, 'due_sort'>;

/**
 * Stores how the keys of some secrets stand to their policies; writes only what differs.
 *
 * @returns when time alone will make a difference, by id of the secret
 */
export async function applyRotation(
  tx: Knex,
  options: {
    sourceId: string;
    /** All that are to be looked at, also those that are gone. */
    ids: string[];
    facts: SecretFacts[];
    settings: RuleSettings;
  },
): Promise<Map<string, string>> {
  const { sourceId, ids, facts, settings } = options;
  const reviews = new Map<string, string>();
  const rows: RotationRow[] = [];
  for (const secret of facts) {
    for (const key of secret.keys) {
      const rotation = rotationOf(key, secret, settings);
      if (!rotation) {
        continue;
      }
      rows.push({
        source_id: sourceId,
        secret_id: secret.id,
        key: key.name,
        policy: rotation.policy,
        policy_days: rotation.days,
        state: rotation.state,
        due_at: rotation.dueAt ?? null,
        due_sort: `${RANKS[rotation.state]} ${rotation.dueAt ?? NEVER}`,
      });
      const review = rotation.reviewAt;
      const known = reviews.get(secret.id);
      if (review && (known === undefined || review < known)) {
        reviews.set(secret.id, review);
      }
    }
  }
  const stored = await loadRows(tx, sourceId, ids);
  const same = new Set<string>();
  for (const row of rows) {
    if (isSame(stored.get(keyOf(row)), row)) {
      same.add(keyOf(row));
    }
  }
  await deleteRows(
    tx,
    'rotation_keys',
    columnsOf('rotation_keys', 'source_id', 'secret_id', 'key'),
    [...stored].filter(([key]) => !same.has(key)).map(([, row]) => row),
  );
  await insertRows(
    tx,
    'rotation_keys',
    COLUMNS,
    rows.filter(row => !same.has(keyOf(row))),
  );
  return reviews;
}

async function loadRows(
  tx: Knex,
  sourceId: string,
  ids: string[],
): Promise<Map<string, StoredRow>> {
  const wanted = isAnyOf(tx, 'secret_id', ids);
  const rows = await selectRows<StoredRow>(
    tx,
    `select source_id, secret_id, key, policy, policy_days, state, due_at
     from rotation_keys where source_id = ? and ${wanted.sql}`,
    [sourceId, ...wanted.bindings],
  );
  return new Map(rows.map(row => [keyOf(row), row]));
}

function keyOf(row: StoredRow): string {
  return `${row.secret_id}\u0000${row.key}`;
}

function isSame(stored: StoredRow | undefined, row: RotationRow): boolean {
  return (
    stored !== undefined &&
    stored.policy === row.policy &&
    Number(stored.policy_days) === row.policy_days &&
    stored.state === row.state &&
    stored.due_at === row.due_at
  );
}
