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

import { createHash } from 'node:crypto';
import { sharedValueRules, type SharedValueRule } from '@keyward/model';
import type { Knex } from 'knex';
import { insertRows, isAnyOf } from '../../database/rows';
import { OPEN, RANKS, STATE_COLUMNS } from '../findingStates';
import { compareBy } from '../groups';
import { type HolderRow, IS_JUDGED, selectHolders } from './valueHolders';

const COLUMNS = {
  id: 'text',
  source_id: 'text',
  secret_id: 'text',
  rule: 'text',
  item: 'text',
  severity: 'text',
  rank: 'integer',
  evidence: 'text',
  first_seen: 'text',
  last_seen: 'text',
  same_value: 'text',
  fingerprint: 'text',
  fingerprint_key_id: 'text',
  ...STATE_COLUMNS,
} as const;

const REOPENED = [
  ...Object.keys(STATE_COLUMNS),
  'evidence',
  'fingerprint',
  'fingerprint_key_id',
]
  .map(name => `${name} = excluded.${name}`)
  .join(', ');

const AT_A_TIME = 5000;

const RULES = new Map(sharedValueRules.map(rule => [rule.id, rule]));

/** The ids of the rules about equal values, as rows of a statement. */
export const RULE_NAMES = [...RULES.keys()]
  .map(id => `select '${id}' as rule`)
  .join(' union all ');

/** Whether a rule speaks of a holder `k`, to whoever sees all that hold the same. */
const IS_SHARED = `case r.rule ${sharedValueRules
  .map(rule => `when '${rule.id}' then ${isShared(rule)}`)
  .join(' ')} end`;

function isShared({ between }: SharedValueRule): string {
  const elsewhere = (whose: string) =>
    `k.${whose}_least <> k.place or k.${whose}_greatest <> k.place`;
  return between === 'places'
    ? `case when k.copied then ${elsewhere('hand')} else ${elsewhere(
        'any',
      )} end`
    : `case when k.production then k.outside = 1
         when not k.production then k.inside = 1 end`;
}

type MissingRow = Pick<
  HolderRow,
  | 'source_id'
  | 'secret_id'
  | 'key'
  | 'copied'
  | 'fingerprint'
  | 'fingerprint_key_id'
> & { rule: string };

/**
 * Adds the findings of all keys that hold some values, in whatever source these
 * are: whoever comes second is told, and the first as well.
 */
export async function addMissing(
  tx: Knex,
  values: string[],
  now: string,
): Promise<void> {
  if (values.length === 0) {
    return;
  }
  const rows = (await selectMissing(tx, values)).map(row => {
    const { severity, between } = RULES.get(row.rule)!;
    return {
      ...row,
      ...OPEN,
      id: idOf(row),
      item: row.key,
      severity,
      rank: RANKS[severity],
      evidence: evidenceOf(row),
      first_seen: now,
      last_seen: now,
      same_value: between,
    };
  });
  // Who analyses another source may be adding the same: all do so in one order.
  rows.sort(compareBy(({ id }) => id));
  for (let start = 0; start < rows.length; start += AT_A_TIME) {
    await insertRows(
      tx,
      'findings',
      COLUMNS,
      rows.slice(start, start + AT_A_TIME),
      `(source_id, secret_id, rule, item) do update set ${REOPENED}
       where findings.state = 'resolved'`,
    );
  }
}

async function selectMissing(
  tx: Knex,
  values: string[],
): Promise<MissingRow[]> {
  const wanted = isAnyOf(tx, 'k.fingerprint', values);
  const holders = selectHolders(
    tx,
    tx('secrets as s')
      .join('sources as t', 't.id', 's.source_id')
      .whereNull('t.retired_at'),
  ).whereRaw(wanted.sql, wanted.bindings);
  const over = 'over (partition by fingerprint, fingerprint_key_id)';
  const grouped = tx(holders.as('h')).select(
    'h.*',
    tx.raw(
      `min(place) ${over} as any_least, max(place) ${over} as any_greatest,
       min(case when not copied then place end) ${over} as hand_least,
       max(case when not copied then place end) ${over} as hand_greatest,
       max(case when production then 1 end) ${over} as inside,
       max(case when not production then 1 end) ${over} as outside`,
    ),
  );
  return await tx(grouped.as('k'))
    .joinRaw(`cross join (${RULE_NAMES}) r`)
    .leftJoin('findings as f', join =>
      join
        .on('f.source_id', 'k.source_id')
        .andOn('f.secret_id', 'k.secret_id')
        .andOn('f.rule', 'r.rule')
        .andOn('f.item', 'k.key'),
    )
    .whereRaw(IS_JUDGED)
    .whereRaw(IS_SHARED)
    .where(where => where.whereNull('f.id').orWhere('f.state', 'resolved'))
    .select<MissingRow[]>(
      'k.source_id',
      'k.secret_id',
      'k.key',
      'k.copied',
      'k.fingerprint',
      'k.fingerprint_key_id',
      'r.rule',
    );
}

/** What is kept of a key, to see when it is another one; what readers are told is decided when they ask. */
export function evidenceOf(row: { copied: boolean | number | null }): string {
  return JSON.stringify({ copied: Boolean(row.copied) });
}

/** The same whenever it is added, so that it does not tell whether it was there in between. */
function idOf(row: MissingRow): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([row.source_id, row.secret_id, row.rule, row.key]))
    .digest('hex');
  return hash
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
