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

/** A cluster whose rights are ranked. */
export interface Cluster {
  id: string;
  title: string;
  revisions: AccessRevisions;
}

/** Counted up whenever what decides about access in a source is another. */
export interface AccessRevisions {
  /** Of all but single Secrets. */
  all: number;
  /** Of Secrets that came, changed or went one by one. */
  secrets: number;
}

/** The columns of `sources` that hold {@link AccessRevisions}. */
export interface RevisionColumns {
  access_revision: number | string;
  secrets_revision: number | string;
}

/** Reads {@link AccessRevisions} from a row of `sources`. */
export function toRevisions(row: RevisionColumns): AccessRevisions {
  return {
    all: Number(row.access_revision),
    secrets: Number(row.secrets_revision),
  };
}

/**
 * The clusters that are observed, in the order of their ids.
 *
 * @param options - `withRetired` adds those that were and of which the rows are still kept
 */
export async function listClusters(
  knex: Knex,
  sourceIds: string[] | undefined,
  options: { withRetired?: boolean } = {},
): Promise<Cluster[]> {
  const rows: ({ id: string; title: string } & RevisionColumns)[] = await knex(
    'sources',
  )
    .where('kind', 'kubernetes')
    .modify(query => {
      if (!options.withRetired) {
        query.whereNull('retired_at');
      }
      if (sourceIds?.length) {
        query.whereIn('id', sourceIds);
      }
    })
    .orderBy('id')
    .select('id', 'title', 'access_revision', 'secrets_revision');
  return rows.map(row => ({
    id: row.id,
    title: row.title,
    revisions: toRevisions(row),
  }));
}
