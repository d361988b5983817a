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
  normalizeAddress,
  type SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import {
  bringsAddress,
  type CatalogCluster,
  type ClusterEntry,
  type KnownCluster,
} from '../config';
import {
  addressChanged,
  addressNotPinned,
  ambiguousCluster,
  catalogClusterIgnored,
} from './addressProblems';
import {
  type ApiServer,
  isSameServer,
  readCatalogServer,
  readPinnedServer,
} from './ApiServer';

/** A cluster as the operator describes it, and nobody else. */
export interface ResolvedCluster {
  /** Its address is one where a credential may go; without one none may. */
  cluster: KnownCluster;
  problem?: SourceProblem;
  warnings: SourceProblem[];
}

type Entry = Pick<ClusterEntry, 'cluster' | 'place'> &
  Partial<Pick<ClusterEntry, 'apiServer' | 'credential'>>;

/**
 * Decides where the credential of a cluster may go: to an address that is
 * configured or pinned. Who may write the catalog can stop a source that relies
 * on it, but cannot lead its credential elsewhere.
 *
 * @param entry - what Keyward's own configuration says of the cluster
 * @param known - what plugin-kubernetes and the catalog say of it
 * @throws an error that names the place where the pin is wrong
 */
export function resolveCluster(
  entry: Entry,
  known: KnownCluster | undefined,
): ResolvedCluster {
  const { inCatalog = [], ...cluster } = known ?? { name: entry.cluster };
  const pin =
    entry.apiServer &&
    readPinnedServer(entry.apiServer, `${entry.place}.apiServer`);
  if (cluster.url !== undefined || cluster.unsupported) {
    return {
      cluster: pin ? pinConfigured(entry, cluster, pin) : cluster,
      warnings: inCatalog.length > 0 ? [catalogClusterIgnored(inCatalog)] : [],
    };
  }
  if (pin) {
    return pinFromCatalog(entry, inCatalog, pin);
  }
  return {
    cluster,
    problem: problemWithoutPin(entry, inCatalog),
    warnings: [],
  };
}

function pinConfigured(
  { place }: Entry,
  cluster: KnownCluster,
  pin: Required<ApiServer>,
): KnownCluster {
  const { url, title, dashboardUrl } = cluster;
  if (url !== undefined && normalizeAddress(url) !== pin.url) {
    throw new Error(
      `${place}.apiServer.url: is another address than under kubernetes.clusterLocatorMethods`,
    );
  }
  return { ...toCluster(cluster.name, pin), title, dashboardUrl };
}

function pinFromCatalog(
  { cluster: name, place }: Entry,
  inCatalog: CatalogCluster[],
  pin: Required<ApiServer>,
): ResolvedCluster {
  const cluster = toCluster(name, pin);
  const matching = inCatalog.filter(each =>
    isSameServer(readCatalogServer(each), pin),
  );
  if (inCatalog.length > 0 && matching.length === 0) {
    const problem = addressChanged(inCatalog, place);
    return { cluster: { name }, problem, warnings: [] };
  }
  if (inCatalog.length > 1) {
    // The pin leaves nothing to be chosen, but who calls it what does.
    return { cluster, warnings: [ambiguousCluster(inCatalog)] };
  }
  // Neither title nor dashboard: scopes and marks name clusters, and people follow
  // the link, while address and CA, which match, are known to many.
  return { cluster, warnings: [] };
}

function problemWithoutPin(
  { credential, place }: Entry,
  inCatalog: CatalogCluster[],
): SourceProblem | undefined {
  if (inCatalog.length === 0 || (credential && bringsAddress(credential))) {
    return undefined;
  }
  if (inCatalog.length > 1) {
    return ambiguousCluster(inCatalog);
  }
  return credential && addressNotPinned(inCatalog[0], place);
}

/** What is compared is what is used: a file is not read a second time. */
function toCluster(name: string, pin: Required<ApiServer>): KnownCluster {
  const caData = Buffer.from(pin.ca.pem).toString('base64');
  return { name, url: pin.url, caData };
}
