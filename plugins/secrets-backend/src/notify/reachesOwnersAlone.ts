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
import { parseEntityRef, RELATION_PARENT_OF } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/**
 * Whether what is sent to an owner reaches nobody else. The portal sends what is for a
 * group to the members of its subgroups as well, and what is for another entity to its
 * owner; neither owns by that what the group or the entity does.
 */
export async function reachesOwnersAlone(
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
  ownerRef: string,
): Promise<boolean> {
  const kind = parseEntityRef(ownerRef).kind.toLowerCase();
  if (kind === 'user') {
    return true;
  }
  const entity =
    kind === 'group'
      ? await catalog.getEntityByRef(ownerRef, {
          credentials: await auth.getOwnServiceCredentials(),
        })
      : undefined;
  return (
    entity !== undefined &&
    !(entity.relations ?? []).some(({ type }) => type === RELATION_PARENT_OF)
  );
}
