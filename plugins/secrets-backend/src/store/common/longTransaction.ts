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
import pLimit, { type Limit } from 'p-limit';

const slotsOf = new WeakMap<Knex.Client, Limit>();

/**
 * Runs a transaction that writes much and may take longer than a lease lives. There
 * can be one for each source at a time, so they share half of the connections: the
 * other half stays free for all else, the renewal of leases first.
 */
export async function longTransaction<T>(
  knex: Knex,
  work: (tx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  const { client } = knex;
  let slots = slotsOf.get(client);
  if (!slots) {
    slots = pLimit(Math.max(1, Math.floor((client.pool?.max ?? 2) / 2)));
    slotsOf.set(client, slots);
  }
  return await slots(() => knex.transaction(work));
}
