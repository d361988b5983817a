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
import { type AnnouncedChange } from '../analyse';
import {
  loadShownToOwners,
  type ShownToOwner,
} from '../store/findings/sharedValues/loadShownToOwners';
import { saveTellings, type Telling, TELLING_KEY } from './tellings';
import { columnsOf } from '../store/tables';

const AT_A_TIME = 2000;
/** Values that are looked at together: each may be in many secrets. */
const VALUES = 50;

type KnownRow = Telling & Omit<ShownToOwner, 'owner_ref' | 'rank' | 'state'>;

/**
 * Takes values of which others hold them now than before, and notes for each owner
 * what they are to be told. Whether a finding about equal values is there is another
 * question for each of them; so the tellings are what is there for whom.
 *
 * @returns what is there for owners now and was not before, what is not any more, and
 *   whether there may be more
 */
export async function collectValueNotices(
  knex: Knex,
  options: { minRank: number; now: number },
): Promise<{ changes: AnnouncedChange[]; more: boolean }> {
  return await knex.transaction(async tx => {
    const rows: { id: number | string; fingerprint: string }[] = await tx(
      'value_notices',
    )
      .orderBy('id')
      .limit(AT_A_TIME)
      .select('id', 'fingerprint');
    const values = [
      ...new Set(rows.map(({ fingerprint }) => fingerprint)),
    ].slice(0, VALUES);
    const taken = rows.filter(({ fingerprint }) =>
      values.includes(fingerprint),
    );
    const changes =
      values.length > 0 ? await collectValues(tx, values, options) : [];
    await deleteRows(
      tx,
      'value_notices',
      columnsOf('value_notices', 'id'),
      taken.map(({ id }) => ({ id: Number(id) })),
    );
    return {
      changes,
      more: rows.length === AT_A_TIME || taken.length < rows.length,
    };
  });
}

async function collectValues(
  tx: Knex,
  values: string[],
  options: { minRank: number; now: number },
): Promise<AnnouncedChange[]> {
  const at = new Date(options.now).toISOString();
  const keyOf = (id: string, owner: string) => `${id} ${owner}`;
  const shown = new Map(
    (await loadShownToOwners(tx, values)).map(row => [
      keyOf(row.id, row.owner_ref),
      row,
    ]),
  );
  const known = new Map(
    (await loadKnown(tx, values)).map(row => [
      keyOf(row.finding_id, row.owner_ref),
      row,
    ]),
  );
  const saved: Omit<Telling, 'told'>[] = [];
  const forgotten: Telling[] = [];
  for (const [key, row] of shown) {
    const before = known.get(key);
    if (!before || before.pending === 'resolved') {
      const tells = row.state === 'open' && Number(row.rank) >= options.minRank;
      saved.push({
        finding_id: row.id,
        owner_ref: row.owner_ref,
        // What they were told is so again before they were told that it is not.
        ...(tells && !before
          ? { pending: 'open', pending_at: at }
          : { pending: null, pending_at: null }),
        rank: Number(row.rank),
      });
    }
  }
  for (const [key, row] of known) {
    if (!shown.has(key) && row.pending !== 'resolved') {
      if (row.told) {
        saved.push({ ...row, pending: 'resolved', pending_at: at });
      } else {
        forgotten.push(row);
      }
    }
  }
  await saveTellings(tx, saved);
  await deleteRows(tx, 'finding_tellings', TELLING_KEY, forgotten);
  return changesOf(shown, known);
}

async function loadKnown(tx: Knex, values: string[]): Promise<KnownRow[]> {
  const wanted = isAnyOf(tx, 'f.fingerprint', values);
  const rows: KnownRow[] = await tx('findings as f')
    .join('finding_tellings as t', 't.finding_id', 'f.id')
    .whereRaw(wanted.sql, wanted.bindings)
    .select(
      't.finding_id',
      't.owner_ref',
      't.told',
      't.pending',
      't.pending_at',
      't.rank',
      'f.id',
      'f.source_id',
      'f.secret_id',
      'f.rule',
      'f.severity',
    );
  return rows.map(row => ({ ...row, told: Boolean(row.told) }));
}

/**
 * What is there for owners that was not there for them before, and the other way
 * around: what one owner is told must not depend on what another one sees.
 */
function changesOf(
  shown: ReadonlyMap<string, ShownToOwner>,
  known: ReadonlyMap<string, KnownRow>,
): AnnouncedChange[] {
  const wasThere = (row: KnownRow | undefined) =>
    row !== undefined && row.pending !== 'resolved';
  return [
    ...announce(
      [...shown].filter(([key]) => !wasThere(known.get(key))),
      'opened',
    ),
    ...announce(
      [...known].filter(([key, row]) => wasThere(row) && !shown.has(key)),
      'resolved',
    ),
  ];
}

function announce(
  rows: readonly [string, Omit<ShownToOwner, 'rank' | 'state'>][],
  event: 'opened' | 'resolved',
): AnnouncedChange[] {
  const changes = new Map<string, AnnouncedChange & { ownerRefs: string[] }>();
  for (const [, row] of rows) {
    const change = changes.get(row.id) ?? {
      id: row.id,
      sourceId: row.source_id,
      secretId: row.secret_id,
      rule: row.rule,
      severity: row.severity,
      event,
      ownerRefs: [],
    };
    change.ownerRefs.push(row.owner_ref);
    changes.set(row.id, change);
  }
  return [...changes.values()];
}
