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

import type { Entity } from '@backstage/catalog-model';
import type { AccessConfig } from '../permissions';
import type { InventoryStore } from '../store/inventory';
import { LinkResolver } from './LinkResolver';
import { isAnother } from './origins';
import { readClaims } from './readClaims';

/** The namespaces that an entity claims and the other side confirms, whatever is in them. */
export async function findClaimedPlaces(
  { access, store }: { access: AccessConfig; store: InventoryStore },
  entity: Entity,
): Promise<{ sourceId: string; namespace: string }[]> {
  const claims = readClaims(entity);
  const { entityRef } = claims;
  const remembered = await store.findRemembered([entityRef]);
  const sources = await store.listSourceTitles();
  return await new LinkResolver({ access, store, sources }).placesOf({
    ...claims,
    held: isAnother(claims, remembered.get(entityRef)),
  });
}
