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
import { deleteRows, isAnyOf } from '../store/common/rows';
import { saveTellings, staleBefore, type Telling } from './tellings';
import { columnsOf } from '../store/tables';

const AT_A_TIME = 2000;

interface NoticeRow {
  notice: number | string;
  at: string;
  finding_id: string | null;
  state: string | null;
  rank: number;
  owner_ref: string | null;
  same_value: string | null;
  /** Set if the owner sees the finding, as was told before of one about equal values. */
  seen_by: string | null;
}

/**
 * Takes what happened to findings, and notes for each owner what they are to be
 * told of it. Of what an owner was never told, they are not told that it is over.
 *
 * @returns whether there may be more
 */
export async function collectNotices(
  knex: Knex,
  options: { minRank: number; now: number },
): Promise<boolean> {
  const { minRank, now } = options;
  return await knex.transaction(async tx => {
    const rows = await loadNotices(tx);
    const opened = new Map<string, Omit<Telling, 'told'>>();
    const resolved = new Map<string, string>();
    for (const row of rows) {
      const { finding_id: id, owner_ref: owner, at } = row;
      // It may be gone with its source.
      if (id === null || at <= staleBefore(now)) {
        continue;
      }
      if (row.state === 'resolved') {
        resolved.set(id, at);
      } else if (
        row.state === 'open' &&
        owner &&
        Number(row.rank) >= minRank &&
        (row.same_value === null || row.seen_by !== null)
      ) {
        opened.set(`${id} ${owner}`, {
          finding_id: id,
          owner_ref: owner,
          pending: 'open',
          pending_at: at,
          rank: Number(row.rank),
        });
      }
    }
    await saveTellings(tx, [...opened.values()]);
    await resolveTellings(tx, resolved);
    const done = [...new Set(rows.map(({ notice }) => Number(notice)))];
    await deleteRows(
      tx,
      'finding_notices',
      columnsOf('finding_notices', 'id'),
      done.map(id => ({ id })),
    );
    return done.length === AT_A_TIME;
  });
}

async function loadNotices(tx: Knex): Promise<NoticeRow[]> {
  return await tx('finding_notices as n')
    .leftJoin('findings as f', 'f.id', 'n.finding_id')
    .leftJoin('entity_links as l', join =>
      join.on('l.source_id', 'f.source_id').andOn('l.secret_id', 'f.secret_id'),
    )
    .leftJoin('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
    .leftJoin('finding_tellings as t', join =>
      join
        .on('t.finding_id', 'f.id')
        .andOn('t.owner_ref', 'o.owner_ref')
        .andOn(on =>
          on.onNull('t.pending').orOnVal('t.pending', '<>', 'resolved'),
        ),
    )
    .whereIn(
      'n.id',
      tx('finding_notices').orderBy('id').limit(AT_A_TIME).select('id'),
    )
    .orderBy('n.id')
    .select<NoticeRow[]>(
      'n.id as notice',
      'n.at',
      'f.id as finding_id',
      'f.state',
      'f.rank',
      'o.owner_ref',
      'f.same_value',
      't.owner_ref as seen_by',
    );
}

async function resolveTellings(
  tx: Knex,
  resolved: ReadonlyMap<string, string>,
): Promise<void> {
  if (resolved.size === 0) {
    return;
  }
  const wanted = isAnyOf(tx, 'finding_id', [...resolved.keys()]);
  const select = () =>
    tx('finding_tellings').whereRaw(wanted.sql, wanted.bindings);
  await select().where('told', false).delete();
  const told: Telling[] = await select();
  await saveTellings(
    tx,
    told.map(telling => ({
      ...telling,
      pending: 'resolved',
      pending_at: resolved.get(telling.finding_id)!,
    })),
  );
}
