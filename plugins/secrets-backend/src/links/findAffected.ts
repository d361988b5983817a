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
import type { InventoryStore } from '../store/inventory';
import { marksOf } from './confirmations';
import type { EntityClaims } from './EntityClaims';
import { chunksOf, pagesOfObjects, pagesOfSecrets } from './pages';
import { ANNOTATION_KUBERNETES_ID } from './readClaims';

/** What changed in a source since the last look. */
export interface ChangedPlaces {
  sourceId: string;
  namespaces: Set<string>;
}

/** An entity as the last run left it. */
export interface KnownEntity {
  claims: EntityClaims;
  /** `source/namespace` of its links. */
  places: Set<string>;
}

/**
 * The entities whose links may be other ones after some namespaces of a source
 * changed: those that had links there, those that name something there, and those
 * that something there names.
 */
export async function findAffected(
  store: InventoryStore,
  known: ReadonlyMap<string, KnownEntity>,
  { sourceId, namespaces }: ChangedPlaces,
): Promise<Set<string>> {
  const places = new Set([...namespaces].map(name => `${sourceId}/${name}`));
  const { ids, entityRefs } = await findNamed(store, sourceId, namespaces);
  const affected = new Set<string>();
  for (const [entityRef, entity] of known) {
    if (
      entityRefs.has(entityRef) ||
      [...entity.places].some(place => places.has(place)) ||
      namesPlace(entity.claims, sourceId, namespaces, ids)
    ) {
      affected.add(entityRef);
    }
  }
  return affected;
}

function namesPlace(
  claims: EntityClaims,
  sourceId: string,
  namespaces: Set<string>,
  ids: Set<string>,
): boolean {
  const listed = claims.secretRefs.some(
    ({ parsed }) =>
      parsed?.sourceId === sourceId &&
      (parsed.namespace === undefined || namespaces.has(parsed.namespace)),
  );
  if (listed || !claims.namespaces) {
    return (
      listed ||
      claims.selector !== undefined ||
      (claims.id !== undefined && ids.has(claims.id))
    );
  }
  return claims.namespaces.some(({ name }) => namespaces.has(name));
}

/** The ids and the entities that objects and secrets of some namespaces name. */
async function findNamed(
  store: InventoryStore,
  sourceId: string,
  namespaces: Set<string>,
): Promise<{ ids: Set<string>; entityRefs: Set<string> }> {
  const ids = new Set<string>();
  const entityRefs = new Set<string>();
  for (const names of chunksOf(namespaces)) {
    const place = { sourceIds: [sourceId], namespaces: names };
    const withId = {
      ...place,
      labels: [{ key: ANNOTATION_KUBERNETES_ID, operator: 'exists' as const }],
    };
    for await (const objects of pagesOfObjects(store, {
      ...withId,
      topLevel: true,
    })) {
      for (const { labels, podLabels } of objects) {
        addId(ids, labels);
        addId(ids, podLabels);
      }
    }
    for await (const secrets of pagesOfSecrets(store, withId)) {
      secrets.forEach(({ labels }) => addId(ids, labels));
    }
    for await (const secrets of pagesOfSecrets(store, {
      ...place,
      labels: [{ key: ANNOTATION_ENTITY, operator: 'exists' }],
    })) {
      for (const secret of secrets) {
        const { entityRef } = marksOf(secret);
        if (entityRef) {
          entityRefs.add(entityRef);
        }
      }
    }
  }
  return { ids, entityRefs };
}

function addId(ids: Set<string>, labels: Record<string, string>): void {
  if (Object.hasOwn(labels, ANNOTATION_KUBERNETES_ID)) {
    ids.add(labels[ANNOTATION_KUBERNETES_ID]);
  }
}
