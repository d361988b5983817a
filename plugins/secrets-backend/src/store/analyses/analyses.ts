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
import { deleteRows, insertRows } from '../common/rows';
import { columnsOf } from '../tables';

/** Stands for all secrets of a source; what follows it is the id to go on after. */
const ALL = '*';
/** Sorts after all that begins with it; ids of secrets are hexadecimal. */
const AFTER_ALL = '+';

const COLUMNS = columnsOf('analyses', 'source_id', 'secret_id', 'due_at');

/** When a secret is to be analysed. */
export interface Analysis {
  sourceId: string;
  secretId: string;
  /** ISO 8601. */
  dueAt: string;
}

/** Has secrets analysed at some time, or sooner if it is noted so. */
export async function enqueueAnalyses(
  knex: Knex,
  analyses: Analysis[],
): Promise<void> {
  // One statement must not touch a row twice.
  const first = new Map<string, Analysis>();
  for (const analysis of analyses) {
    const key = `${analysis.sourceId} ${analysis.secretId}`;
    const known = first.get(key);
    if (!known || analysis.dueAt < known.dueAt) {
      first.set(key, analysis);
    }
  }
  await insertRows(
    knex,
    'analyses',
    COLUMNS,
    [...first.values()].map(({ sourceId, secretId, dueAt }) => ({
      source_id: sourceId,
      secret_id: secretId,
      due_at: dueAt,
    })),
    // What is noted for as early already is left alone, not written again.
    `(source_id, secret_id) do update set due_at = excluded.due_at
     where excluded.due_at < analyses.due_at`,
  );
}

/** Has all secrets of a source analysed, in one row however many there are. */
export async function enqueueAll(
  knex: Knex,
  sourceId: string,
  dueAt: string,
): Promise<void> {
  await enqueueAnalyses(knex, [{ sourceId, secretId: ALL, dueAt }]);
}

/**
 * Takes secrets whose rules are to be asked by now, the longest waiting first.
 * To be called at the beginning of the transaction that analyses them: what
 * changes meanwhile is noted again, and nothing is lost if it fails.
 *
 * @returns ids of secrets, at most `limit`
 */
export async function takeDue(
  tx: Knex,
  sourceId: string,
  now: string,
  limit: number,
): Promise<string[]> {
  const rows: { secret_id: string }[] = await tx('analyses')
    .where({ source_id: sourceId })
    .where('due_at', '<=', now)
    .orderBy(['due_at', 'secret_id'])
    .limit(limit)
    .select('secret_id');
  const ids = rows.map(row => row.secret_id);
  const all = ids.find(id => id.startsWith(ALL));
  if (all !== undefined) {
    return await takePage(tx, sourceId, all, limit);
  }
  await deleteRows(
    tx,
    'analyses',
    columnsOf('analyses', 'source_id', 'secret_id'),
    ids.map(id => ({ source_id: sourceId, secret_id: id })),
  );
  return ids;
}

/** The sources of which all secrets are to be analysed by now, and after which id some still are. */
export async function loadUnfinished(
  knex: Knex,
  sourceIds: string[],
  now: string,
): Promise<{ sourceId: string; after: string; dueAt: string }[]> {
  const rows: { source_id: string; secret_id: string; due_at: string }[] =
    await knex('analyses')
      .whereIn('source_id', sourceIds)
      .where('secret_id', '>=', ALL)
      .where('secret_id', '<', AFTER_ALL)
      .where('due_at', '<=', now)
      .select('source_id', 'secret_id', 'due_at');
  return rows.map(row => ({
    sourceId: row.source_id,
    after: row.secret_id.slice(ALL.length),
    dueAt: row.due_at,
  }));
}

/** The next page of all secrets of a source; the row then stands for those after it. */
async function takePage(
  tx: Knex,
  sourceId: string,
  entry: string,
  limit: number,
): Promise<string[]> {
  const rows: { id: string }[] = await tx('secrets')
    .where({ source_id: sourceId })
    .where('id', '>', entry.slice(ALL.length))
    .orderBy('id')
    .limit(limit)
    .select('id');
  const row = tx('analyses').where({ source_id: sourceId, secret_id: entry });
  if (rows.length < limit) {
    await row.delete();
  } else {
    await row.update({ secret_id: `${ALL}${rows.at(-1)!.id}` });
  }
  return rows.map(({ id }) => id);
}
