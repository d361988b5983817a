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

import { randomUUID } from 'node:crypto';
import type { Judgement, Severity, Verdict } from '@keyward/findings';
import type { Knex } from 'knex';
import {
  insertRows,
  isAnyOf,
  selectRows,
  storableJson,
  updateRows,
} from '../store/common/rows';
import { RANKS } from '../store/common/ranks';
import { OPEN, RESOLVED, STATE_COLUMNS } from '../store/findings/findingStates';
import type {
  FindingEventKind,
  FindingState,
} from '../store/findings/FindingsStore';
import { saveWorst } from '../store/findings/saveWorst';
import { SORT_COLUMNS, sortKeysOf } from '../store/findings/sortKeys';
import { columnsOf, type Row } from '../store/tables';

/** The columns that a verdict fills. */
const VERDICT_COLUMNS = {
  ...SORT_COLUMNS,
  ...columnsOf(
    'findings',
    'severity',
    'rank',
    'evidence',
    'because_of',
    'due_at',
    'last_seen',
  ),
};

const NAME_COLUMNS = columnsOf('findings', 'id');

const NEW_COLUMNS = {
  ...NAME_COLUMNS,
  ...VERDICT_COLUMNS,
  ...STATE_COLUMNS,
  ...columnsOf(
    'findings',
    'source_id',
    'secret_id',
    'rule',
    'item',
    'first_seen',
  ),
};

/** What has to be known of a finding to see whether it is as it was. */
interface FindingRow
  extends Row<
    'findings',
    | 'id'
    | 'secret_id'
    | 'rule'
    | 'item'
    | 'rank'
    | 'evidence'
    | 'because_of'
    | 'due_at'
    | 'expires_at'
  > {
  severity: Severity;
  state: FindingState;
}

type StoredRow = FindingRow & Pick<Row<'findings', 'same_value'>, 'same_value'>;

const STORED_COLUMNS: readonly (keyof StoredRow)[] = [
  'id',
  'secret_id',
  'rule',
  'item',
  'severity',
  'rank',
  'state',
  'evidence',
  'because_of',
  'due_at',
  'expires_at',
  'same_value',
];

/** What happened to a finding, as those who tell people hear of it. */
export interface FindingChange {
  id: string;
  sourceId: string;
  secretId: string;
  rule: string;
  item: string;
  severity: Severity;
  event: FindingEventKind;
  evidence: Verdict['evidence'];
  dueAt?: string;
}

/**
 * Brings the findings about some secrets alone up to date with what the rules say now.
 *
 * A verdict opens a finding, or opens a resolved one again; a suppression holds
 * until it expires; what no rule says any more is resolved. Nothing is written
 * for a finding that is as it was.
 *
 * @param options.verdicts - by id of the secret; all rules' verdicts on it
 * @param options.undecided - by id of the secret: what takes no finding back that
 *   rests on the same
 * @param options.failed - by id of the secret: rules that take no finding back
 * @param options.mayResolve - by id of the secret: false while it may have changed unseen;
 *   then what is not said any more stays open
 */
export async function applyVerdicts(
  tx: Knex,
  options: {
    sourceId: string;
    verdicts: Map<string, Verdict[]>;
    undecided?: ReadonlyMap<string, Judgement['undecided']>;
    failed?: ReadonlyMap<string, Judgement['failed']>;
    now: string;
    mayResolve: (secretId: string) => boolean;
  },
): Promise<{
  changes: FindingChange[];
  /** Secrets of which a finding stays open only because the source may have moved on. */
  kept: Set<string>;
  /** When a suppression ends, by id of the secret; the first one. */
  expiries: Map<string, string>;
  /** Ids of resources because of which something else is found than before. */
  causes: Set<string>;
  /** Ids of the findings about equal values, which are left as they are here. */
  told: string[];
}> {
  const { sourceId, verdicts, now, mayResolve } = options;
  const { stored, told } = await loadFindings(tx, sourceId, [
    ...verdicts.keys(),
  ]);
  const inserts: FindingRow[] = [];
  const said: FindingRow[] = [];
  const states: (FindingRow & { resolved_at?: string | null })[] = [];
  const changes: FindingChange[] = [];
  const kept = new Set<string>();
  const expiries = new Map<string, string>();
  const causes = new Set<string>();
  const noteCauses = (...rows: FindingRow[]) =>
    rows.forEach(row => row.because_of && causes.add(row.because_of));
  const note = (row: FindingRow, event: FindingEventKind) =>
    changes.push({
      id: row.id,
      sourceId,
      secretId: row.secret_id,
      rule: row.rule,
      item: row.item,
      severity: row.severity,
      event,
      evidence: JSON.parse(row.evidence),
      ...(row.due_at ? { dueAt: row.due_at } : {}),
    });

  for (const [secretId, found] of verdicts) {
    const before = stored.get(secretId) ?? new Map<string, FindingRow>();
    for (const [key, verdict] of byKey(found)) {
      const row = before.get(key);
      const next = row
        ? { ...row, ...verdictColumns(verdict, now) }
        : newRow(sourceId, secretId, verdict, now);
      if (!row) {
        inserts.push(next);
        noteCauses(next);
        note(next, 'opened');
        continue;
      }
      const event = eventOf(row, next, now);
      if (row.state === 'suppressed' && !event && row.expires_at) {
        const first = expiries.get(secretId);
        if (first === undefined || row.expires_at < first) {
          expiries.set(secretId, row.expires_at);
        }
      }
      if (event === 'reopened' || event === 'unsuppressed') {
        Object.assign(next, OPEN);
        states.push(next);
      }
      if (event || differs(row, next)) {
        said.push(next);
        noteCauses(row, next);
      }
      if (event) {
        note(next, event);
      }
    }
    const keys = byKey(found);
    const undecided = byKey(options.undecided?.get(secretId) ?? []);
    for (const [key, row] of before) {
      if (
        row.state === 'resolved' ||
        keys.has(key) ||
        options.failed?.get(secretId)?.includes(row.rule) ||
        restsOnSame(row, undecided.get(key))
      ) {
        continue;
      }
      if (!mayResolve(secretId)) {
        kept.add(secretId);
      } else {
        const next = { ...row, ...RESOLVED, resolved_at: now };
        states.push(next);
        noteCauses(next);
        note(next, 'resolved');
      }
    }
  }
  await insertRows(tx, 'findings', NEW_COLUMNS, inserts);
  await updateRows(
    tx,
    'findings',
    ['id'],
    { ...NAME_COLUMNS, ...VERDICT_COLUMNS },
    said,
  );
  await updateRows(
    tx,
    'findings',
    ['id'],
    { ...NAME_COLUMNS, ...STATE_COLUMNS },
    states,
  );
  await saveWorst(
    tx,
    sourceId,
    [...inserts, ...said, ...states].map(row => row.secret_id),
  );
  await insertRows(
    tx,
    'finding_events',
    columnsOf('finding_events', 'finding_id', 'at', 'event'),
    changes.map(({ id, event }) => ({ finding_id: id, at: now, event })),
  );
  await insertRows(
    tx,
    'finding_notices',
    columnsOf('finding_notices', 'finding_id', 'at', 'event'),
    changes.map(({ id, event }) => ({ finding_id: id, at: now, event })),
  );
  return { changes, kept, expiries, causes, told };
}

function newRow(
  sourceId: string,
  secretId: string,
  verdict: Verdict,
  now: string,
): FindingRow & { source_id: string; first_seen: string } {
  return {
    id: randomUUID(),
    source_id: sourceId,
    secret_id: secretId,
    rule: verdict.rule,
    item: verdict.item,
    ...verdictColumns(verdict, now),
    ...OPEN,
    first_seen: now,
  };
}

function verdictColumns(verdict: Verdict, now: string) {
  return {
    severity: verdict.severity,
    rank: RANKS[verdict.severity],
    evidence: storableJson(verdict.evidence),
    because_of: verdict.becauseOf ?? null,
    due_at: verdict.dueAt ?? null,
    last_seen: now,
    ...sortKeysOf(verdict),
  };
}

function eventOf(
  row: FindingRow,
  next: FindingRow,
  now: string,
): FindingEventKind | undefined {
  if (row.state === 'resolved') {
    return 'reopened';
  }
  if (row.state === 'suppressed') {
    return row.expires_at !== null && row.expires_at <= now
      ? 'unsuppressed'
      : undefined;
  }
  return next.rank > Number(row.rank) || isNextStage(row, next)
    ? 'escalated'
    : undefined;
}

/** What comes in stages is told at each, if it is as bad as it can be already: a certificate that is about to expire, and that has. */
function isNextStage(row: FindingRow, next: FindingRow): boolean {
  if (row.evidence === next.evidence || next.rank !== Number(row.rank)) {
    return false;
  }
  const { stage } = JSON.parse(row.evidence);
  return stage !== undefined && stage !== JSON.parse(next.evidence).stage;
}

function differs(row: FindingRow, next: FindingRow): boolean {
  return (
    row.severity !== next.severity ||
    row.evidence !== next.evidence ||
    row.because_of !== next.because_of ||
    row.due_at !== next.due_at
  );
}

function byKey<T extends Pick<Verdict, 'rule' | 'item'>>(
  verdicts: T[],
): Map<string, T> {
  return new Map(
    verdicts.map(verdict => [`${verdict.rule}\u0000${verdict.item}`, verdict]),
  );
}

/** Whether a finding rests on what an undecided rule still goes by. */
function restsOnSame(
  { evidence }: FindingRow,
  undecided: Pick<Verdict, 'evidence'> | undefined,
): boolean {
  if (!undecided) {
    return false;
  }
  const stored: Verdict['evidence'] = JSON.parse(evidence);
  return Object.entries(undecided.evidence).every(
    ([name, value]) => stored[name] === value,
  );
}

async function loadFindings(
  tx: Knex,
  sourceId: string,
  secretIds: string[],
): Promise<{ stored: Map<string, Map<string, FindingRow>>; told: string[] }> {
  const stored = new Map<string, Map<string, FindingRow>>();
  const told: string[] = [];
  if (secretIds.length === 0) {
    return { stored, told };
  }
  const wanted = isAnyOf(tx, 'secret_id', secretIds);
  const rows = await selectRows<StoredRow>(
    tx,
    `select ${STORED_COLUMNS.join(', ')} from findings
     where source_id = ? and ${wanted.sql}
       and (same_value is null or state <> 'resolved')`,
    [sourceId, ...wanted.bindings],
  );
  for (const { same_value: sameValue, ...row } of rows) {
    if (sameValue !== null) {
      told.push(row.id);
      continue;
    }
    const found = stored.get(row.secret_id) ?? new Map<string, FindingRow>();
    found.set(`${row.rule}\u0000${row.item}`, row);
    stored.set(row.secret_id, found);
  }
  return { stored, told };
}
