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
import {
  boundRows,
  boundTexts,
  deleteRows,
  insertRows,
  isAnyOf,
  selectRows,
} from '../common/rows';
import { selectVisible } from '../inventory/applyVisibility';
import type { EntityLinks, StoredClaim } from '../inventory/types';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { columnsOf, type Row } from '../tables';

const LINK_COLUMNS = columnsOf(
  'entity_links',
  'source_id',
  'secret_id',
  'entity_ref',
  'system',
  'via',
);

const CLAIM_COLUMNS = columnsOf(
  'entity_claims',
  'entity_ref',
  'position',
  'annotation',
  'value',
  'status',
  'remedy',
);

type LinkRow = Row<
  'entity_links',
  'source_id' | 'secret_id' | 'entity_ref' | 'system' | 'via'
>;

const OWNER_COLUMNS = columnsOf(
  'entity_owners',
  'entity_ref',
  'owner_ref',
  'position',
);

type OwnerRow = Row<'entity_owners', 'entity_ref' | 'owner_ref' | 'position'>;

type ClaimRow = Row<
  'entity_claims',
  'entity_ref' | 'position' | 'annotation' | 'value' | 'status' | 'remedy'
>;

/** Sets the links and claims of some entities, writing only what differs. */
export async function replaceEntityLinks(
  knex: Knex,
  entities: EntityLinks[],
): Promise<string[]> {
  const byRef = new Map(entities.map(entity => [entity.entityRef, entity]));
  const entityRefs = [...byRef.keys()];
  if (entityRefs.length === 0) {
    return [];
  }
  return await knex.transaction(async tx => {
    const before = await loadByEntity<LinkRow>(tx, 'entity_links', entityRefs);
    const links = difference(
      before,
      [...byRef.values()].flatMap(toLinkRows),
      Object.keys(LINK_COLUMNS) as (keyof LinkRow)[],
    );
    await deleteRows(
      tx,
      'entity_links',
      columnsOf('entity_links', 'source_id', 'secret_id', 'entity_ref'),
      links.removed,
    );
    await insertRows(tx, 'entity_links', LINK_COLUMNS, links.added);

    const claims = difference(
      await loadByEntity<ClaimRow>(tx, 'entity_claims', entityRefs),
      [...byRef.values()].flatMap(toClaimRows),
      Object.keys(CLAIM_COLUMNS) as (keyof ClaimRow)[],
    );
    await deleteRows(
      tx,
      'entity_claims',
      columnsOf('entity_claims', 'entity_ref', 'position'),
      claims.removed,
    );
    await insertRows(tx, 'entity_claims', CLAIM_COLUMNS, claims.added);

    const owners = difference(
      await loadByEntity<OwnerRow>(tx, 'entity_owners', entityRefs),
      [...byRef.values()].flatMap(toOwnerRows),
      Object.keys(OWNER_COLUMNS) as (keyof OwnerRow)[],
    );
    await deleteRows(
      tx,
      'entity_owners',
      columnsOf('entity_owners', 'entity_ref', 'owner_ref'),
      owners.removed,
    );
    await insertRows(tx, 'entity_owners', OWNER_COLUMNS, owners.added);
    const changed = [...links.removed, ...links.added];
    for (const { entity_ref: ref } of [...owners.removed, ...owners.added]) {
      changed.push(...toLinkRows(byRef.get(ref)!));
    }
    return [...new Set(changed.map(row => row.source_id))];
  });
}

/** How many entities each of some secrets is linked to, by their first owner. */
export async function countEntities(
  knex: Knex,
  secrets: { sourceId: string; id: string }[],
  { except }: { except: string[] },
): Promise<{ secretId: string; ownerRef?: string; count: number }[]> {
  const bound = boundRows(
    knex,
    { source_id: 'text', id: 'text' },
    secrets.map(({ sourceId, id }) => ({ source_id: sourceId, id })),
  );
  const excepted = isAnyOf(knex, 'l.entity_ref', except);
  const rows = await selectRows<{
    secret_id: string;
    owner_ref: string | null;
    count: number | string;
  }>(
    knex,
    `select l.secret_id, o.owner_ref, count(*) as count from ${bound.sql}
     ${bound.join} entity_links l on l.source_id = x.source_id and l.secret_id = x.id
     left join entity_owners o on o.entity_ref = l.entity_ref and o.position = 0
     where not (${excepted.sql})
     group by l.secret_id, o.owner_ref`,
    [...bound.bindings, ...excepted.bindings],
  );
  return rows.map(row => ({
    secretId: row.secret_id,
    ...(row.owner_ref ? { ownerRef: row.owner_ref } : {}),
    count: Number(row.count),
  }));
}

export async function listLinkedEntities(knex: Knex): Promise<string[]> {
  const rows: { entity_ref: string }[] = await knex('entity_links')
    .select('entity_ref')
    .union([
      knex('entity_claims').select('entity_ref'),
      knex('entity_owners').select('entity_ref'),
    ])
    .orderBy('entity_ref');
  return rows.map(row => row.entity_ref);
}

export async function removeEntityLinks(
  knex: Knex,
  entityRefs: string[],
): Promise<void> {
  const rows = entityRefs.map(entityRef => ({ entity_ref: entityRef }));
  await knex.transaction(async tx => {
    for (const table of ['entity_links', 'entity_claims', 'entity_owners']) {
      await deleteRows(tx, table, { entity_ref: 'text' }, rows);
    }
  });
}

export async function listClaims(
  knex: Knex,
  entityRef: string,
): Promise<StoredClaim[]> {
  const rows: ClaimRow[] = await knex('entity_claims')
    .where({ entity_ref: entityRef })
    .orderBy('position')
    .select('annotation', 'value', 'status', 'remedy');
  return rows.map(row => ({
    annotation: row.annotation,
    value: row.value,
    status: row.status as StoredClaim['status'],
    ...(row.remedy ? { remedy: row.remedy } : {}),
  }));
}

/** What an entity is linked to and a filter shows, by what is claimed of it. */
export async function listVisibleLinks(
  knex: Knex,
  entityRef: string,
  visibility: VisibilityFilter,
): Promise<{ via: string; namespace: string; ref: string }[]> {
  return await selectVisible(knex, {
    allOf: [{ entityRefs: [entityRef] }, visibility],
  })
    .join('entity_links as l', join =>
      join.on('l.source_id', 's.source_id').andOn('l.secret_id', 's.id'),
    )
    .where('l.entity_ref', entityRef)
    .select('l.via', 's.namespace', 's.ref');
}

async function loadByEntity<T>(
  tx: Knex,
  table: string,
  entityRefs: string[],
): Promise<T[]> {
  const bound = boundTexts(tx, 'entity_ref', entityRefs);
  return await selectRows<T>(
    tx,
    `select t.* from ${bound.sql} ${bound.join} ${table} t on t.entity_ref = x.entity_ref`,
    bound.bindings,
  );
}

/** A secret that several annotations lead to is linked once, by the first. */
function toLinkRows(entity: EntityLinks): LinkRow[] {
  const rows = new Map<string, LinkRow>();
  for (const { sourceId, secretId, via } of entity.links) {
    if (!rows.has(secretId)) {
      rows.set(secretId, {
        source_id: sourceId,
        secret_id: secretId,
        entity_ref: entity.entityRef,
        system: entity.system ?? null,
        via,
      });
    }
  }
  return [...rows.values()];
}

function toOwnerRows({ entityRef, ownerRefs }: EntityLinks): OwnerRow[] {
  return [...new Set(ownerRefs)].map((ownerRef, position) => ({
    entity_ref: entityRef,
    owner_ref: ownerRef,
    position,
  }));
}

function toClaimRows(entity: EntityLinks): ClaimRow[] {
  return entity.claims.map((claim, position) => ({
    entity_ref: entity.entityRef,
    position,
    annotation: claim.annotation,
    value: claim.value,
    status: claim.status,
    remedy: claim.remedy ?? null,
  }));
}

function difference<T extends object>(
  before: T[],
  after: T[],
  columns: (keyof T)[],
): { removed: T[]; added: T[] } {
  const keyOf = (row: T) => JSON.stringify(columns.map(name => row[name]));
  const beforeKeys = new Set(before.map(keyOf));
  const afterKeys = new Set(after.map(keyOf));
  return {
    removed: before.filter(row => !afterKeys.has(keyOf(row))),
    added: after.filter(row => !beforeKeys.has(keyOf(row))),
  };
}
