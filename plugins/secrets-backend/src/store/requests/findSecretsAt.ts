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
import { EXISTS, KUBERNETES, RESOURCE, SECRET_KIND } from '../common/presence';
import { selectVisible } from '../inventory/applyVisibility';
import type { VisibilityFilter } from '../inventory';

/** A Secret, or what delivers one, as it is in the inventory now. */
export interface SecretAt {
  id: string;
  name: string;
  kind: string;
  /** The kind of what delivers a Secret. */
  delivererKind: string;
  /** ISO 8601; absent where the cluster does not tell. */
  createdAt?: string;
  /** ISO 8601: no value of it was set later; absent where nothing tells. */
  setBy?: string;
  /** The keys of its annotations. */
  annotations: string[];
  attributes: Record<string, never>;
}

/** What exists in a namespace under some names. */
export async function findSecretsAt(
  knex: Knex,
  place: { sourceId: string; namespace: string },
  names: readonly string[],
  kind: string = SECRET_KIND,
): Promise<SecretAt[]> {
  const rows: {
    id: string;
    name: string;
    resource_kind: string;
    deliverer_kind: string;
    created_at: string | null;
    age_latest: string | null;
    detail: string;
    attributes: string | null;
  }[] = await knex('secrets')
    .where({
      source_id: place.sourceId,
      namespace: place.namespace,
      system: KUBERNETES,
      resource_kind: kind,
      presence: kind === SECRET_KIND ? EXISTS : RESOURCE,
    })
    .whereIn('name', [...names])
    .select(
      'id',
      'name',
      'resource_kind',
      'deliverer_kind',
      'created_at',
      'age_latest',
      'detail',
      'attributes',
    );
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    kind: row.resource_kind,
    delivererKind: row.deliverer_kind,
    ...(row.created_at === null ? {} : { createdAt: row.created_at }),
    ...(row.age_latest === null ? {} : { setBy: row.age_latest }),
    annotations: (JSON.parse(row.detail).annotations ?? []).map(
      ({ key }: { key: string }) => key,
    ),
    attributes: JSON.parse(row.attributes ?? '{}'),
  }));
}

/** Whether a filter shows a Secret, or what delivers one. */
export async function isShown(
  knex: Knex,
  id: string,
  visibility: VisibilityFilter,
): Promise<boolean> {
  const row = await selectVisible(knex, visibility, { areFew: true })
    .where('s.id', id)
    .first('s.id');
  return row !== undefined;
}
