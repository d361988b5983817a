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
import { isSqlite } from '../common/rows';

/** What PostgreSQL says of a lock that was not to be had in time, and of two that waited for each other. */
const BUSY = new Set(['55P03', '40P01']);

/**
 * Runs something in a transaction during which nobody writes what a source has:
 * whoever does holds its lease shared, as `checkFence` sees to.
 *
 * @returns undefined if the source was busy for longer than that
 */
export async function holdSource<T>(
  knex: Knex,
  sourceId: string,
  patienceMs: number,
  task: (tx: Knex.Transaction) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await knex.transaction(async tx => {
      // The one connection of SQLite lets nobody else in as it is.
      if (!isSqlite(tx)) {
        await tx.raw("select set_config('lock_timeout', ?, true)", [
          `${patienceMs}ms`,
        ]);
        await tx('source_leases')
          .where({ source_id: sourceId })
          .forUpdate()
          .select('source_id');
      }
      return await task(tx);
    });
  } catch (error) {
    if (BUSY.has((error as { code?: string }).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}
