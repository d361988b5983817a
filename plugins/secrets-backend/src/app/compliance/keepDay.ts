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

import type { ComplianceScope } from '@keyward/compliance';
import { setImmediate as giveWay } from 'node:timers/promises';
import {
  completeDay,
  type ComplianceQuery,
  dayOf,
  keepCounts,
} from '../../store/compliance';
import type { ComplianceOptions } from './ComplianceOptions';
import { readFacts } from './readFacts';
import { scopeKey } from './scopeKey';

/** Keeps how the portal, each cluster, owner, system and entity stands today. */
export async function keepDay(
  options: ComplianceOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { knex, now = Date.now } = options;
  const day = dayOf(now());
  const scopes = await listScopes(options);
  for (const { scope, ...query } of scopes) {
    if (signal?.aborted) {
      return;
    }
    const {
      facts: { tallies },
    } = await readFacts(options, {
      scope,
      ...query,
      seesAll: true,
      others: { all: true },
    });
    await keepCounts(knex, scopeKey(scope), day, tallies);
    await giveWay();
  }
  await completeDay(
    knex,
    day,
    scopes.map(({ scope }) => scopeKey(scope)),
  );
}

async function listScopes({
  knex,
}: ComplianceOptions): Promise<
  (ComplianceQuery & { scope: ComplianceScope })[]
> {
  const all = { all: true } as const;
  const sources: string[] = await knex('sources')
    .whereNull('retired_at')
    .orderBy('id')
    .pluck('id');
  const owners: string[] = await knex('entity_owners')
    .distinct('owner_ref')
    .orderBy('owner_ref')
    .pluck('owner_ref');
  const systems: string[] = await knex('entity_links')
    .distinct('system')
    .whereNotNull('system')
    .orderBy('system')
    .pluck('system');
  const entities: string[] = await knex('entity_links')
    .distinct('entity_ref')
    .orderBy('entity_ref')
    .pluck('entity_ref');
  return [
    { scope: { kind: 'portal', ref: '*' }, visibility: all },
    ...sources.map(ref => ({
      scope: { kind: 'cluster' as const, ref },
      visibility: all,
      filters: { sourceIds: [ref] },
    })),
    ...owners.map(ref => ({
      scope: { kind: 'team' as const, ref },
      visibility: all,
      filters: { owners: [ref] },
    })),
    ...systems.map(ref => ({
      scope: { kind: 'system' as const, ref },
      visibility: all,
      filters: { systems: [ref] },
    })),
    ...entities.map(ref => ({
      scope: { kind: 'service' as const, ref },
      visibility: { entityRefs: [ref] },
    })),
  ];
}
