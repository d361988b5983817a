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

import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { type JsonObject } from '@backstage/types';
import { folderOf, type RunningEstate } from '@internal/estate';
import type { SimulatedGitHost } from '../git';
import { clustersConfig } from './clustersConfig';

const SEALING_NAMESPACE = 'sealed-secrets';
/** Its controller is found, and asked nothing; nor are its ExternalSecrets synced on request. */
const UNASKED = 'development';

/** The configuration that leads to the simulated estate. */
export function simulatedConfig(
  estate: RunningEstate,
  gitHost: Pick<SimulatedGitHost, 'urlOf'>,
): JsonObject {
  const { kubernetes, secrets } = clustersConfig(estate.clusters);
  const { address, token } = estate.vault;
  const { accountId, credential, regions } = estate.aws;
  const vault = {
    address,
    auth: { token },
    clusters: estate.clusters.map(({ name }) => ({
      cluster: name,
      isDefault: true,
    })),
  };
  return {
    app: { demo: { simulated: true } },
    catalog: {
      locations: [
        {
          type: 'file',
          target: estate.catalogFile,
          rules: [
            {
              allow: [
                'Location',
                'Domain',
                'System',
                'Component',
                'Resource',
                'API',
              ],
            },
          ],
        },
        {
          type: 'file',
          target: resolvePackagePath(
            'demo',
            '../../templates/seal-secret/template.yaml',
          ),
          rules: [{ allow: ['Template'] }],
        },
      ],
    },
    kubernetes,
    secrets: {
      ...secrets,
      scopes: estate.repositories().map(({ ownerRef, name }) => ({
        owner: ownerRef,
        repositories: estate.clusters.map(cluster => ({
          url: gitHost.urlOf(name),
          branch: 'main',
          path: folderOf(cluster.name),
        })),
      })),
      vault: {
        instances: [
          {
            name: 'vault',
            title: 'Fernhill (simulated)',
            ...vault,
            clusters: vault.clusters.map(each =>
              // As its auth method says: its host is that of this cluster.
              each.cluster === 'production'
                ? { ...each, authMounts: ['kubernetes'] }
                : each,
            ),
          },
          {
            name: 'vault-partners',
            title: 'Fernhill, partners (simulated)',
            namespace: 'partners',
            ...vault,
          },
        ],
      },
      aws: {
        instances: [
          {
            name: 'aws',
            title: 'Fernhill, AWS (simulated)',
            accountId,
            regions,
            credential,
            endpoint: estate.aws.address,
            clusters: estate.clusters.map(({ name }) => name),
            identities: [{ cluster: 'production', eksCluster: 'production' }],
          },
        ],
      },
      externalSecrets: {
        syncNow: {
          clusters: estate.clusters
            .filter(({ name }) => name !== UNASKED)
            .map(({ name, syncToken }) => ({
              cluster: name,
              credential: { token: syncToken },
            })),
        },
      },
      sealedSecrets: {
        controllers: estate.clusters
          .filter(({ name }) => name !== UNASKED)
          .map(({ name }) => ({
            cluster: name,
            namespace: SEALING_NAMESPACE,
            verify: true,
          })),
      },
    },
  };
}
