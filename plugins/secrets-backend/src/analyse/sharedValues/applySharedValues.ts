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
import {
  boundTexts,
  insertRows,
  isAnyOf,
  selectRows,
  updateRows,
} from '../../store/common/rows';
import {
  OPEN,
  RESOLVED,
  STATE_COLUMNS,
} from '../../store/findings/findingStates';
import type { FindingState } from '../../store/findings/FindingsStore';
import { addMissing, evidenceOf, keyOfFinding } from './addMissing';
import {
  IS_COPIED,
  IS_JUDGED,
} from '../../store/inventory/sharedValues/valueHolders';
import { columnsOf } from '../../store/tables';
import { EXISTS } from '../../store/common/presence';

type StateColumns = {
  [column in keyof typeof STATE_COLUMNS]: string | boolean | null;
};

interface StoredRow extends StateColumns {
  id: string;
  secret_id: string;
  rule: string;
  /** The name of its key. */
  key: string;
  fingerprint: string;
  state: FindingState;
  expires_at: string | null;
  /** Of the key as it is now; null if it is not there, or no rule speaks of it. */
  held: string | null;
  held_key_id: string | null;
  evidence: string;
  copied: boolean | number | null;
}

/**
 * Brings findings about values that several keys hold up to date with what some
 * secrets hold now.
 *
 * One is there for each key of whose value a rule may say something to somebody,
 * and for as long as the key holds this value; whether it does, and to whom, is
 * decided where it is read (see `joinShared`). So neither how long it has been there
 * nor what becomes of a decision about it tells of keys that its reader may not see.
 *
 * @param options.sharing - ids of the secrets that have a value in common with another one
 * @param options.told - ids of the findings about equal values of all that are looked at,
 *   also of secrets that are gone
 */
export async function applySharedValues(
  tx: Knex,
  options: {
    sourceId: string;
    sharing: readonly string[];
    told: readonly string[];
    now: string;
    mayResolve: (secretId: string) => boolean;
  },
): Promise<{
  /** Secrets of which a finding stays open only because the source may have moved on. */
  kept: Set<string>;
  /** When a suppression ends, by id of the secret; the first one. */
  expiries: Map<string, string>;
}> {
  const { now } = options;
  const own = await applyOwn(tx, options);
  const shared = await addMissing(tx, { ...options, present: own.present });
  await noteValues(tx, [...new Set([...own.left, ...shared])], now);
  return own;
}

/** Resolves what keys do not hold any more, and ends suppressions. */
async function applyOwn(
  tx: Knex,
  options: Parameters<typeof applySharedValues>[1],
) {
  const { now, mayResolve } = options;
  const kept = new Set<string>();
  const expiries = new Map<string, string>();
  /** Values that a key does not hold any more. */
  const left = new Set<string>();
  const present = new Set<string>();
  const updates: object[] = [];
  const ended: { finding_id: string; at: string; event: string }[] = [];
  for (const row of await loadOwn(tx, options.told)) {
    const { id, secret_id: secretId } = row;
    const next = { ...row };
    if (row.held === null) {
      if (mayResolve(secretId)) {
        left.add(row.fingerprint);
        updates.push({ ...next, ...RESOLVED, resolved_at: now });
      } else {
        kept.add(secretId);
        present.add(keyOfFinding(row));
      }
      continue;
    }
    present.add(keyOfFinding(row));
    if (row.state === 'suppressed' && row.expires_at !== null) {
      const first = expiries.get(secretId);
      if (row.expires_at <= now) {
        Object.assign(next, OPEN);
        ended.push({ finding_id: id, at: now, event: 'unsuppressed' });
      } else if (first === undefined || row.expires_at < first) {
        expiries.set(secretId, row.expires_at);
      }
    }
    const evidence = evidenceOf(row);
    if (
      next.state !== row.state ||
      row.held !== row.fingerprint ||
      evidence !== row.evidence
    ) {
      updates.push({
        ...next,
        evidence,
        fingerprint: row.held,
        fingerprint_key_id: row.held_key_id,
      });
    }
  }
  await updateRows(
    tx,
    'findings',
    ['id'],
    {
      ...STATE_COLUMNS,
      ...columnsOf(
        'findings',
        'id',
        'evidence',
        'fingerprint',
        'fingerprint_key_id',
      ),
    },
    updates,
  );
  for (const table of ['finding_events', 'finding_notices']) {
    await insertRows(
      tx,
      table,
      { finding_id: 'text', at: 'text', event: 'text' },
      ended,
    );
  }
  return { kept, expiries, left, present };
}

/** The same value under another key for fingerprints is taken for the same, as is done for its age. */
async function loadOwn(
  tx: Knex,
  told: readonly string[],
): Promise<StoredRow[]> {
  if (told.length === 0) {
    return [];
  }
  const wanted = isAnyOf(tx, 'f.id', told);
  return await selectRows<StoredRow>(
    tx,
    `select f.id, f.secret_id, f.rule, f.item as key, f.fingerprint, f.fingerprint_key_id, f.evidence,
       ${Object.keys(STATE_COLUMNS)
         .map(name => `f.${name}`)
         .join(', ')},
       case when s.presence = ${EXISTS} and ${IS_JUDGED}
         and (k.fingerprint = f.fingerprint or k.fingerprint_key_id <> f.fingerprint_key_id)
         then k.fingerprint end as held,
       k.fingerprint_key_id as held_key_id, ${IS_COPIED} as copied
     from findings f
     left join secrets s on s.source_id = f.source_id and s.id = f.secret_id
     left join secret_keys k on k.source_id = f.source_id and k.secret_id = f.secret_id
       and k.name = f.item
     where ${wanted.sql}`,
    wanted.bindings,
  );
}

/** Notes that owners may have to be told something else of some values. */
async function noteValues(
  tx: Knex,
  values: string[],
  now: string,
): Promise<void> {
  if (values.length === 0) {
    return;
  }
  const bound = boundTexts(tx, 'fingerprint', values);
  await tx.raw(
    `insert into value_notices (fingerprint, at)
     select x.fingerprint, ? from ${bound.sql} where exists
       (select 1 from findings f where f.fingerprint = x.fingerprint)`,
    [now, ...bound.bindings],
  );
}
