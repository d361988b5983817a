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

import { join } from 'node:path';
import { LivingCluster } from '../cluster/LivingCluster';
import { packageFolder } from '../packageFolder';

const catalogFile = join(packageFolder, '../estate/catalog/catalog.yaml');

/** How a portal is led to a cluster. */
export interface ClusterConfigOptions {
  token: string;
  /** That of plugin-kubernetes; one that the cluster does not know, unless given. */
  pluginToken?: string;
  /** Instead of the cluster's own address, for a proxy before it. */
  url?: string;
  /** A PostgreSQL instead of a database in memory. */
  postgres?: string;
}

const KINDS = ['Location', 'Domain', 'System', 'Component', 'Resource', 'API'];

/** The configuration of a portal that follows one living cluster; the source has its name. */
export function clusterConfig(
  cluster: LivingCluster,
  {
    token,
    pluginToken = 'not-for-keyward',
    url,
    postgres,
  }: ClusterConfigOptions,
): object {
  return {
    backend: {
      database: postgres
        ? { client: 'pg', connection: postgres }
        : { client: 'better-sqlite3', connection: ':memory:' },
    },
    catalog: {
      // The services of the estate have the secrets; its people come with the personas.
      locations: [
        { type: 'file', target: catalogFile, rules: [{ allow: KINDS }] },
      ],
    },
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: cluster.clusterName,
              url: url ?? cluster.url,
              caData: Buffer.from(cluster.caData).toString('base64'),
              authProvider: 'serviceAccount',
              serviceAccountToken: pluginToken,
            },
          ],
        },
      ],
    },
    secrets: {
      kubernetes: {
        clusters: [
          {
            cluster: cluster.clusterName,
            id: cluster.clusterName,
            credential: { token },
          },
        ],
      },
    },
  };
}
