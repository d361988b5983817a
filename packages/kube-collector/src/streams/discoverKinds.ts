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

import { isKindName } from '@keyward/observation';
import { type ClusterClient, ClusterError, readJson } from '../client';
import { type CustomKind, parseGroupVersion } from './kindNames';
import type { BuiltInResource } from './resources';

/** A group that discovery tells of. */
export interface ApiGroup {
  name?: string;
  preferredVersion?: { groupVersion?: string };
  versions?: { groupVersion?: string }[];
}

export interface ApiResource {
  name?: string;
  kind?: string;
  namespaced?: boolean;
  verbs?: string[];
}

/** What discovery tells of some kinds. */
export interface DiscoveredKinds {
  kinds: BuiltInResource[];
  /** Groups that did not answer: whether their kinds are served is not known. */
  unsure: string[];
  /** All groups that there are. */
  groups: string[];
}

/**
 * Which of some custom kinds a cluster serves, each in the version that it
 * prefers among those that have it.
 *
 * @throws {@link ClusterError} if discovery itself fails
 */
export async function discoverKinds(
  client: ClusterClient,
  wanted: CustomKind[],
  signal: AbortSignal,
): Promise<DiscoveredKinds> {
  const groups = await readGroups(client, signal);
  const kinds = new Map<string, BuiltInResource>();
  const unsure: string[] = [];
  for (const group of groups) {
    const missing = wanted.filter(kind => kind.group === group?.name);
    for (const groupVersion of missing.length > 0 ? versionsOf(group) : []) {
      if (missing.every(kind => kinds.has(keyOf(kind)))) {
        break;
      }
      const { version } = parseGroupVersion(groupVersion)!;
      const served = await readResources(client, groupVersion, signal);
      if (!served) {
        unsure.push(group.name!);
        break;
      }
      for (const kind of missing) {
        const found = findResource(served, groupVersion, kind.resource);
        const fits = kind.version === undefined || kind.version === version;
        if (found && fits && !kinds.has(keyOf(kind))) {
          kinds.set(keyOf(kind), found);
        }
      }
    }
  }
  return {
    kinds: [...kinds.values()],
    unsure,
    groups: groups.flatMap(group => group?.name ?? []),
  };
}

function keyOf({ group, resource }: CustomKind) {
  return `${group}/${resource}`;
}

/** @throws {@link ClusterError} if discovery fails */
export async function readGroups(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<ApiGroup[]> {
  const groups = ((await readPath(client, '/apis', signal)) as any)?.groups as
    | ApiGroup[]
    | undefined;
  if (!Array.isArray(groups)) {
    throw new ClusterError('bad-answer', {
      path: '/apis',
      what: 'the answer is no list of groups',
    });
  }
  return groups;
}

export function versionsOf(group: ApiGroup): string[] {
  return [
    ...new Set(
      [group.preferredVersion, ...(group.versions ?? [])].flatMap(version =>
        version?.groupVersion &&
        parseGroupVersion(version.groupVersion)?.group === group.name
          ? [version.groupVersion]
          : [],
      ),
    ),
  ];
}

function findResource(
  served: ApiResource[],
  groupVersion: string,
  plural: string,
): BuiltInResource | undefined {
  const entry = served.find(item => item?.name === plural);
  return isKindName(entry?.kind) &&
    entry.verbs?.includes('list') &&
    entry.verbs.includes('watch')
    ? {
        groupVersion,
        plural,
        kind: entry.kind,
        namespaced: entry.namespaced === true,
      }
    : undefined;
}

/**
 * What a group serves in one version.
 *
 * @returns undefined if the server of an aggregated API is away
 */
export async function readResources(
  client: ClusterClient,
  groupVersion: string,
  signal: AbortSignal,
): Promise<ApiResource[] | undefined> {
  try {
    const list = await readPath(client, `/apis/${groupVersion}`, signal);
    const { resources } = (list ?? {}) as { resources?: ApiResource[] };
    return Array.isArray(resources) ? resources : [];
  } catch (error) {
    // It says nothing about the others.
    if (
      error instanceof ClusterError &&
      ['server-error', 'not-found'].includes(error.code)
    ) {
      return undefined;
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
