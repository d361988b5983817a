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
import { isSqlite } from './rows';

/** What PostgreSQL answers to a statement that waited too long for a lock. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Runs a transaction that gives up, and resolves with undefined, when one of its
 * statements would wait longer for a lock. SQLite has one connection, so that
 * nothing there is locked by another one.
 */
export async function withinLockTimeout<T>(
  knex: Knex,
  timeoutMs: number,
  work: (tx: Knex.Transaction) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await knex.transaction(async tx => {
      if (!isSqlite(tx)) {
        await tx.raw(`set local lock_timeout = ${Math.ceil(timeoutMs)}`);
      }
      return await work(tx);
    });
  } catch (error) {
    if ((error as { code?: unknown })?.code === LOCK_NOT_AVAILABLE) {
      return undefined;
    }
    throw error;
  }
}
