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

import { at, itemsOf, namesOf, textAt } from './read';
import type { AppProjectObject } from './types';

const RBAC = 'rbac.authorization.k8s.io';

/** What an AppProject allows, from its spec or from what is observed of it. */
export function readAppProject(
  spec: unknown,
  namespace: string,
  name: string,
): AppProjectObject {
  return {
    kind: 'AppProject',
    namespace,
    name,
    destinations: itemsOf(at(spec, 'destinations')).map(each => {
      const server = textAt(each, 'server');
      const cluster = textAt(each, 'name');
      const into = textAt(each, 'namespace');
      return {
        ...(server !== undefined && { server }),
        ...(cluster !== undefined && { name: cluster }),
        ...(into !== undefined && { namespace: into }),
      };
    }),
    sourceNamespaces: namesOf(at(spec, 'sourceNamespaces')),
    hasSources: namesOf(at(spec, 'sourceRepos')).length > 0,
    isClusterWide:
      itemsOf(at(spec, 'clusterResourceWhitelist')).some(isBindings) &&
      !itemsOf(at(spec, 'clusterResourceBlacklist')).some(isBindings),
  };
}

function isBindings(resource: unknown): boolean {
  const group = textAt(resource, 'group');
  const kind = textAt(resource, 'kind');
  return (
    (group === '*' || group === RBAC) &&
    (kind === '*' || kind === 'ClusterRoleBinding')
  );
}
