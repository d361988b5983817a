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

import type { PlaceFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { PLACE_KIND, RESOURCE } from '../store/common/presence';
import { isAnyOf, selectRows } from '../store/common/rows';
import type { PlaceDetail } from '../ingest/inventory';
import type { Environments } from '../store/environments/Environments';
import { loadEnvironments } from '../store/environments/loadEnvironments';
import type { Row } from '../store/tables';

type PlaceRow = Row<
  'secrets',
  'id' | 'namespace' | 'name' | 'secret_type' | 'detail'
>;

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
  const wanted = isAnyOf(knex, 's.id', ids);
  const rows = await selectRows<PlaceRow>(
    knex,
    `select s.id, s.namespace, s.name, s.secret_type, s.detail
     from secrets s where s.source_id = ? and ${wanted.sql} and s.presence = ${RESOURCE}
       and s.resource_kind = '${PLACE_KIND}'
     order by s.id`,
    [sourceId, ...wanted.bindings],
  );
  if (rows.length === 0) {
    return [];
  }
  const title: string | undefined = (
    await knex('sources').where({ id: sourceId }).first('title')
  )?.title;
  const placeOf = ({ namespace }: PlaceRow) => ({
    sourceId,
    sourceTitle: title,
    namespace,
  });
  const environmentOf = await loadEnvironments(
    knex,
    environments,
    rows.map(placeOf),
  );
  return rows.map(row => {
    const { exposures }: PlaceDetail = JSON.parse(row.detail);
    const environment = environmentOf(placeOf(row));
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
