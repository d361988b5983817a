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

import { isClusterScoped } from './clusterScoped';
import type { AccessPathKind, NeededRight, RightScope } from './types';

/**
 * An account as which a controller applies what others write down: of its rights
 * those count that act by objects, not what an answer tells.
 */
export interface Applier {
  user: string;
  /** Where it may: in one namespace, in any by `*`, or also outside them. */
  namespace?: string;
}

/** `applier:USER` or `applier:USER/NAMESPACE` */
export function readApplier(place: string): Applier {
  const [user, namespace] = place.slice('applier:'.length).split('/');
  return { user, ...(namespace !== undefined && { namespace }) };
}

/** Whether a kind of path can be gone by applying objects there. */
export function isApplicable(
  { byObjects, needs }: AccessPathKind,
  { namespace }: Applier,
): boolean {
  return (
    byObjects === true &&
    (namespace === undefined || !needs.some(isOutsideNamespaces))
  );
}

/** The part of a scope in which objects may be applied. */
export function narrowTo(
  { namespace }: Applier,
  scope: RightScope,
): RightScope | undefined {
  if (namespace === undefined || namespace === '*') {
    return scope;
  }
  return scope.namespace === undefined || scope.namespace === namespace
    ? { ...scope, namespace }
    : undefined;
}

function isOutsideNamespaces(right: NeededRight): boolean {
  return (
    isClusterScoped(right) ||
    right.resources.some(([, resource]) => resource === 'namespaces')
  );
}
