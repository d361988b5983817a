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

/** Whom an entity belongs to. */
interface EntityOwnership {
  owners: Set<string>;
  systems: Set<string>;
}

/** Whom the entities belong to that have secrets of a source, by their refs. */
export async function loadOwnership(
  knex: Knex,
  sourceId: string,
): Promise<Map<string, EntityOwnership>> {
  const linked = knex('entity_links')
    .where({ source_id: sourceId })
    .distinct('entity_ref', 'system');
  const rows: {
    entity_ref: string;
    system: string | null;
    owner_ref: string | null;
  }[] = await knex(linked.as('l'))
    .leftJoin('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
    .select('l.entity_ref', 'l.system', 'o.owner_ref');
  const ownership = new Map<string, EntityOwnership>();
  for (const { entity_ref: ref, system, owner_ref: owner } of rows) {
    const entity = ownership.get(ref) ?? {
      owners: new Set(),
      systems: new Set(),
    };
    if (owner !== null) {
      entity.owners.add(owner);
    }
    if (system !== null) {
      entity.systems.add(system);
    }
    ownership.set(ref, entity);
  }
  return ownership;
}

/** The entities that have the secrets of a source, sorted and apart by spaces, by `namespace/name`. */
export async function loadLinkedSecrets(
  knex: Knex,
  sourceId: string,
): Promise<Map<string, string>> {
  const rows: { namespace: string; name: string; entity_ref: string }[] =
    await knex('entity_links as l')
      .join('secrets as s', join =>
        join.on('s.source_id', 'l.source_id').andOn('s.id', 'l.secret_id'),
      )
      .where('l.source_id', sourceId)
      .orderBy('l.entity_ref')
      .select('s.namespace', 's.name', 'l.entity_ref');
  const entities = new Map<string, string>();
  for (const { namespace, name, entity_ref: ref } of rows) {
    const place = `${namespace}/${name}`;
    const before = entities.get(place);
    entities.set(place, before === undefined ? ref : `${before} ${ref}`);
  }
  return entities;
}
