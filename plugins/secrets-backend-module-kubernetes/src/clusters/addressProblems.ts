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

import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import type { CatalogCluster } from '../config';
import { type ApiServer, readCatalogServer } from './ApiServer';

const MOST_NAMED = 5;

/** A cluster is known from the catalog only, and nobody has vouched for its address. */
export function addressNotPinned(
  cluster: CatalogCluster,
  place: string,
): SourceProblem {
  const { name, entityRef } = cluster;
  return {
    code: 'address-not-pinned',
    message: `The address of the cluster ${name} comes from the catalog (${entityRef}), so Keyward sends its credential there only once it is pinned`,
    remedy: pinningRemedy(
      cluster,
      sha256 =>
        `Ask those who run the cluster whether its address is the one below and the SHA-256 fingerprint of its CA ${sha256}. If so, add these lines to ${place}:`,
    ),
  };
}

/** The catalog says something else of a cluster than what the operator vouched for. */
export function addressChanged(
  clusters: CatalogCluster[],
  place: string,
): SourceProblem {
  const [cluster] = clusters;
  return {
    code: 'address-changed',
    message: `The catalog (${nameAll(
      clusters,
    )}) gives another address or CA for the cluster ${
      cluster.name
    } than ${place}.apiServer`,
    remedy:
      clusters.length > 1
        ? 'Remove the entities that do not describe the cluster. If it has moved, change the configuration as well.'
        : pinningRemedy(
            cluster,
            sha256 =>
              `Nothing is sent to either. If the cluster did move, to the address below and a CA whose SHA-256 fingerprint is ${sha256}, put these lines into ${place}; if not, have ${cluster.entityRef} mended.`,
          ),
  };
}

/** Several entities describe a cluster of one name, and none of them has more right to it. */
export function ambiguousCluster(clusters: CatalogCluster[]): SourceProblem {
  return {
    code: 'ambiguous-cluster',
    message: `The catalog has several clusters ${clusters[0].name} (${nameAll(
      clusters,
    )}), so none of them is used`,
    remedy:
      'Leave one of them in the catalog, or list the cluster under a locator of type config.',
  };
}

/** An entity describes a cluster of the name of one that is configured. */
export function catalogClusterIgnored(
  clusters: CatalogCluster[],
): SourceProblem {
  return {
    code: 'catalog-cluster-ignored',
    message: `The catalog has a cluster ${clusters[0].name} as well (${nameAll(
      clusters,
    )}): it is ignored, as the configured one counts`,
    remedy:
      'Remove it from the catalog, or see who registered it and what for: it may be meant to draw a credential away.',
  };
}

/** A text, and what is to be pasted after an empty line; only what could be read is repeated. */
function pinningRemedy(
  cluster: CatalogCluster,
  say: (sha256: string) => string,
): string {
  const { url, ca } = readCatalogServer(cluster);
  if (!url || !ca) {
    return `Have ${cluster.entityRef} mended: it gives ${
      url ? 'no certificate as its CA' : 'no https address'
    }.`;
  }
  return `${say(ca.fingerprints.join(', '))}\n\n${linesOf({ url, ca })}`;
}

function linesOf({ url, ca }: Required<ApiServer>): string {
  return [
    'apiServer:',
    `  url: ${JSON.stringify(url)}`,
    `  caData: ${Buffer.from(ca.pem).toString('base64')}`,
  ].join('\n');
}

function nameAll(clusters: CatalogCluster[]): string {
  const more = clusters.length - MOST_NAMED;
  const named = clusters.slice(0, MOST_NAMED).map(each => each.entityRef);
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
