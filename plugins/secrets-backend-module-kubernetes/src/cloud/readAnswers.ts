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
  type ManagedEncryption,
  readAksEncryption,
  readEksEncryption,
  readGkeEncryption,
} from '@keyward/compliance';
import {
  at,
  isJson,
  jsonsOf,
  listOf,
  stringOf,
} from '@keyward/observation/json';

/** What a cloud says of a cluster that it manages. */
export interface CloudAnswer {
  encryption: ManagedEncryption | undefined;
  /** The hosts under which its API server answers. */
  hosts: string[];
  /** The CA of its API server, PEM in base64; some clouds do not tell. */
  caData?: string;
}

/**
 * Reads what EKS answers to `DescribeCluster`.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html
 */
export function readEksAnswer(answer: unknown): CloudAnswer {
  const cluster = at(answer, 'cluster');
  return {
    encryption: readEksEncryption({
      version: textAt(cluster, 'version'),
      encryptionConfig: jsonsOf(at(cluster, 'encryptionConfig')).map(each => ({
        resources: listOf(each.resources).map(String),
        provider: { keyArn: textAt(each, 'provider', 'keyArn') },
      })),
    }),
    hosts: hostsOf([textAt(cluster, 'endpoint')]),
    caData: textAt(cluster, 'certificateAuthority', 'data'),
  };
}

/**
 * Reads what GKE answers to `projects.locations.clusters.get`.
 * @see https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters
 */
export function readGkeAnswer(answer: unknown): CloudAnswer {
  const database = at(answer, 'databaseEncryption');
  const endpoints = at(answer, 'controlPlaneEndpointsConfig');
  return {
    encryption: readGkeEncryption({
      databaseEncryption: {
        state: textAt(database, 'state'),
        currentState: textAt(database, 'currentState'),
      },
    }),
    hosts: hostsOf([
      textAt(answer, 'endpoint'),
      textAt(endpoints, 'dnsEndpointConfig', 'endpoint'),
      textAt(endpoints, 'ipEndpointsConfig', 'publicEndpoint'),
      textAt(endpoints, 'ipEndpointsConfig', 'privateEndpoint'),
    ]),
    caData: textAt(answer, 'masterAuth', 'clusterCaCertificate'),
  };
}

/**
 * Reads what AKS answers to `Managed Clusters - Get`.
 * @see https://learn.microsoft.com/rest/api/aks/managed-clusters/get
 */
export function readAksAnswer(answer: unknown): CloudAnswer {
  const properties = at(answer, 'properties');
  const enabled = at(
    properties,
    'securityProfile',
    'azureKeyVaultKms',
    'enabled',
  );
  return {
    encryption: readAksEncryption(
      isJson(properties)
        ? {
            properties: {
              securityProfile: {
                azureKeyVaultKms: { enabled: enabled === true },
              },
            },
          }
        : {},
    ),
    hosts: hostsOf([
      textAt(properties, 'fqdn'),
      textAt(properties, 'privateFQDN'),
    ]),
  };
}

function hostsOf(addresses: (string | undefined)[]): string[] {
  return addresses.flatMap(address =>
    address === undefined
      ? []
      : [
          address
            .replace(/^https:\/\//, '')
            .replace(/[:/].*$/, '')
            .toLowerCase(),
        ],
  );
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  return stringOf(at(value, ...path));
}
