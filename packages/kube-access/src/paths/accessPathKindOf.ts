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
import { resourceNamed } from '../makers';
import { makePodsPath } from './kinds/makePods';
import { knownPathKind, pathsKnownOf } from './knownPathKind';
import { accessPathKinds } from './registry';
import type { AccessPathKind } from './types';

const KNOWN = new Map(accessPathKinds.map(kind => [kind.id, kind]));
const CREATE = 'create-';

/** The kind of path of something that somebody says makes pods. */
export function declaredKind(resource: {
  group: string;
  resource: string;
}): AccessPathKind {
  return knownPathKind(
    makePodsPath({
      ...resource,
      kind: resource.resource,
      verbs: ['create', 'update', 'patch'],
      gives: 'namespace',
      source:
        'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation',
    }),
  );
}

/**
 * The kind of path of an id, as a step has it; undefined for a step without a right.
 *
 * @param systems - those that were looked at; default: what this version knows
 * @public
 */
export function accessPathKindOf(
  id: string,
  systems: KnownSystems = knownSystems,
): AccessPathKind | undefined {
  const known = KNOWN.get(id) ?? addedPathOf(id, systems);
  if (known || !id.startsWith(CREATE)) {
    return known;
  }
  const resource = resourceNamed(id.slice(CREATE.length));
  return resource && declaredKind(resource);
}

/** A kind of path that only systems of modules have. */
function addedPathOf(
  id: string,
  systems: KnownSystems,
): AccessPathKind | undefined {
  if (systems === knownSystems) {
    return undefined;
  }
  const added = pathsKnownOf(systems).find(each => each.id === id);
  return added && knownPathKind(added);
}
