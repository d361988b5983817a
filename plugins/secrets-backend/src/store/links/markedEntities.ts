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

import { ANNOTATION_ENTITY } from '@keyward/backstage-plugin-secrets-common';
import type { Knex } from 'knex';
import {
  boundTexts,
  insertRows,
  isAnyOf,
  selectRows,
  updateRows,
} from '../common/rows';
import type { EntityOrigin } from '../inventory/types';
import { columnsOf, type Row } from '../tables';

const DAY_MS = 86_400_000;
const LARGEST_PAGE = 1000;

const COLUMNS = columnsOf(
  'marked_entities',
  'entity_ref',
  'owner_refs',
  'location',
  'named_at',
);

type MarkedRow = Row<
  'marked_entities',
  'entity_ref' | 'owner_refs' | 'location'
>;

/** What marks call an entity, as they write it: a page, in the order of the texts. */
export async function listEntityMarks(
  knex: Knex,
  after: string,
): Promise<{ texts: string[]; next?: string }> {
  const texts: string[] = await knex('labels')
    .where('key', ANNOTATION_ENTITY)
    .where('value', '>', after)
    .distinct()
    .orderBy('value')
    .limit(LARGEST_PAGE)
    .pluck('value');
  return texts.length < LARGEST_PAGE
    ? { texts }
    : { texts, next: texts.at(-1) };
}

/**
 * Remembers entities that are not remembered yet, and the owners of those that still
 * come from where they came from. Of one that comes from elsewhere nothing is taken
 * over: else who takes a name could first write the old owner, and their own later.
 */
export async function rememberEntities(
  knex: Knex,
  origins: EntityOrigin[],
  now: number,
): Promise<void> {
  const remembered = await findRemembered(
    knex,
    origins.map(({ entityRef }) => entityRef),
  );
  const fresh: EntityOrigin[] = [];
  const changed: EntityOrigin[] = [];
  for (const origin of origins) {
    const known = remembered.get(origin.entityRef);
    if (!known) {
      fresh.push(origin);
    } else if (
      origin.location !== undefined &&
      origin.location === known.location &&
      toRow(origin).owner_refs !== toRow(known).owner_refs
    ) {
      changed.push(origin);
    }
  }
  await insertRows(
    knex,
    'marked_entities',
    COLUMNS,
    toRows(fresh).map(row => ({ ...row, named_at: dayOf(now) })),
    'do nothing',
  );
  const { entity_ref, owner_refs, location } = COLUMNS;
  await updateRows(
    knex,
    'marked_entities',
    ['entity_ref', 'location'],
    { entity_ref, owner_refs, location },
    toRows(changed),
  );
}

/** Notes that marks still name some entities. */
export async function keepRemembered(
  knex: Knex,
  entityRefs: string[],
  now: number,
): Promise<void> {
  const named = isAnyOf(knex, 'entity_ref', entityRefs);
  await knex('marked_entities')
    .whereRaw(named.sql, named.bindings)
    .where('named_at', '<', dayOf(now))
    .update({ named_at: dayOf(now) });
}

/** Where some entities came from when their marks were believed. */
export async function findRemembered(
  knex: Knex,
  entityRefs: string[],
): Promise<Map<string, EntityOrigin>> {
  if (entityRefs.length === 0) {
    return new Map();
  }
  const bound = boundTexts(knex, 'entity_ref', entityRefs);
  const rows = await selectRows<MarkedRow>(
    knex,
    `select m.* from ${bound.sql}
     ${bound.join} marked_entities m on m.entity_ref = x.entity_ref`,
    bound.bindings,
  );
  return new Map(rows.map(row => [row.entity_ref, fromRow(row)]));
}

/** Believes the marks of an entity as it is now. */
export async function trustEntity(
  knex: Knex,
  origin: EntityOrigin,
  now: number,
): Promise<void> {
  const { entity_ref: _, ...changes } = toRow(origin);
  await knex('marked_entities')
    .insert({ ...toRow(origin), named_at: dayOf(now) })
    .onConflict('entity_ref')
    .merge(changes);
}

function toRow({ entityRef, ownerRefs, location }: EntityOrigin): MarkedRow {
  return {
    entity_ref: entityRef,
    owner_refs: JSON.stringify([...new Set(ownerRefs)].sort()),
    location: location ?? null,
  };
}

function fromRow(row: MarkedRow): EntityOrigin {
  return {
    entityRef: row.entity_ref,
    ownerRefs: JSON.parse(row.owner_refs),
    ...(row.location === null ? {} : { location: row.location }),
  };
}

/** In one order, so that replicas that write the same rows do not wait for each other. */
function toRows(origins: EntityOrigin[]): MarkedRow[] {
  return origins
    .map(toRow)
    .sort((a, b) => (a.entity_ref < b.entity_ref ? -1 : 1));
}

function dayOf(now: number): string {
  return new Date(now - (now % DAY_MS)).toISOString();
}
