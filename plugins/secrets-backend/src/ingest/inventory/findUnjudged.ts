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
import { selectRows } from '../../store/common/rows';
import { toNames, type NameOrRef, type SecretName } from './context';
import { EXISTS, GONE, SECRET_KIND } from '../../store/common/presence';

/**
 * The names of secrets that objects name and that no stream holds: once all
 * Secrets were listed, these are known to be missing.
 */
export async function findUnjudged(
  tx: Knex,
  sourceId: string,
): Promise<SecretName[]> {
  const absent = (by: string) =>
    `not exists (select 1 from secrets s where s.source_id = ? and ${by}
       and s.presence = ${EXISTS} and s.stream is not null)`;
  const rows = await selectRows<NameOrRef>(
    tx,
    `select r.namespace, r.name, null as ref from object_references r where r.source_id = ?
       and ${absent('s.namespace = r.namespace and s.name = r.name')}
     union
     select null, null, e.to_ref from edges e where e.source_id = ?
       and ${absent('s.ref = e.to_ref')}
     union
     select s.namespace, s.name, null from secrets s where s.source_id = ? and s.stream is null
       and s.presence > ${GONE} and s.resource_kind = '${SECRET_KIND}'`,
    [sourceId, sourceId, sourceId, sourceId, sourceId],
  );
  return toNames(rows, sourceId);
}
