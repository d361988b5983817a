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

import { knownSystems, type KnownSystems } from '@keyward/kube-model/systems';
import { fullNameOf } from '../makers';
import type { AccessObject } from '../objects';
import { pathsKnownOf } from './knownPathKind';

/**
 * Says of what is served how rights on it become access, where systems that
 * modules add know it. What is said goes along with the objects, so that another
 * thread knows it too. Of these systems only paths with `ifServed` count.
 *
 * @public
 */
export function declareSystems(
  systems: KnownSystems,
): (object: AccessObject) => AccessObject {
  const known = new Set(pathsKnownOf(knownSystems).map(({ id }) => id));
  const added = Map.groupBy(
    pathsKnownOf(systems).filter(
      ({ id, ifServed }) => ifServed && !known.has(id),
    ),
    ({ ifServed }) => fullNameOf(ifServed!),
  );
  return object => {
    const accessPaths =
      object.kind === 'APIResource' ? added.get(object.name) : undefined;
    return accessPaths ? { ...object, accessPaths } : object;
  };
}
