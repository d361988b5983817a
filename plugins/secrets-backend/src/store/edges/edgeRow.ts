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

import type {
  ObjectStatusObservation,
  SecretLocator,
} from '@keyward/observation';
import type { Row } from '../tables';

/** Columns of `edges` (as `e`) that say where a value comes from and how its delivery goes. */
export const EDGE_COLUMNS =
  'e.from_ref, e.system, e.store, e.path, e.properties, e.version, e.ready, e.reason, e.since, e.last_sync';

/** The same as they are read. */
export type EdgeRow = Row<
  'edges',
  | 'from_ref'
  | 'system'
  | 'store'
  | 'path'
  | 'properties'
  | 'version'
  | 'ready'
  | 'reason'
  | 'since'
  | 'last_sync'
>;

/** Where a value is; undefined where nothing but a ref is known, or nothing. */
export function locatorOf(row: EdgeRow): SecretLocator | undefined {
  return row.system === null
    ? undefined
    : {
        system: row.system,
        ...(row.store !== null ? { store: row.store } : {}),
        ...(row.path !== null ? { path: row.path } : {}),
        ...(row.properties !== null
          ? { keys: JSON.parse(row.properties) }
          : {}),
        ...(row.version !== null ? { version: row.version } : {}),
      };
}

export function statusOf(row: EdgeRow): ObjectStatusObservation | undefined {
  return row.ready === null
    ? undefined
    : {
        ready: row.ready as ObjectStatusObservation['ready'],
        ...(row.reason !== null ? { reason: row.reason } : {}),
        ...(row.since !== null ? { since: row.since } : {}),
        ...(row.last_sync !== null ? { lastSync: row.last_sync } : {}),
      };
}

/** Rows of one delivery each, in their order, as one with all its locators. */
export function groupDeliveries<
  T extends EdgeRow & { via_ref: string; to_ref: string },
>(rows: readonly T[]): { row: T; from: SecretLocator[] }[] {
  const groups = new Map<string, { row: T; from: SecretLocator[] }>();
  for (const row of rows) {
    const key = `${row.via_ref} ${row.to_ref}`;
    const group = groups.get(key) ?? { row, from: [] };
    groups.set(key, group);
    const locator = locatorOf(row);
    if (locator) {
      group.from.push(locator);
    }
  }
  return [...groups.values()];
}
