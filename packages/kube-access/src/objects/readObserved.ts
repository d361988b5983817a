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

import { readAccessObject } from './readAccessObject';
import type { AccessObject } from './types';

const READ_AS_OBJECTS = new Set([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Namespace',
]);

/**
 * An object of a cluster as Keyward's observations have it.
 *
 * @public
 */
export interface ObservedObject {
  kind: string;
  namespace?: string;
  name: string;
  /** Of roles, bindings and pods, in the form of the object. */
  detail?: Record<string, unknown>;
  labels?: Record<string, string>;
  /** The Secrets it refers to. */
  references?: { namespace: string; name: string }[];
}

/**
 * The kinds of which {@link readObserved} makes something.
 *
 * @public
 */
export const observedAccessKinds: readonly string[] = [
  ...READ_AS_OBJECTS,
  'Pod',
];

/**
 * What the engine needs of an observed object; undefined for kinds that do not
 * count and for what cannot be read.
 *
 * @public
 */
export function readObserved(
  observed: ObservedObject,
): AccessObject | undefined {
  const { kind, namespace, name, detail = {}, labels } = observed;
  if (kind === 'Pod' && namespace) {
    return podOf({ ...observed, namespace });
  }
  if (!READ_AS_OBJECTS.has(kind)) {
    return undefined;
  }
  return readAccessObject({
    ...detail,
    kind,
    metadata: { namespace, name, labels },
    ...(detail.aggregatedFrom !== undefined && {
      aggregationRule: { clusterRoleSelectors: detail.aggregatedFrom },
    }),
  });
}

function podOf({
  namespace,
  name,
  detail = {},
  references = [],
}: ObservedObject & { namespace: string }): AccessObject {
  const { serviceAccountName, nodeName } = detail;
  const own = references.filter(each => each.namespace === namespace);
  return {
    kind: 'Pod',
    namespace,
    name,
    secrets: [...new Set(own.map(each => each.name))],
    ...(typeof nodeName === 'string' && { node: nodeName }),
    serviceAccount:
      typeof serviceAccountName === 'string' ? serviceAccountName : 'default',
  };
}
