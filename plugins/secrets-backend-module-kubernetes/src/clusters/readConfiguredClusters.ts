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
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import type { KnownCluster } from '../config';

/** What plugin-kubernetes is told of clusters, beside those in the catalog. */
export interface ConfiguredClusters {
  clusters: KnownCluster[];
  /** Whether clusters are looked for in the catalog as well. */
  catalog: boolean;
  /** Locators that could not be read, by their place. */
  problems: string[];
}

const KEY = 'kubernetes.clusterLocatorMethods';

/** The address at which `kubectl proxy` listens. */
const LOCAL_PROXY = 'http://127.0.0.1:8001';

/**
 * Reads the clusters that plugin-kubernetes is configured with: name, address
 * and CA, and never its credential.
 */
export function readConfiguredClusters(config: Config): ConfiguredClusters {
  const result: ConfiguredClusters = {
    clusters: [],
    catalog: false,
    problems: [],
  };
  let methods: Config[];
  try {
    methods = config.getOptionalConfigArray(KEY) ?? [];
  } catch {
    return { ...result, problems: [`${KEY}: must be a list`] };
  }
  methods.forEach((method, index) => {
    const place = `${KEY}[${index}]`;
    try {
      readMethod(method, place, result);
    } catch (error) {
      result.problems.push(`${place}: ${describeError(error)}`);
    }
  });
  return result;
}

function readMethod(method: Config, place: string, result: ConfiguredClusters) {
  const type = method.getOptionalString('type');
  switch (type) {
    case 'config':
      (method.getOptionalConfigArray('clusters') ?? []).forEach(
        (cluster, index) => {
          try {
            result.clusters.push(readCluster(cluster));
          } catch (error) {
            result.problems.push(
              `${place}.clusters[${index}]: ${describeError(error)}`,
            );
          }
        },
      );
      break;
    case 'localKubectlProxy':
      result.clusters.push({ name: 'local', url: LOCAL_PROXY });
      break;
    case 'catalog':
      result.catalog = true;
      break;
    case 'gke':
      result.clusters.push({
        name: method.getOptionalString('projectId') ?? 'gke',
        unsupported:
          'Keyward does not look for clusters in GKE: list them under a locator of type config.',
      });
      break;
    default:
      result.problems.push(`${place}.type: ${type} is not known to Keyward`);
  }
}

function readCluster(cluster: Config): KnownCluster {
  return {
    name: cluster.getString('name'),
    title: cluster.getOptionalString('title'),
    url: cluster.getString('url'),
    caData: cluster.getOptionalString('caData'),
    caFile: cluster.getOptionalString('caFile'),
    skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify'),
    dashboardUrl: cluster.getOptionalString('dashboardUrl'),
  };
}
