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

import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Gives back what the catalog answered about an entity, if it is about that entity.
 *
 * @param entityRef - what was asked for, in full and in lower case
 * @throws ServiceUnavailableError for an answer about anything else
 */
export function confirmAnswer(entity: Entity, entityRef: string): Entity {
  if (refOf(entity) !== entityRef) {
    throw new ServiceUnavailableError(
      `The catalog answered a request for ${entityRef} with another entity`,
    );
  }
  return entity;
}

/** A catalog that answers with something else need not answer with an entity. */
function refOf(entity: Entity): string | undefined {
  try {
    return stringifyEntityRef(entity);
  } catch {
    return undefined;
  }
}
