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

import type { ObjectStatusObservation } from '@keyward/observation';
import type { Knex } from 'knex';
import { PLACE_KIND, RESOURCE } from '../common/presence';
import { boundRows, selectRows } from '../common/rows';
import type { Row } from '../tables';
import { resourceNameOf } from './resourceRow';

/** Why what delivers a secret fails, as far as a module found that out. */
export interface DeliveryFailure {
  /** A word of the module, for example `denied`. */
  cause?: string;
  /** The resource for whose failure it fails. */
  becauseOf?: { id: string; name: string };
}

/** A secret and what delivers it. */
export interface Delivered {
  id: string;
  sourceId: string;
  deliverer: {
    kind: string;
    name?: string;
    namespace?: string;
    ready?: string;
  };
}

type ResourceRow = Row<'secrets', 'id' | 'source_id' | 'detail'>;

/**
 * Why the deliverers of some secrets fail, by id of the secret: modules observe them as
 * resources whose names are kind and name. Two statements, and none where nothing fails.
 */
export async function findFailures(
  knex: Knex,
  secrets: readonly Delivered[],
): Promise<Map<string, DeliveryFailure>> {
  const failing = secrets.flatMap(({ id, sourceId, deliverer }) =>
    deliverer.ready === 'false' && deliverer.name !== undefined
      ? {
          id,
          source_id: sourceId,
          namespace: deliverer.namespace ?? '',
          name: resourceNameOf(deliverer.kind, deliverer.name),
        }
      : [],
  );
  if (failing.length === 0) {
    return new Map();
  }
  const wanted = boundRows(
    knex,
    { id: 'text', source_id: 'text', namespace: 'text', name: 'text' },
    failing,
  );
  const rows = await selectRows<ResourceRow>(
    knex,
    `select x.id, r.source_id, r.detail from ${wanted.sql}
     ${wanted.join} secrets r on r.source_id = x.source_id
       and r.namespace = x.namespace and r.name = x.name
       and r.presence = ${RESOURCE} and r.resource_kind <> '${PLACE_KIND}'`,
    wanted.bindings,
  );
  const known = rows.flatMap(row => {
    const status: ObjectStatusObservation | undefined = JSON.parse(
      row.detail,
    ).status;
    // What is older than the deliverer's own word is no reason for it.
    return status?.ready === 'false' ? { ...row, status } : [];
  });
  const resources = await findResources(
    knex,
    known.flatMap(({ source_id, status: { becauseOf } }) =>
      becauseOf ? { source_id, ref: becauseOf } : [],
    ),
  );
  return new Map(
    known.map(({ id, source_id, status: { cause, becauseOf } }) => {
      const resource =
        becauseOf && resources.get(keyOf({ source_id, ref: becauseOf }));
      return [
        id,
        {
          ...(cause ? { cause } : {}),
          ...(resource ? { becauseOf: resource } : {}),
        },
      ];
    }),
  );
}

/** Resources that exist, by {@link keyOf}. */
async function findResources(
  knex: Knex,
  refs: { source_id: string; ref: string }[],
): Promise<Map<string, { id: string; name: string }>> {
  if (refs.length === 0) {
    return new Map();
  }
  const wanted = boundRows(knex, { source_id: 'text', ref: 'text' }, [
    ...new Map(refs.map(each => [keyOf(each), each])).values(),
  ]);
  const rows = await selectRows<
    Row<'secrets', 'source_id' | 'ref' | 'id' | 'name'>
  >(
    knex,
    `select r.source_id, r.ref, r.id, r.name from ${wanted.sql}
     ${wanted.join} secrets r on r.source_id = x.source_id and r.ref = x.ref
       and r.presence = ${RESOURCE}`,
    wanted.bindings,
  );
  return new Map(rows.map(row => [keyOf(row), { id: row.id, name: row.name }]));
}

function keyOf({ source_id, ref }: { source_id: string; ref: string }): string {
  return `${source_id} ${ref}`;
}
