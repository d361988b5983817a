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

/** What can go wrong with the database of a portal that runs. */
export type DatabaseFault = 'full' | 'locked' | 'broken';

/** The database of a portal, with faults of Keyward's part of it. */
export interface FaultyDatabase {
  /** How the portal is led to it. */
  portal: { postgres?: string; database?: string };
  /** What describes each fault. */
  told: Record<DatabaseFault, RegExp>;
  /** @returns what ends the fault */
  inject(fault: DatabaseFault, portalPid: number): Promise<() => Promise<void>>;
  /** Keyward's part, while there is no fault. */
  withKeyward<T>(work: (knex: Knex) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}
