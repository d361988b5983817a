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
import { groupBy } from '../common/groups';
import { insertRows, isAnyOf } from '../common/rows';
import { enqueueAnalyses } from '../analyses/analyses';
import type { FindingFields } from './findingRow';
import type { FindingStateChange } from './FindingsStore';
import { saveWorst } from './saveWorst';
import { columnsOf } from '../tables';

const EVENT_COLUMNS = columnsOf(
  'finding_events',
  'finding_id',
  'at',
  'event',
  'by',
  'reason',
);

/**
 * Sets the state of findings that are not resolved, notes it in their history and has
 * a secret analysed when a decision about it expires.
 *
 * @returns the ids of those that were changed
 */
export async function setStates(
  knex: Knex,
  findings: Pick<FindingFields, 'finding_id' | 'source_id' | 'id'>[],
  change: FindingStateChange & { at: string },
): Promise<Set<string>> {
  const { state, by, reason = null, expiresAt, at } = change;
  const isOpened = state === 'open';
  const until = state === 'suppressed' ? expiresAt : undefined;
  if (findings.length === 0) {
    return new Set();
  }
  return await knex.transaction(async tx => {
    const any = isAnyOf(
      tx,
      'id',
      findings.map(each => each.finding_id),
    );
    const rows: { id: string }[] = await tx('findings')
      .whereRaw(any.sql, any.bindings)
      .whereNot('state', 'resolved')
      .update({
        state,
        active: state !== 'suppressed',
        state_by: isOpened ? null : by,
        state_reason: isOpened ? null : reason,
        expires_at: until ?? null,
      })
      .returning('id');
    const changed = new Set(rows.map(({ id }) => id));
    await insertRows(
      tx,
      'finding_events',
      EVENT_COLUMNS,
      [...changed].map(id => ({
        finding_id: id,
        at,
        event: isOpened ? 'unsuppressed' : state,
        by,
        reason,
      })),
    );
    const bySource = groupBy(findings, each => each.source_id);
    for (const [sourceId, ofSource] of bySource) {
      await saveWorst(
        tx,
        sourceId,
        ofSource.map(each => each.id),
      );
    }
    if (until !== undefined) {
      await enqueueAnalyses(
        tx,
        findings
          .filter(each => changed.has(each.finding_id))
          .map(each => ({
            sourceId: each.source_id,
            secretId: each.id,
            dueAt: until,
          })),
      );
    }
    return changed;
  });
}
