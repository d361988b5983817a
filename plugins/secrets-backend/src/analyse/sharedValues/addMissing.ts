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
import { sharedValueRules } from '@keyward/findings';
import type { Knex } from 'knex';
import { insertRows, isAnyOf } from '../../store/common/rows';
import { RANKS } from '../../store/common/ranks';
import { OPEN, STATE_COLUMNS } from '../../store/findings/findingStates';
import { SORT_COLUMNS, sortKeysOf } from '../../store/findings/sortKeys';
import { compareBy } from '../../store/common/groups';
import { OTHERS_IN_GROUP } from '../../store/inventory/sharedValues/otherKeys';
import { isShared } from '../../store/findings/sharedValues/isShared';
import { selectCounting, updateValueGroups } from './valueGroups';
import {
  type HolderRow,
  IS_JUDGED,
  selectHolders,
} from '../../store/inventory/sharedValues/valueHolders';
import { columnsOf } from '../../store/tables';

const COLUMNS = {
  ...SORT_COLUMNS,
  ...STATE_COLUMNS,
  ...columnsOf(
    'findings',
    'id',
    'source_id',
    'secret_id',
    'rule',
    'item',
    'severity',
    'rank',
    'evidence',
    'first_seen',
    'last_seen',
    'same_value',
    'fingerprint',
    'fingerprint_key_id',
  ),
};

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

type MissingRow = Pick<
  HolderRow,
  | 'source_id'
  | 'secret_id'
  | 'key'
  | 'copied'
  | 'fingerprint'
  | 'fingerprint_key_id'
> & { rule: string };

/** One finding about a key. */
export function keyOfFinding(row: {
  secret_id: string;
  rule: string;
  key: string;
}): string {
  return JSON.stringify([row.secret_id, row.rule, row.key]);
}

/**
 * Adds the findings of the keys of some secrets that hold values which others hold,
 * in whatever source these are; and of all that hold the same where something is new
 * in their group: whoever comes second is told, and the first as well.
 *
 * @param options.present - {@link keyOfFinding} of those of the secrets that are there
 * @returns these values
 */
export async function addMissing(
  tx: Knex,
  options: {
    sourceId: string;
    sharing: readonly string[];
    now: string;
    present: ReadonlySet<string>;
  },
): Promise<string[]> {
  const { sourceId, sharing, now, present } = options;
  const { held, changed } = await updateValueGroups(tx, sourceId, sharing);
  const missing = await selectMissing(tx, [...changed]);
  for (const { row, group } of held) {
    if (!changed.has(row.fingerprint)) {
      for (const rule of sharedValueRules) {
        const found = { ...row, rule: rule.id };
        if (isShared(rule, row, group) && !present.has(keyOfFinding(found))) {
          missing.push(found);
        }
      }
    }
  }
  const rows = missing.map(row => {
    const { severity, between } = RULES.get(row.rule)!;
    return {
      source_id: row.source_id,
      secret_id: row.secret_id,
      rule: row.rule,
      fingerprint: row.fingerprint,
      fingerprint_key_id: row.fingerprint_key_id,
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
  return [...new Set(held.map(({ row }) => row.fingerprint))];
}

/** The findings that some groups lack, whosever secrets they are about. */
async function selectMissing(
  tx: Knex,
  values: string[],
): Promise<MissingRow[]> {
  if (values.length === 0) {
    return [];
  }
  const wanted = isAnyOf(tx, 'k.fingerprint', values);
  const holders = selectHolders(tx, selectCounting(tx)).whereRaw(
    wanted.sql,
    wanted.bindings,
  );
  return await tx('holders as k')
    .withMaterialized('holders', holders)
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
    .whereRaw(OTHERS_IN_GROUP)
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
