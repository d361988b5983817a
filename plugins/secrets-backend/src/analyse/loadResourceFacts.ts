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

import type { ResourceFacts, SecretFacts, Severity } from '@keyward/findings';
import { parseLocation } from '@keyward/observation';
import type { Knex } from 'knex';
import {
  KUBERNETES,
  PLACE_KIND,
  RESOURCE,
  SECRET_KIND,
} from '../store/common/presence';
import { SEVERITIES, RANKS } from '../store/common/ranks';
import { isAnyOf, selectRows } from '../store/common/rows';
import type { Environments } from '../store/environments/Environments';
import { loadEnvironments } from '../store/environments/loadEnvironments';
import type { Row } from '../store/tables';
import { findAbsentAccounts } from './findAbsentAccounts';

type ResourceRow = Row<
  'secrets',
  | 'id'
  | 'ref'
  | 'system'
  | 'resource_kind'
  | 'namespace'
  | 'name'
  | 'detail'
  | 'attributes'
>;

/** Reads what rules need of the resources, other than secrets, that modules observe among some ids of one source. */
export async function loadResourceFacts(
  knex: Knex,
  sourceId: string,
  ids: string[],
  environments: Environments,
): Promise<ResourceFacts[]> {
  if (ids.length === 0) {
    return [];
  }
  const wanted = isAnyOf(knex, 's.id', ids);
  const rows = await selectRows<ResourceRow>(
    knex,
    `select s.id, s.ref, s.system, s.resource_kind, s.namespace, s.name, s.detail, s.attributes
     from secrets s where s.source_id = ? and ${wanted.sql} and s.presence = ${RESOURCE}
       and s.resource_kind <> '${PLACE_KIND}'
     order by s.id`,
    [sourceId, ...wanted.bindings],
  );
  if (rows.length === 0) {
    return [];
  }
  const source = await knex('sources').where({ id: sourceId }).first('title');
  const placeOf = ({ namespace }: ResourceRow) => ({
    sourceId,
    sourceTitle: source?.title,
    namespace,
  });
  const environmentOf = await loadEnvironments(
    knex,
    environments,
    rows.map(placeOf),
  );
  const worstVictims = await loadWorstVictims(
    knex,
    sourceId,
    rows.map(({ id }) => id),
  );
  const details = rows.map(({ detail }) => JSON.parse(detail));
  const absent = await findAbsentAccounts(
    knex,
    details.map(({ accounts }) => accounts),
  );
  return rows.map((row, index) => {
    const worstVictim = worstVictims.get(row.id);
    const { labels, status } = details[index];
    const absentAccounts = absent[index];
    const environment = environmentOf(placeOf(row));
    return {
      id: row.id,
      ref: row.ref,
      sourceId,
      system: row.system,
      kind: row.resource_kind,
      location: parseLocation(row.namespace),
      name: row.name,
      ...(environment ? { environment } : {}),
      labels,
      attributes: JSON.parse(row.attributes ?? '{}'),
      ...(status ? { status } : {}),
      ...(worstVictim ? { worstVictim } : {}),
      ...(absentAccounts ? { absentAccounts } : {}),
    };
  });
}

/** The worst severity of what is found because of some resources, by their ids. */
async function loadWorstVictims(
  knex: Knex,
  sourceId: string,
  ids: string[],
): Promise<Map<string, Severity>> {
  const wanted = isAnyOf(knex, 'f.because_of', ids);
  const rows = await selectRows<{ because_of: string; worst: number | string }>(
    knex,
    `select f.because_of, max(f.rank) as worst from findings f
     where f.source_id = ? and ${wanted.sql} and f.because_of is not null
       and f.state <> 'resolved'
     group by f.because_of`,
    [sourceId, ...wanted.bindings],
  );
  return new Map(
    rows.map(row => [
      row.because_of,
      SEVERITIES.find(severity => RANKS[severity] === Number(row.worst))!,
    ]),
  );
}

/** A secret as the rules of modules see it. */
export function toResourceFacts(secret: SecretFacts): ResourceFacts {
  const { id, ref, sourceId, namespace, name, environment, labels } = secret;
  const { system = KUBERNETES, attributes = {} } = secret;
  return {
    id,
    ref,
    sourceId,
    system,
    kind: SECRET_KIND,
    location: system === KUBERNETES ? [namespace] : parseLocation(namespace),
    name,
    ...(environment ? { environment } : {}),
    labels,
    attributes,
    secret,
  };
}
