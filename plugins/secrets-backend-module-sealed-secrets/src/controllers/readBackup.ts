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

import type { SealingKey } from './types';

/** Which keys of a controller are in a backup, as far as the platform team notes it. */
export type Backup =
  /** No backup is noted, so nothing is said of any key. */
  | { state: 'unknown' }
  | { state: 'complete'; lastAt: string }
  /** Active keys were created after the last backup; the oldest of them at `since`. */
  | { state: 'incomplete'; lastAt: string; since: string; missing: number };

/**
 * Compares the active keys with the last backup that is noted at any key: a backup is of
 * all keys that there were. A time that is still to come is no backup.
 */
export function readBackup(keys: readonly SealingKey[], now: Date): Backup {
  const lastAt = keys
    .flatMap(({ backedUpAt }) => backedUpAt ?? [])
    .filter(each => new Date(each) <= now)
    .sort()
    .at(-1);
  if (lastAt === undefined) {
    return { state: 'unknown' };
  }
  const missing = keys
    .filter(({ state }) => state === 'active')
    .flatMap(({ createdAt }) => createdAt ?? [])
    .filter(createdAt => createdAt > lastAt)
    .sort();
  return missing.length === 0
    ? { state: 'complete', lastAt }
    : {
        state: 'incomplete',
        lastAt,
        since: missing[0],
        missing: missing.length,
      };
}
