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
import { boundRows, insertRows, selectRows } from '../common/rows';
import type { Counts } from './counts';

/** What counts are of within a source. */
export interface ScopeName {
  /** `portal`, `team`, `system`, `environment` or `service` */
  kind: string;
  /** `*` for the portal. */
  ref: string;
}

/** The numbers of a scope in one source. */
export interface StoredScope extends ScopeName {
  counts: Counts;
}

/** What was counted of a source, as it is stored. */
export interface StoredSourceCount {
  sourceId: string;
  /** ISO 8601 */
  countedAt: string;
  /** Of the source when it was counted. */
  revision: string;
  /** What is known of the source as a whole, JSON. */
  cluster: string;
  scopes: StoredScope[];
}

interface RollupRow {
  source_id: string;
  kind: string;
  ref: string;
  counts: string;
}

const ROLLUP = {
  source_id: 'text',
  kind: 'text',
  ref: 'text',
  counts: 'text',
  state: 'text',
} as const;

/** Of a scope that has nothing in a source any more, until that is kept. */
const NOTHING = '{}';

/** What sources are at, by id. */
export async function loadRevisions(
  knex: Knex,
): Promise<Map<string, { revision: string; secrets: number }>> {
  const rows: Record<
    | 'id'
    | 'access_revision'
    | 'secrets_revision'
    | 'transit_revision'
    | 'compliance_revision'
    | 'secret_count',
    string | number | null
  >[] = await knex('sources').select(
    'id',
    'access_revision',
    'secrets_revision',
    'transit_revision',
    'compliance_revision',
    'secret_count',
  );
  return new Map(
    rows.map(row => [
      String(row.id),
      {
        revision: [
          row.access_revision,
          row.secrets_revision,
          row.transit_revision,
          row.compliance_revision,
        ].join('/'),
        secrets: Number(row.secret_count ?? 0),
      },
    ]),
  );
}

/** Stores what was counted of a source; writes only what differs. */
export async function saveCounted(
  knex: Knex,
  { sourceId, countedAt, revision, cluster, scopes }: StoredSourceCount,
): Promise<void> {
  await knex.transaction(async tx => {
    const stored: RollupRow[] = await tx('compliance_rollups')
      .where({ source_id: sourceId })
      .select('source_id', 'kind', 'ref', 'counts');
    const before = new Map(
      stored.map(({ kind, ref, counts }) => [`${kind} ${ref}`, counts]),
    );
    const rows = scopes.map(({ kind, ref, counts }) => ({
      kind,
      ref,
      counts: toJson(counts),
    }));
    const now = new Set(rows.map(({ kind, ref }) => `${kind} ${ref}`));
    const gone = stored.filter(
      ({ kind, ref, counts }) =>
        !now.has(`${kind} ${ref}`) && counts !== NOTHING,
    );
    const changed = [
      ...rows.filter(
        ({ kind, ref, counts }) => before.get(`${kind} ${ref}`) !== counts,
      ),
      ...gone.map(({ kind, ref }) => ({ kind, ref, counts: NOTHING })),
    ];
    await insertRows(
      tx,
      'compliance_rollups',
      ROLLUP,
      changed.map(row => ({
        ...row,
        source_id: sourceId,
        state: 'changed',
      })),
      '(source_id, kind, ref) do update set counts = excluded.counts, state = excluded.state',
    );
    await tx('compliance_sources')
      .insert({
        source_id: sourceId,
        counted_at: countedAt,
        revision,
        cluster,
      })
      .onConflict('source_id')
      .merge(['counted_at', 'revision', 'cluster']);
  });
}

/** Has sources counted again, also those that are being counted right now. */
export async function touchCounted(
  knex: Knex,
  sourceIds: readonly string[],
): Promise<void> {
  await knex('sources')
    .whereIn('id', [...sourceIds])
    .increment('compliance_revision', 1);
}

/** What was counted of sources, without their scopes, by id. */
export async function loadCountedSources(
  knex: Knex,
): Promise<Map<string, Omit<StoredSourceCount, 'scopes'>>> {
  const rows: Record<
    'source_id' | 'counted_at' | 'revision' | 'cluster',
    string
  >[] = await knex('compliance_sources').select(
    'source_id',
    'counted_at',
    'revision',
    'cluster',
  );
  return new Map(
    rows.map(row => [
      row.source_id,
      {
        sourceId: row.source_id,
        countedAt: row.counted_at,
        revision: row.revision,
        cluster: row.cluster,
      },
    ]),
  );
}

/** What was counted of the scopes of a kind, or of one of them, by source. */
export async function loadScopes(
  knex: Knex,
  { kind, ref }: { kind: string; ref?: string },
): Promise<Map<string, StoredScope[]>> {
  const rows: RollupRow[] = await knex('compliance_rollups')
    .where({ kind, ...(ref !== undefined && { ref }) })
    .whereNot({ counts: NOTHING })
    .select('source_id', 'kind', 'ref', 'counts');
  return bySource(rows);
}

/** What was counted of some scopes, by source. */
export async function loadNamedScopes(
  knex: Knex,
  scopes: readonly ScopeName[],
): Promise<Map<string, StoredScope[]>> {
  const bound = boundRows(knex, { kind: 'text', ref: 'text' }, scopes);
  const rows = await selectRows<RollupRow>(
    knex,
    `select r.source_id, r.kind, r.ref, r.counts from ${bound.sql} ${bound.join} compliance_rollups r
     on r.kind = x.kind and r.ref = x.ref and r.counts <> '${NOTHING}'`,
    bound.bindings,
  );
  return bySource(rows);
}

/**
 * The scopes of which something is another since it was last kept, where a source is
 * out of date that was not, or the other way round, among them. What changes from now
 * on is left to the next time.
 */
export async function takeChangedScopes(
  knex: Knex,
  isStale: (sourceId: string) => boolean,
): Promise<ScopeName[]> {
  const kept: { source_id: string; kept_stale: boolean | number | null }[] =
    await knex('compliance_sources').select('source_id', 'kept_stale');
  const turned = kept
    .filter(
      row =>
        row.kept_stale === null ||
        Boolean(row.kept_stale) !== isStale(row.source_id),
    )
    .map(row => row.source_id);
  await knex('compliance_rollups')
    .where({ state: 'changed' })
    .orWhereIn('source_id', turned)
    .update({ state: 'keeping' });
  return await knex('compliance_rollups')
    .where({ state: 'keeping' })
    .distinct('kind', 'ref')
    .select<ScopeName[]>('kind', 'ref');
}

/** Marks all scopes of sources as changed that were deleted. */
export async function emptyForgotten(
  knex: Knex,
  isThere: (sourceId: string) => boolean,
): Promise<void> {
  const ids: string[] = await knex('compliance_sources').pluck('source_id');
  const forgotten = ids.filter(id => !isThere(id));
  if (forgotten.length > 0) {
    await knex('compliance_rollups')
      .whereIn('source_id', forgotten)
      .whereNot({ counts: NOTHING })
      .update({ counts: NOTHING, state: 'changed' });
  }
}

/** Notes that all is kept that {@link takeChangedScopes} gave. */
export async function noteKept(
  knex: Knex,
  isStale: (sourceId: string) => boolean,
  isThere: (sourceId: string) => boolean,
): Promise<void> {
  const ids: string[] = await knex('compliance_sources').pluck('source_id');
  const there = ids.filter(isThere);
  const stale = there.filter(isStale);
  await knex.transaction(async tx => {
    await tx('compliance_rollups')
      .where({ state: 'keeping', counts: NOTHING })
      .delete();
    await tx('compliance_rollups')
      .where({ state: 'keeping' })
      .update({ state: 'kept' });
    await tx('compliance_sources').whereNotIn('source_id', there).delete();
    await tx('compliance_sources')
      .whereIn('source_id', stale)
      .update({ kept_stale: true });
    await tx('compliance_sources')
      .whereNotIn('source_id', stale)
      .update({ kept_stale: false });
  });
}

function bySource(rows: readonly RollupRow[]): Map<string, StoredScope[]> {
  const result = new Map<string, StoredScope[]>();
  for (const { source_id: id, kind, ref, counts } of rows) {
    const scopes = result.get(id) ?? [];
    scopes.push({ kind, ref, counts: JSON.parse(counts) });
    result.set(id, scopes);
  }
  return result;
}

/** In one order, so that the same numbers are the same text; a scope with nothing but zeros is one still. */
function toJson(counts: Counts): string {
  const entries = Object.entries(counts).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return JSON.stringify({ ...Object.fromEntries(entries), counted: 1 });
}
