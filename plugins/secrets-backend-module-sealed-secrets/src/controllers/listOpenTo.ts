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

import type { ObservedCluster } from '@keyward/backstage-plugin-secrets-node';
import { readObjects } from '@keyward/kube-collector';
import { at, type Json, stringOf } from '@keyward/observation/json';
import { broadGroupsOf, opensService, roleOf } from './readOpenTo';

const ROOT = '/apis/rbac.authorization.k8s.io/v1';
/** Shown as text; those that most people are in are kept first. */
const MOST_GROUPS = 50;

/** The rights in the whole cluster to send requests to Services through the API server. */
export interface ClusterWideRights {
  /** The names of the Services that each ClusterRole opens, by `ClusterRole/NAME`. */
  opening: ReadonlyMap<string, readonly string[]>;
  /** The broad groups that may do so in every namespace, by the name of the Service. */
  groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Reads the ClusterRoles that open Services of some names, and who has them in the whole cluster.
 * Roles that are aggregated have the rules of those that they take in.
 *
 * @throws ClusterError where they may not be listed
 */
export async function listClusterWideRights(
  cluster: ObservedCluster,
  services: readonly string[],
): Promise<ClusterWideRights> {
  const opening = await listOpening(
    cluster,
    { root: ROOT, resource: 'clusterroles' },
    services,
    'ClusterRole',
  );
  const groups = groupsBy(services);
  await readObjects(
    cluster,
    { root: ROOT, resource: 'clusterrolebindings' },
    binding => {
      note(groups, binding, opening);
      return [];
    },
  );
  return { opening, groups };
}

/**
 * The broad groups that may send requests to each of some Services of a namespace, by
 * its Roles and bindings, and by rights in the whole cluster as far as these are known.
 *
 * @throws ClusterError where Roles or RoleBindings may not be listed
 */
export async function listOpenTo(
  cluster: ObservedCluster,
  namespace: string,
  services: readonly string[],
  clusterWide?: ClusterWideRights,
): Promise<Map<string, string[]>> {
  const opening = new Map([
    ...(clusterWide?.opening ?? []),
    ...(await listOpening(
      cluster,
      { root: ROOT, resource: 'roles', namespace },
      services,
      'Role',
    )),
  ]);
  const groups = groupsBy(services);
  for (const service of services) {
    clusterWide?.groups
      .get(service)
      ?.forEach(group => groups.get(service)!.add(group));
  }
  await readObjects(
    cluster,
    { root: ROOT, resource: 'rolebindings', namespace },
    binding => {
      note(groups, binding, opening);
      return [];
    },
  );
  return new Map(
    [...groups].map(([service, names]) => [
      service,
      [...names]
        .sort((one, other) => one.length - other.length)
        .slice(0, MOST_GROUPS)
        .sort(),
    ]),
  );
}

function groupsBy(services: readonly string[]): Map<string, Set<string>> {
  return new Map(services.map(name => [name, new Set<string>()]));
}

async function listOpening(
  cluster: ObservedCluster,
  listing: { root: string; resource: string; namespace?: string },
  services: readonly string[],
  kind: string,
): Promise<Map<string, string[]>> {
  const names = [...new Set(services)];
  return new Map(
    await readObjects(cluster, listing, role => {
      const opened = names.filter(service => opensService(role, service));
      const name = stringOf(at(role, 'metadata', 'name')) ?? '';
      return opened.length > 0 ? [[`${kind}/${name}`, opened] as const] : [];
    }),
  );
}

/** Adds the broad groups of a binding to the Services that its role opens. */
function note(
  groups: ReadonlyMap<string, Set<string>>,
  binding: Json,
  opening: ReadonlyMap<string, readonly string[]>,
): void {
  const opened = opening.get(roleOf(binding)) ?? [];
  const given = opened.length > 0 ? broadGroupsOf(binding) : [];
  opened.forEach(service =>
    given.forEach(group => groups.get(service)?.add(group)),
  );
}
