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

import type { PlaceFacts } from '@keyward/model';
import type { Knex } from 'knex';
import { PLACE } from '../database/presence';
import { boundRows, selectRows } from '../database/rows';
import type { PlaceDetail } from '../inventory';
import type { Environments } from './Environments';
import { loadNamespaceLabels } from './loadSecretFacts';

interface PlaceRow {
  id: string;
  namespace: string;
  name: string;
  secret_type: string;
  detail: string;
}

/** Reads what rules need of the objects, other than Secrets, among some ids of one source. */
export async function loadPlaceFacts(
  knex: Knex,
  sourceId: string,
  ids: string[],
  environments: Environments,
): Promise<PlaceFacts[]> {
  if (ids.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { id: 'text' },
    ids.map(id => ({ id })),
  );
  const rows = await selectRows<PlaceRow>(
    knex,
    `select s.id, s.namespace, s.name, s.secret_type, s.detail
     from ${bound.sql} ${bound.join} secrets s on s.source_id = ? and s.id = x.id
     where s.presence = ${PLACE} order by s.id`,
    [...bound.bindings, sourceId],
  );
  if (rows.length === 0) {
    return [];
  }
  const title: string | undefined = (
    await knex('sources').where({ id: sourceId }).first('title')
  )?.title;
  const labels = await loadNamespaceLabels(knex, [
    { source_id: sourceId, secrets: rows },
  ]);
  return rows.map(row => {
    const { exposures }: PlaceDetail = JSON.parse(row.detail);
    const environment = environments.environmentOf({
      sourceId,
      sourceTitle: title,
      namespace: row.namespace,
      label: labels.get(`${sourceId}\u0000${row.namespace}`),
    });
    return {
      id: row.id,
      sourceId,
      namespace: row.namespace,
      name: row.name,
      kind: row.secret_type,
      ...(environment ? { environment } : {}),
      exposures,
    };
  });
}
