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
import type {
  InventoryStore,
  StoredClaim,
  VisibilityFilter,
} from '../store/inventory';
import { hideClaims } from './describeClaims';
import { LinkResolver } from './LinkResolver';
import { isAnother } from './origins';
import { readClaims } from './readClaims';

/**
 * What an entity claims, as far as somebody may know what is confirmed.
 *
 * @param visibility - what they may see of it, where a policy decides
 */
export async function listClaims(
  { access, store }: { access: AccessConfig; store: InventoryStore },
  entity: Entity,
  visibility: VisibilityFilter | undefined,
): Promise<StoredClaim[]> {
  const claims = readClaims(entity);
  const { entityRef } = claims;
  const stored = await store.listClaims(entityRef);
  if (!visibility) {
    return stored;
  }
  const remembered = await store.findRemembered([entityRef]);
  const held = isAnother(claims, remembered.get(entityRef));
  const sources = await store.listSourceTitles();
  const resolver = new LinkResolver({ access, store, sources });
  return hideClaims(
    stored,
    { ...claims, held },
    {
      links: await store.listVisibleLinks(entityRef, visibility),
      namespaces: await resolver.namespacesOf({ ...claims, held }),
    },
  );
}
