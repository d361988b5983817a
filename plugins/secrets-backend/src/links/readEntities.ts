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

import type { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import { confirmAnswer } from '../catalog';
import type { InventoryStore } from '../store/inventory';
import { readEntityMark } from './confirmations';
import type { EntityClaims } from './EntityClaims';
import { chunksOf } from './pages';
import { CLAIMING_ANNOTATIONS, readClaims } from './readClaims';

const PAGE = 200;
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'relations',
];

/**
 * Entities that claim something, and those that marks name, a page at a time, as the
 * plugin itself may read them.
 */
export async function* readEntities(options: {
  auth: AuthService;
  catalog: CatalogService;
  /** Refs of the entities that marks name. */
  named: Set<string>;
  /** How entities name secrets of some systems beside. */
  namings?: readonly EntityNaming[];
  /** Told at the end which of them are not there. */
  onAbsent?(entityRefs: string[]): void;
}): AsyncGenerator<EntityClaims[]> {
  const { auth, catalog, named, namings = [] } = options;
  const annotations = [
    ...CLAIMING_ANNOTATIONS,
    ...namings.flatMap(naming => naming.annotations),
  ];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    // A token of its own for each page: a long run outlives one.
    const credentials = await auth.getOwnServiceCredentials();
    const { items, pageInfo } = await catalog.queryEntities(
      cursor
        ? { cursor, fields: FIELDS, limit: PAGE }
        : {
            filter: annotations.map(annotation => ({
              [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
            })),
            fields: FIELDS,
            limit: PAGE,
          },
      { credentials },
    );
    const claims = items.map(entity => readClaims(entity, namings));
    claims.forEach(({ entityRef }) => seen.add(entityRef));
    if (claims.length > 0) {
      yield claims;
    }
    cursor = pageInfo.nextCursor;
  } while (cursor);

  const absent: string[] = [];
  for (const refs of chunksOf(named)) {
    const entityRefs = refs.filter(ref => !seen.has(ref));
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: FIELDS },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    const claims = items.flatMap((entity, index) =>
      entity
        ? [readClaims(confirmAnswer(entity, entityRefs[index]), namings)]
        : [],
    );
    absent.push(...entityRefs.filter((_, index) => !items[index]));
    if (claims.length > 0) {
      yield claims;
    }
  }
  options.onAbsent?.(absent);
}

/** The refs of all entities that marks in the clusters name. */
export async function findNamedEntities(
  store: InventoryStore,
): Promise<Set<string>> {
  const named = new Set<string>();
  let after: string | undefined = '';
  while (after !== undefined) {
    const { texts, next } = await store.listEntityMarks(after);
    for (const text of texts) {
      const entityRef = readEntityMark(text);
      if (entityRef) {
        named.add(entityRef);
      }
    }
    after = next;
  }
  return named;
}
