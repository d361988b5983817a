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

import { at } from '@keyward/observation/json';
import type { KnownAccess, ProjectObject } from '../KnownAccess';

const RBAC = 'rbac.authorization.k8s.io';

/** What an AppProject allows, from its spec or from what is observed of it. */
export const appProjectAccess: KnownAccess = {
  role: 'project',
  read: (object, { namespace, name }) =>
    projectOf(at(object, 'spec'), namespace, name),
  readObserved: ({ detail, namespace, name }) =>
    projectOf(detail, namespace, name),
};

function projectOf(
  spec: unknown,
  namespace: string,
  name: string,
): ProjectObject {
  return {
    kind: 'project',
    namespace,
    name,
    destinations: listOf(spec, 'destinations').map(each => {
      const server = patternAt(each, 'server');
      const cluster = patternAt(each, 'name');
      const into = patternAt(each, 'namespace');
      return {
        ...(server !== undefined && { server }),
        ...(cluster !== undefined && { name: cluster }),
        ...(into !== undefined && { namespace: into }),
      };
    }),
    sourceNamespaces: patternsOf(spec, 'sourceNamespaces'),
    hasSources: patternsOf(spec, 'sourceRepos').length > 0,
    isClusterWide:
      listOf(spec, 'clusterResourceWhitelist').some(isBindings) &&
      !listOf(spec, 'clusterResourceBlacklist').some(isBindings),
  };
}

function isBindings(resource: unknown): boolean {
  const group = at(resource, 'group');
  const kind = at(resource, 'kind');
  return (
    (group === '*' || group === RBAC) &&
    (kind === '*' || kind === 'ClusterRoleBinding')
  );
}

function listOf(spec: unknown, field: string): unknown[] {
  const list = at(spec, field);
  return Array.isArray(list) ? list : [];
}

/** Of any length: one that was left out would count as if nothing were allowed. */
function patternsOf(spec: unknown, field: string): string[] {
  return listOf(spec, field).filter(
    (each): each is string => typeof each === 'string',
  );
}

function patternAt(value: unknown, field: string): string | undefined {
  const pattern = at(value, field);
  return typeof pattern === 'string' && pattern !== '' ? pattern : undefined;
}
