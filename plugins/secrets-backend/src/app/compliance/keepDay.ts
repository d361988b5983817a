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
  dayOf,
  emptyForgotten,
  keepCounts,
  loadCountedSources,
  loadKeptScopes,
  loadNamedScopes,
  noteKept,
  type ScopeName,
  type StoredScope,
  takeChangedScopes,
} from '../../store/compliance';
import type { ComplianceOptions } from './ComplianceOptions';
import type { CountedSource } from './countSource';
import { loadStates } from './loadStates';
import { toFacts } from './readFacts';
import { recount } from './recount';
import { readWhole } from './wholeSource';
import { scopeKey } from './scopeKey';

const SCOPES_AT_ONCE = 500;
const PORTAL: ScopeName = { kind: 'portal', ref: '*' };

/**
 * Keeps how the portal, each cluster, owner, system, environment and entity stands
 * today. Each source is counted once, and only scopes are written of which something
 * changed.
 */
export async function keepDay(
  options: ComplianceOptions,
  { signal, oldMs }: { signal?: AbortSignal; oldMs?: number } = {},
): Promise<void> {
  await recount(options, { signal, oldMs });
  if (!signal?.aborted) {
    await snapshot(options, signal);
  }
}

/** Keeps what was counted as that of today. */
export async function snapshot(
  options: Pick<ComplianceOptions, 'knex' | 'now'>,
  signal?: AbortSignal,
): Promise<void> {
  const { knex, now = Date.now } = options;
  const day = dayOf(now());
  const states = await loadStates(options);
  const isThere = (id: string) => states.has(id);
  const isStale = (id: string) => states.get(id)?.stale ?? true;
  await emptyForgotten(knex, isThere);
  const sources = new Map<string, Omit<CountedSource, 'scopes'>>();
  for (const [id, source] of await loadCountedSources(knex)) {
    if (isThere(id)) {
      sources.set(id, {
        sourceId: id,
        countedAt: source.countedAt,
        ...readWhole(source.cluster),
      });
    }
  }
  const factsOf = (scope: ComplianceScope, parts: [string, StoredScope][]) =>
    toFacts(
      { scope, seesAll: true },
      states,
      parts.flatMap(([id, { counts }]) => {
        const source = sources.get(id);
        return source ? [{ ...source, scopes: [], counts }] : [];
      }),
    ).facts.tallies;
  const changed = await takeChangedScopes(knex, isStale);
  const narrow = changed.filter(({ kind }) => kind !== PORTAL.kind);
  for (let from = 0; from < narrow.length; from += SCOPES_AT_ONCE) {
    if (signal?.aborted) {
      return;
    }
    const page = narrow.slice(from, from + SCOPES_AT_ONCE);
    const parts = partsOf(await loadNamedScopes(knex, page));
    await keepCounts(
      knex,
      day,
      new Map(
        page.map(name => {
          const scope = toScope(name);
          const own = parts.get(`${name.kind} ${name.ref}`) ?? [];
          return [scopeKey(scope), own.length > 0 ? factsOf(scope, own) : {}];
        }),
      ),
    );
    await giveWay();
  }
  // Of clusters as a whole there is more to tell than their numbers.
  const whole = partsOf(await loadNamedScopes(knex, [PORTAL])).get('portal *');
  const ofSources = new Map(
    [...sources.keys()].map(id => {
      const scope = { kind: 'cluster' as const, ref: id };
      const own = (whole ?? []).filter(([sourceId]) => sourceId === id);
      return [scopeKey(scope), factsOf(scope, own)];
    }),
  );
  ofSources.set('*', factsOf({ kind: 'portal', ref: '*' }, whole ?? []));
  const kept = await loadKeptScopes(knex);
  const ended = kept.filter(
    scope => scope.startsWith('cluster:') && !ofSources.has(scope),
  );
  await keepCounts(
    knex,
    day,
    new Map([...ofSources, ...ended.map(scope => [scope, {}] as const)]),
  );
  await completeDay(knex, day);
  await noteKept(knex, isStale, isThere);
}

/** What there is of each scope, with the source that it is in. */
function partsOf(
  bySource: ReadonlyMap<string, StoredScope[]>,
): Map<string, [string, StoredScope][]> {
  const parts = new Map<string, [string, StoredScope][]>();
  for (const [id, scopes] of bySource) {
    for (const scope of scopes) {
      const key = `${scope.kind} ${scope.ref}`;
      const own = parts.get(key) ?? [];
      own.push([id, scope]);
      parts.set(key, own);
    }
  }
  return parts;
}

function toScope({ kind, ref }: ScopeName): ComplianceScope {
  return kind === 'environment'
    ? { kind: 'portal', ref: `environment:${ref}` }
    : { kind: kind as ComplianceScope['kind'], ref };
}
