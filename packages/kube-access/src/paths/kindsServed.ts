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

import { fullNameOf } from '../makers';
import type { AccessObject } from '../objects';
import { declaredKind } from './accessPathKindOf';
import { knownPathKind } from './knownPathKind';
import { accessPathKinds } from './registry';
import type { AccessPathKind } from './types';

/** The kinds of paths that lead somewhere in a cluster, by what it serves. */
export function kindsServed(
  objects: Iterable<AccessObject>,
): readonly AccessPathKind[] {
  const served = new Set<string>();
  const declared = new Map<string, AccessPathKind>();
  const added = new Map<string, AccessPathKind>();
  for (const object of objects) {
    if (object.kind === 'APIResource') {
      served.add(object.name);
      if (object.makesPods) {
        declared.set(object.name, declaredKind(object));
      }
      for (const path of object.accessPaths ?? []) {
        added.set(path.id, knownPathKind(path));
      }
    }
  }
  const kinds = accessPathKinds.filter(({ ifServed }) => {
    const name = ifServed && fullNameOf(ifServed);
    if (name !== undefined) {
      declared.delete(name);
    }
    return name === undefined || served.has(name);
  });
  return [...kinds, ...declared.values(), ...added.values()];
}
