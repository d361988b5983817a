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
import { boundRows, selectRows } from '../common/rows';
import type { SourceStates } from './secretFilters';
import { loadLinks } from './secretRow';
import type { StoredResource } from './types';
import type { Row } from '../tables';
import { GONE } from '../common/presence';

type ResourceRow = Row<
  'secrets',
  'source_id' | 'id' | 'ref' | 'system' | 'namespace'
>;

/** What policies go by, of those of some secrets that are listed. */
export async function findResources(
  knex: Knex,
  sources: SourceStates,
  secrets: { sourceId: string; ref: string }[],
): Promise<StoredResource[]> {
  const bound = boundRows(
    knex,
    { source_id: 'text', ref: 'text' },
    secrets
      .filter(({ sourceId }) => sources.has(sourceId))
      .map(({ sourceId, ref }) => ({ source_id: sourceId, ref })),
  );
  const rows = await selectRows<ResourceRow>(
    knex,
    `select s.source_id, s.id, s.ref, s.system, s.namespace from ${bound.sql}
     ${bound.join} secrets s on s.source_id = x.source_id and s.ref = x.ref
     where s.presence > ${GONE}`,
    bound.bindings,
  );
  const links = await loadLinks(knex, rows);
  return rows.map(row => ({
    ref: row.ref,
    sourceId: row.source_id,
    system: row.system,
    namespace: row.namespace,
    links: links.get(row.id) ?? [],
  }));
}
