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

import {
  type AccessObject,
  decidingResources,
  projectKinds,
  readAccessObject,
  servedObject,
} from '@keyward/kube-access';
import {
  ClusterClient,
  ClusterError,
  findServed,
  SERVED_STREAM,
} from '@keyward/kube-collector';
import { text } from 'stream/consumers';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
/** Without the data of Secrets. */
const METADATA =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const TOKENS = `fieldSelector=${encodeURIComponent(`type=${TOKEN_TYPE}`)}`;
const NOT_TOKENS = `fieldSelector=${encodeURIComponent(`type!=${TOKEN_TYPE}`)}`;
const PAGE = 500;

interface ListRequest {
  path: string;
  kind: string;
  query?: string;
  type?: string;
}

const LISTS: ListRequest[] = [
  { path: `${RBAC}/clusterroles`, kind: 'ClusterRole' },
  { path: `${RBAC}/clusterrolebindings`, kind: 'ClusterRoleBinding' },
  { path: `${RBAC}/roles`, kind: 'Role' },
  { path: `${RBAC}/rolebindings`, kind: 'RoleBinding' },
  { path: '/api/v1/serviceaccounts', kind: 'ServiceAccount' },
  { path: '/api/v1/nodes', kind: 'Node' },
  { path: '/api/v1/pods', kind: 'Pod' },
  { path: '/api/v1/secrets', kind: 'Secret', query: NOT_TOKENS },
  { path: '/api/v1/secrets', kind: 'Secret', query: TOKENS, type: TOKEN_TYPE },
];

/** Of these nothing can be said without: the answer would be wrong. */
const NEEDED = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];

/** Lists what decides about access, of Secrets their names only. */
export async function listObjects(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<{ objects: AccessObject[]; lists: string[]; warnings: string[] }> {
  const objects: AccessObject[] = [];
  const lists: string[] = [];
  const warnings: string[] = [];
  const { served, unsure } = await findServed(
    client,
    decidingResources,
    signal,
  );
  objects.push(...served.map(servedObject));
  if (unsure.length === 0) {
    lists.push(SERVED_STREAM);
  }
  for (const list of [...LISTS, ...projectLists(served)]) {
    try {
      await listOne(client, list, signal, objects);
      lists.push(list.path.replace(/^\/apis?\//, ''));
    } catch (error) {
      const isForbidden =
        error instanceof ClusterError && error.code === 'forbidden';
      if (!isForbidden || NEEDED.includes(list.kind)) {
        throw error;
      }
      warnings.push(
        `${list.path} may not be listed: paths through a ${list.kind} are not seen`,
      );
    }
  }
  return { objects, lists, warnings };
}

/** What bounds what others apply, where the cluster serves what it bounds. */
function projectLists(
  served: readonly { group: string; resource: string }[],
): ListRequest[] {
  return projectKinds
    .filter(({ bounds }) =>
      bounds.some(({ group, resource }) =>
        served.some(each => each.group === group && each.resource === resource),
      ),
    )
    .map(({ list, kind }) => ({ path: `/apis/${list}`, kind }));
}

async function listOne(
  client: ClusterClient,
  { path, kind, query, type }: ListRequest,
  signal: AbortSignal,
  objects: AccessObject[],
): Promise<void> {
  let next: string | undefined;
  do {
    const parts = [`limit=${PAGE}`, query, next && `continue=${next}`];
    const response = await client.get(
      `${path}?${parts.filter(Boolean).join('&')}`,
      { signal, ...(kind === 'Secret' && { accept: METADATA }) },
    );
    const page = parse(path, await text(response));
    for (const item of page.items ?? []) {
      const object = readAccessObject({
        ...item,
        // Of metadata it is another one.
        apiVersion: undefined,
        kind,
        ...(type && { type }),
      });
      if (object) {
        objects.push(object);
      }
    }
    const token = page.metadata?.continue;
    next = token ? encodeURIComponent(token) : undefined;
  } while (next !== undefined);
}

function parse(
  path: string,
  body: string,
): { items?: object[]; metadata?: { continue?: string } } {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's message would quote the answer.
    throw new ClusterError('bad-answer', {
      path,
      what: 'the answer is no JSON',
    });
  }
}
