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

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  formatLocationPattern,
  parseLocation,
  parseSecretRef,
} from '@keyward/observation';
import { areGroupsOpen, readEntityRef } from '../catalog';
import { readFolder } from './readFolder';

/** What `secrets.access` and `secrets.scopes` say. */
export interface AccessConfig {
  /** Whoever is in one of these may look beyond their own, if the policy agrees. */
  groups: string[];
  /** Annotations count without the other side's agreement. */
  trustAnnotations: boolean;
  /** MCP actions may be called by services without a user. */
  allowServiceActions: boolean;
  scopes: OwnerScope[];
  /** Which groups of the catalog the groups of clusters are. */
  clusterGroups?: ClusterGroup[];
  /** The portal asks no policy: the floor alone holds. */
  permissionsOff?: boolean;
  /** Whoever registers a location can add groups and users. */
  groupsOpen?: boolean;
}

/** That a group of clusters, as `oidc:team-*`, is one of the catalog, as `group:default/*`. */
export interface ClusterGroup {
  /** A `*` stands for any text, and in `entity` for the same. */
  name: string;
  entity: string;
}

/** Namespaces of a cluster, or paths in other systems, that an administrator gives to an owner. */
export interface OwnerScope {
  ownerRef: string;
  /** Any where absent. */
  cluster?: string;
  /** All of the cluster where absent, unless there are but paths. */
  namespaces?: string[];
  paths?: ScopePath[];
  /** Where the manifests of the owner's entities may be written. */
  repositories?: ScopeRepository[];
}

/** A folder of a repository, with all below it. */
export interface ScopeRepository {
  /** As it is configured; its Git host knows how it is spelled. */
  url: string;
  /** The default branch where absent. */
  branch?: string;
  /** Without slashes at the ends; empty for all of the repository. */
  path: string;
}

/** A path in a system that is no cluster, with all below it. */
export interface ScopePath {
  /** Of any source where absent. */
  source?: { system: string; id: string };
  /** A location as text, of a secret with its name; `*` stands for a segment, `**` for any number of them. */
  path: string;
}

/** @throws an InputError that names the place */
export function readAccessConfig(config: Config): AccessConfig {
  const access = config.getOptionalConfig('secrets.access');
  return {
    groups: (access?.getOptionalStringArray('groups') ?? []).map((ref, index) =>
      readEntityRef(ref, {
        place: `secrets.access.groups[${index}]`,
        defaultKind: 'group',
      }),
    ),
    trustAnnotations: access?.getOptionalBoolean('trustAnnotations') ?? false,
    allowServiceActions:
      access?.getOptionalBoolean('allowServiceActions') ?? false,
    clusterGroups: access
      ?.getOptionalConfigArray('clusterGroups')
      ?.map((group, index) => readClusterGroup(group, index)),
    scopes: (config.getOptionalConfigArray('secrets.scopes') ?? [])
      .map((scope, index) => ({
        ownerRef: readEntityRef(scope.getString('owner'), {
          place: `secrets.scopes[${index}].owner`,
          defaultKind: 'group',
        }),
        cluster: scope.getOptionalString('cluster'),
        namespaces: scope.getOptionalStringArray('namespaces'),
        paths: scope.getOptionalStringArray('paths')?.map(readPath),
        repositories: scope
          .getOptionalConfigArray('repositories')
          ?.map((each, position) =>
            readRepository(
              each,
              `secrets.scopes[${index}].repositories[${position}]`,
            ),
          ),
      }))
      .filter(({ cluster, namespaces, paths, repositories }) =>
        Boolean(cluster || namespaces || paths || repositories),
      ),
    permissionsOff: !config.getOptionalBoolean('permission.enabled'),
    groupsOpen: areGroupsOpen(config),
  };
}

/** @throws an InputError that names the place */
function readClusterGroup(config: Config, index: number): ClusterGroup {
  const place = `secrets.access.clusterGroups[${index}]`;
  const name = config.getString('name');
  const entity = config.getString('entity');
  const stars = (text: string) => text.split('*').length - 1;
  if (stars(name) > 1 || stars(entity) > stars(name)) {
    throw new InputError(
      `${place} may have one * in its name, and one in its entity only then`,
    );
  }
  readEntityRef(entity.replace('*', 'any'), {
    place: `${place}.entity`,
    defaultKind: 'group',
  });
  return { name, entity };
}

/** @throws an InputError that names the place */
function readRepository(config: Config, place: string): ScopeRepository {
  const path = readFolder(config.getOptionalString('path') ?? '');
  if (path === undefined) {
    throw new InputError(
      `${place}.path must be a folder of the repository, without . and ..`,
    );
  }
  return {
    url: config.getString('url'),
    branch: config.getOptionalString('branch'),
    path,
  };
}

/** Reads `vault:main/secret/payments`, or the path alone. */
function readPath(text: string): ScopePath {
  const path = text.replace(/^\/+|\/+$/g, '');
  try {
    const { sourceKind, sourceId, segments } = parseSecretRef(path);
    return {
      source: { system: sourceKind, id: sourceId },
      path: formatLocationPattern(segments),
    };
  } catch {
    return { path: formatLocationPattern(parseLocation(path)) };
  }
}
