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

import { type ClusterClient, ClusterError, readJson } from '../client';
import type { BuiltInResource } from './resources';

interface ApiGroup {
  name?: string;
  preferredVersion?: { groupVersion?: string };
}

interface ApiResource {
  name?: string;
  kind?: string;
  namespaced?: boolean;
  verbs?: string[];
}

/**
 * Which of some custom kinds a cluster serves, in the version that it prefers.
 *
 * @throws {@link ClusterError} if discovery itself fails
 */
export async function discoverKinds(
  client: ClusterClient,
  wanted: { group: string; resource: string }[],
  signal: AbortSignal,
): Promise<BuiltInResource[]> {
  const groups = ((await readPath(client, '/apis', signal)) as any)?.groups as
    | ApiGroup[]
    | undefined;
  const found: BuiltInResource[] = [];
  const names = new Set(wanted.map(({ group }) => group));
  for (const group of Array.isArray(groups) ? groups : []) {
    const groupVersion = group?.preferredVersion?.groupVersion;
    if (!group?.name || !names.has(group.name) || !groupVersion) {
      continue;
    }
    const served = await readResources(client, groupVersion, signal);
    for (const { group: name, resource } of wanted) {
      const entry = served.find(item => item?.name === resource);
      if (
        name === group.name &&
        entry?.kind &&
        entry.verbs?.includes('list') &&
        entry.verbs.includes('watch')
      ) {
        found.push({
          groupVersion,
          plural: resource,
          kind: entry.kind,
          namespaced: entry.namespaced === true,
        });
      }
    }
  }
  return found;
}

async function readResources(
  client: ClusterClient,
  groupVersion: string,
  signal: AbortSignal,
): Promise<ApiResource[]> {
  try {
    const list = await readPath(client, `/apis/${groupVersion}`, signal);
    const { resources } = (list ?? {}) as { resources?: ApiResource[] };
    return Array.isArray(resources) ? resources : [];
  } catch (error) {
    // An aggregated API whose server is away says nothing about the others.
    if (
      error instanceof ClusterError &&
      ['server-error', 'not-found'].includes(error.code)
    ) {
      return [];
    }
    throw error;
  }
}

async function readPath(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await client.get(path, { signal });
  return (await readJson(path, response)).body;
}
