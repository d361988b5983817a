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

import { KUBERNETES } from '../store/common/presence';
import type { VisibilityFilter } from '../store/inventory';

/** Where a Secret would be, and whose. */
export interface FutureSecret {
  sourceId: string;
  namespace: string;
  entityRef: string;
  ownerRefs: readonly string[];
}

/** Whether a filter would show a Secret of an entity that is not there yet. */
export function wouldShow(
  filter: VisibilityFilter,
  secret: FutureSecret,
): boolean {
  if ('all' in filter) {
    return true;
  } else if ('none' in filter) {
    return false;
  } else if ('anyOf' in filter) {
    return filter.anyOf.some(part => wouldShow(part, secret));
  } else if ('allOf' in filter) {
    return filter.allOf.every(part => wouldShow(part, secret));
  } else if ('not' in filter) {
    return !wouldShow(filter.not, secret);
  } else if ('entityRefs' in filter) {
    return filter.entityRefs.includes(secret.entityRef);
  } else if ('ownerRefs' in filter) {
    return filter.ownerRefs.some(owner => secret.ownerRefs.includes(owner));
  } else if ('sourceIds' in filter) {
    return filter.sourceIds.includes(secret.sourceId);
  } else if ('namespaces' in filter) {
    return filter.namespaces.includes(secret.namespace);
  } else if ('locations' in filter) {
    return (
      filter.system === KUBERNETES &&
      (filter.locations.includes('') ||
        filter.locations.includes(secret.namespace))
    );
  }
  // An unknown filter must not become a filter that lets everything through.
  throw new Error('Unknown kind of visibility filter');
}
