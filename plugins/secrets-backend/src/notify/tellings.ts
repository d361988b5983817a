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
import { insertRows } from '../store/common/rows';
import { columnsOf } from '../store/tables';

/** After which time nobody needs to be told any more. */
const STALE_MS = 7 * 86_400_000;

/** What an owner is to be told of a finding. */
export type Pending = 'open' | 'resolved';

/** What an owner knows of a finding, and is to be told. */
export interface Telling {
  finding_id: string;
  owner_ref: string;
  told: boolean;
  pending: Pending | null;
  pending_at: string | null;
  rank: number;
}

const COLUMNS = columnsOf(
  'finding_tellings',
  'finding_id',
  'owner_ref',
  'told',
  'pending',
  'pending_at',
  'rank',
  'attempts',
);

/** What names a telling. */
export const TELLING_KEY = { finding_id: 'text', owner_ref: 'text' } as const;

/** Before then nothing needs to be told any more. */
export function staleBefore(now: number): string {
  return new Date(now - STALE_MS).toISOString();
}

/**
 * Notes that owners are to be told something. What is worse than what could not be
 * told is tried at once.
 */
export async function saveTellings(
  tx: Knex,
  tellings: readonly Omit<Telling, 'told'>[],
): Promise<void> {
  await insertRows(
    tx,
    'finding_tellings',
    COLUMNS,
    tellings.map(telling => ({ ...telling, told: false, attempts: 0 })),
    `(finding_id, owner_ref) do update
     set pending = excluded.pending, pending_at = excluded.pending_at,
       rank = excluded.rank,
       retry_at = case when excluded.rank > finding_tellings.rank then null
         else finding_tellings.retry_at end`,
  );
}
