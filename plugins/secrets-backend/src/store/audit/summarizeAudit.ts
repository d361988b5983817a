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
import { countRows } from '../common/CursorTable';
import { applyCommonFilters } from './applyFilters';
import type { AuditFilters, AuditSummary } from './AuditQuery';
import { GRADES } from './codes';
import { findVisibleIds } from './findVisibleIds';
import { loadNames } from './loadNames';
import { HOUR_MS, hourOf } from './times';

/** Who used which secrets most lately, from the numbers of each hour. */
export async function summarizeAudit(
  knex: Knex,
  filters: AuditFilters & { from: number; to: number },
  limit: number,
): Promise<AuditSummary> {
  const select = () => {
    const query = knex('audit_rollups as e')
      .where('e.hour', '>=', hourOf(filters.from))
      .where('e.hour', '<', Math.ceil(filters.to / HOUR_MS));
    applyCommonFilters(query, knex, filters);
    return query;
  };
  const pairs = () => select().groupBy('e.target', 'e.subject');
  const rows = (await pairs()
    .select('e.target', 'e.subject')
    .min({ grade: 'e.grade' })
    .sum({ count: 'e.count', denied: 'e.denied' })
    .max({ last_at: 'e.last_at' })
    .orderByRaw('coalesce(max(e.last_at), 0) desc')
    .orderBy(['e.target', 'e.subject'])
    .limit(limit)) as {
    target: number;
    subject: number;
    grade: number;
    count: number | string;
    denied: number | string;
    last_at: number | string | null;
  }[];
  const hours: {
    hour: number;
    count: number | string;
    denied: number | string;
  }[] = await select()
    .groupBy('e.hour')
    .orderBy('e.hour')
    .select('e.hour')
    .sum({ count: 'e.count', denied: 'e.denied' });
  const names = await loadNames(
    knex,
    rows.flatMap(({ target, subject }) => [target, subject]),
  );
  const ids = await findVisibleIds(
    knex,
    filters.visibility,
    rows.map(({ target }) => names(target)),
  );
  return {
    items: rows.map(row => {
      const ref = names(row.target);
      const secretId = ids.get(ref);
      return {
        target: { ref, ...(secretId !== undefined && { secretId }) },
        subject: names(row.subject),
        grade: GRADES[row.grade],
        count: Number(row.count),
        denied: Number(row.denied),
        ...(row.last_at !== null && {
          lastAt: new Date(Number(row.last_at)).toISOString(),
        }),
      };
    }),
    totalItems:
      rows.length < limit
        ? rows.length
        : await countRows(knex(pairs().select('e.target').as('p'))),
    hours: hours.map(({ hour, count, denied }) => ({
      at: new Date(hour * HOUR_MS).toISOString(),
      count: Number(count),
      denied: Number(denied),
    })),
  };
}
