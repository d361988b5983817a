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

import { ObjectObservation, OwnerObservation } from '@keyward/observation';

/**
 * What must be known of an object to find who owns it.
 *
 * @public
 */
export type OwnedObject = Pick<
  ObjectObservation,
  'ref' | 'namespace' | 'owners'
>;

/**
 * Finds an owner among the known objects.
 *
 * @param namespace - that of the owned object; an owner is in the same one, or
 *   cluster-scoped
 * @public
 */
export type OwnerLookup<T extends OwnedObject> = (
  owner: OwnerObservation,
  namespace: string | undefined,
) => T | undefined;

/**
 * The object that people know, by which another one exists: of a pod its
 * Deployment, by way of the ReplicaSet, or its CronJob, by way of the Job.
 * Follows controllers only, and stops where an owner is not known or is met
 * again.
 *
 * @public
 */
export function topLevelOf<T extends OwnedObject>(
  object: T,
  lookup: OwnerLookup<T>,
): T {
  const met = new Set([object.ref]);
  let current = object;
  for (;;) {
    const controller = current.owners.find(owner => owner.controller);
    const owner = controller && lookup(controller, current.namespace);
    if (!owner || met.has(owner.ref)) {
      return current;
    }
    met.add(owner.ref);
    current = owner;
  }
}
