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

import { kubernetesSecretRef } from '@keyward/observation';
import type { Knex } from 'knex';
import { COPIES_JOIN } from '../../store/inventory/copies';
import { TAKES_CONFIG_MAP } from '../../store/common/presence';
import { boundRows, selectRows } from '../../store/common/rows';
import {
  EDGE_COLUMNS,
  groupDeliveries,
  statusOf,
  type EdgeRow,
} from '../../store/edges/edgeRow';
import { TOP_LEVEL_JOINS, topLevel } from '../../store/inventory/topLevel';
import { keyOf, type SecretName } from './context';
import type { DeliveringRow } from './effectiveDeliverer';
import { FIRST_SOUGHT } from './soughtReferences';

/** The objects around a secret. */
export interface Surroundings {
  /** Top-level objects that refer to it, as kind/name, in order: those of other namespaces last. */
  consumers: string[];
  /** Whether one of them says so itself, and is not found by convention only. */
  stated: boolean;
  /**
   * Whether one of them cannot do without. What names the namespace itself counts
   * where that is its own, or where it has none: others could have any number of
   * secrets be missing there.
   */
  required: boolean;
  deliveries: DeliveringRow[];
}

export const NOTHING_AROUND: Surroundings = {
  consumers: [],
  stated: false,
  required: false,
  deliveries: [],
};

/** Reads the consumers and deliverers of some names, by `keyOf`. */
export async function loadSurroundings(
  knex: Knex,
  sourceId: string,
  names: SecretName[],
): Promise<Map<string, Surroundings>> {
  const result = new Map<string, Surroundings>();
  const at = (name: SecretName) => {
    const key = keyOf(name);
    const found = result.get(key) ?? {
      consumers: [],
      stated: false,
      required: false,
      deliveries: [],
    };
    result.set(key, found);
    return found;
  };
  const bound = boundRows(
    knex,
    { namespace: 'text', name: 'text', ref: 'text' },
    names.map(({ namespace, name }) => ({
      namespace,
      name,
      ref: kubernetesSecretRef(sourceId, namespace, name),
    })),
  );
  const optional = `min(case when r.optional or (o.namespace <> r.namespace and r.position < ${FIRST_SOUGHT})
       then 1 else 0 end)`;
  const consumers = await selectRows<
    SecretName & {
      top_kind: string;
      top_name: string;
      optional: number;
      stated: number;
      is_foreign: number;
    }
  >(
    knex,
    `select r.namespace, r.name, ${topLevel('ref')} as top_ref,
       min(${topLevel('kind')}) as top_kind, min(${topLevel(
      'name',
    )}) as top_name,
       ${optional} as optional,
       max(case when r.how = 'convention' then 0 else 1 end) as stated,
       min(case when o.namespace <> r.namespace then 1 else 0 end) as is_foreign
     from ${bound.sql}
     ${
       bound.join
     } object_references r on r.source_id = ? and r.namespace = x.namespace and r.name = x.name
       and r.how <> '${TAKES_CONFIG_MAP}'
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     ${TOP_LEVEL_JOINS}
     group by r.namespace, r.name, ${topLevel('ref')}`,
    [...bound.bindings, sourceId],
  );
  const orderOf = (row: { is_foreign: number; text: string }) =>
    `${row.is_foreign} ${row.text}`;
  const ordered = consumers
    .map(row => ({ ...row, text: `${row.top_kind}/${row.top_name}` }))
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  for (const row of ordered) {
    const surroundings = at(row);
    surroundings.consumers.push(row.text);
    surroundings.required ||= Number(row.optional) === 0;
    surroundings.stated ||= Number(row.stated) === 1;
  }
  const copies = await selectRows<SecretName & { copy: string }>(
    knex,
    `select x.namespace, x.name, c.name as copy from ${bound.sql}
     ${bound.join} ${COPIES_JOIN}`,
    [...bound.bindings, sourceId],
  );
  copies.sort((one, other) => (one.copy < other.copy ? -1 : 1));
  for (const row of copies) {
    at(row).consumers.push(`Secret/${row.copy}`);
  }
  const deliveries = await selectRows<
    SecretName &
      EdgeRow & {
        via_ref: string;
        to_ref: string;
        object_kind: string;
        object_group: string;
        object_namespace: string | null;
        object_name: string;
      }
  >(
    knex,
    `select x.namespace, x.name, ${EDGE_COLUMNS}, e.via_ref, e.to_ref,
       o.kind as object_kind, o.api_group as object_group,
       o.namespace as object_namespace, o.name as object_name
     from ${bound.sql}
     ${bound.join} edges e on e.source_id = ? and e.to_ref = x.ref
     join objects o on o.source_id = e.source_id and o.ref = e.via_ref
     order by e.holder, e.position`,
    [...bound.bindings, sourceId],
  );
  for (const { row, from } of groupDeliveries(deliveries)) {
    at(row).deliveries.push({
      objectRef: row.via_ref,
      apiGroup: row.object_group,
      kind: row.object_kind,
      namespace: row.object_namespace ?? undefined,
      name: row.object_name,
      from,
      status: statusOf(row),
    });
  }
  for (const surroundings of result.values()) {
    surroundings.deliveries.sort((a, b) =>
      a.objectRef < b.objectRef ? -1 : 1,
    );
  }
  return result;
}
