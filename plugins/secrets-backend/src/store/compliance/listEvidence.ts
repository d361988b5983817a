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
import { selectPage } from '../common/selectPage';
import type { SourceStates } from '../inventory/secretFilters';
import { type EvidenceQuery, selectEvidence } from './selectEvidence';

/** A secret or a value that a check finds at fault or does not know. */
export interface EvidenceRow {
  sourceId: string;
  secretId: string;
  namespace: string;
  name: string;
  resourceKind: string;
  key?: string;
  findingId?: string;
  dueAt?: string;
}

/** A page of the secrets and values behind a number; nothing for checks about something else. */
export async function listEvidence(
  knex: Knex,
  sources: SourceStates,
  query: EvidenceQuery & { cursor?: string; limit: number },
): Promise<{ items: EvidenceRow[]; totalItems: number; nextCursor?: string }> {
  const selected = await selectEvidence(knex, sources, query);
  if (!selected) {
    return { items: [], totalItems: 0 };
  }
  const second = { secret: [], key: ['r.key'], finding: ['s.finding_id'] };
  const { items: found, ...page } = await selectPage<
    Record<
      'source_id' | 'id' | 'namespace' | 'name' | 'resource_kind',
      string
    > &
      Partial<Record<'key' | 'finding_id' | 'due_at', string | null>>
  >(
    knex,
    selected.queries.map(rows => ({
      query: rows,
      fields: [
        's.source_id',
        's.id',
        's.namespace',
        's.name',
        's.resource_kind',
        ...(selected.of === 'key' ? ['r.key', 'r.due_at'] : []),
        ...(selected.of === 'finding'
          ? ['s.finding_id', 's.key', 's.due_at']
          : []),
      ],
      expressions: ['s.id', ...second[selected.of]].map(sql => ({
        sql,
        type: 'string' as const,
      })),
    })),
    {
      order: `compliance-${query.check}-${query.verdict}`,
      cursor: query.cursor,
      limit: query.limit,
      withTotal: true,
    },
  );
  return {
    totalItems: found.length,
    ...page,
    items: found.map(row => ({
      sourceId: row.source_id,
      secretId: row.id,
      namespace: row.namespace,
      name: row.name,
      resourceKind: row.resource_kind,
      ...(row.key && { key: row.key }),
      ...(row.finding_id && { findingId: row.finding_id }),
      ...(row.due_at && { dueAt: row.due_at }),
    })),
  };
}
