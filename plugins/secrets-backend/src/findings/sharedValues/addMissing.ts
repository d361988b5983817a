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
import { SORT_COLUMNS, sortKeysOf } from '../sortKeys';
import { compareBy } from '../../database/groups';
import { selectCounting, updateValueGroups } from './valueGroups';
import {
  type HolderRow,
  IS_JUDGED,
  selectHolders,
} from '../../database/sharedValues/valueHolders';

const COLUMNS = {
  id: 'text',
  source_id: 'text',
  secret_id: 'text',
  rule: 'text',
  item: 'text',
  severity: 'text',
  rank: 'integer',
  ...SORT_COLUMNS,
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
const RULE_NAMES = [...RULES.keys()]
  .map(id => `select '${id}' as rule`)
  .join(' union all ');

/** Whether a rule speaks of a holder `k` of a group `g`, to whoever sees all of it. */
const IS_SHARED = `case r.rule ${sharedValueRules
  .map(rule => `when '${rule.id}' then ${isShared(rule)}`)
  .join(' ')} end`;

function isShared({ between }: SharedValueRule): string {
  return between === 'places'
    ? `case when k.copied then g.hand_place else g.any_place end <> k.place`
    : `case when k.production then g.outside
         when not k.production then g.inside end`;
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
 * Adds the findings of the keys of some secrets that hold values which others hold,
 * in whatever source these are; and of all that hold the same where something is new
 * in their group: whoever comes second is told, and the first as well.
 *
 * @returns these values
 */
export async function addMissing(
  tx: Knex,
  options: { sourceId: string; ids: string[]; now: string },
): Promise<string[]> {
  const { sourceId, ids, now } = options;
  const { values, changed } = await updateValueGroups(tx, sourceId, ids);
  const isNew = new Set(changed);
  const known = values.filter(value => !isNew.has(value));
  const ofGroups = isAnyOf(tx, 'k.fingerprint', changed);
  const own = isAnyOf(tx, 's.id', ids);
  const missing = [
    ...(await selectMissing(
      tx,
      changed,
      selectHolders(tx, selectCounting(tx)).whereRaw(
        ofGroups.sql,
        ofGroups.bindings,
      ),
    )),
    ...(await selectMissing(
      tx,
      known,
      selectHolders(tx, selectCounting(tx))
        .where('s.source_id', sourceId)
        .whereRaw(own.sql, own.bindings),
    )),
  ];
  const rows = missing.map(row => {
    const { severity, between } = RULES.get(row.rule)!;
    return {
      ...row,
      ...OPEN,
      id: idOf(row),
      item: row.key,
      severity,
      rank: RANKS[severity],
      ...sortKeysOf({ severity }),
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
  return values;
}

async function selectMissing(
  tx: Knex,
  values: string[],
  holders: Knex.QueryBuilder,
): Promise<MissingRow[]> {
  if (values.length === 0) {
    return [];
  }
  const wanted = isAnyOf(tx, 'k.fingerprint', values);
  // Materialized: a few of a large group are not to be looked for among all of it.
  return await tx('holders as k')
    .withMaterialized('holders', holders)
    .whereRaw(wanted.sql, wanted.bindings)
    .join('value_groups as g', join =>
      join
        .on('g.fingerprint', 'k.fingerprint')
        .andOn('g.fingerprint_key_id', 'k.fingerprint_key_id'),
    )
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
