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

import { CustomErrorBase } from '@backstage/errors';
import type { Knex } from 'knex';
import { isSqlite } from '../common/rows';
import type { SourceFence } from './SourceFence';

/** Another replica holds the source. */
export class LeaseLostError extends CustomErrorBase {
  name = 'LeaseLostError' as const;
}

/**
 * Rejects unless the source is still held under this fence, and keeps it so
 * until the transaction ends: who takes it over waits for this one. Its lease
 * is renewed meanwhile, as that leaves the key (source, fence) as it is.
 */
export async function checkFence(
  tx: Knex.Transaction,
  { sourceId, fence }: SourceFence,
): Promise<void> {
  const query = tx('source_leases')
    .where({ source_id: sourceId })
    .first<{ fence: number | string } | undefined>('fence');
  const row = await (isSqlite(tx) ? query : query.forKeyShare());
  if (!row || Number(row.fence) !== fence) {
    throw new LeaseLostError(
      `The source ${sourceId} is leased by another replica`,
    );
  }
}
