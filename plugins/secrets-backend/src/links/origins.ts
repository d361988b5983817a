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

import {
  ANNOTATION_LOCATION,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { EntityOrigin } from '../store/inventory';
import { ownersOf } from '../permissions';

/** Who owns an entity and where the catalog has it from; the catalog itself writes both. */
export function originOf(entity: Entity): EntityOrigin {
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  return {
    entityRef: stringifyEntityRef(entity),
    ownerRefs: ownersOf(entity),
    ...(location ? { location } : {}),
  };
}

/**
 * Whether an entity is another one than that which is remembered by its name: it comes
 * from another location, and somebody owns it who did not own that one. What is not
 * known is not the same. Anybody may register a name that is gone.
 */
export function isAnother(
  now: EntityOrigin,
  remembered: EntityOrigin | undefined,
): boolean {
  if (!remembered) {
    return false;
  }
  const isThere =
    now.location !== undefined && now.location === remembered.location;
  const isTheirs =
    now.ownerRefs.length > 0 &&
    now.ownerRefs.every(owner => remembered.ownerRefs.includes(owner));
  return !isThere && !isTheirs;
}

/** Whether two origins tell of the same owners, in any order, and the same location. */
export function isSameOrigin(one: EntityOrigin, other: EntityOrigin): boolean {
  const sorted = ({ ownerRefs }: EntityOrigin) =>
    JSON.stringify([...new Set(ownerRefs)].sort());
  return one.location === other.location && sorted(one) === sorted(other);
}
