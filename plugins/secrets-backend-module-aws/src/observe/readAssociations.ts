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

import type { EksApi } from '../client';
import type { Association } from '../identities';

/** Who issues the tokens of a cluster of EKS. */
export interface EksCluster {
  name: string;
  arn: string;
  /** Without `https://`. */
  issuer?: string;
}

/** A ServiceAccount that EKS gives a role to. */
export interface KnownAssociation extends Association {
  id: string;
  roleArn: string;
  /** The role that it gets in the end, by way of the other one. */
  targetRoleArn?: string;
  /** A policy that limits it, as AWS has it. */
  policy?: string;
}

/** Nobody has as many; each is one call. */
const MOST_ASSOCIATIONS = 5_000;

/** What EKS says. */
export interface KnownEks {
  clusters: EksCluster[];
  associations: KnownAssociation[];
  /** How many associations were left out. */
  left: number;
}

/**
 * Adds the clusters of a region, and which roles EKS gives to which of their
 * ServiceAccounts, to what is known. What was read before a failure stays.
 *
 * @throws AwsError
 */
export async function readAssociations(
  api: EksApi,
  accountId: string,
  found: KnownEks,
): Promise<void> {
  const own: { name: string; arn: string; accountId: string }[] = [];
  for await (const page of api.clusters()) {
    for (const { name } of page) {
      const { arn, identity } = await api.cluster(name);
      if (typeof arn !== 'string') {
        continue;
      }
      const issuer = identity?.oidc?.issuer?.replace(/^https:\/\//, '');
      found.clusters.push({ name, arn, ...(issuer ? { issuer } : {}) });
      own.push({ name, arn, accountId });
    }
  }
  for (const each of own) {
    await readThoseOf(api, each, found);
  }
}

async function readThoseOf(
  api: EksApi,
  cluster: { name: string; arn: string; accountId: string },
  found: KnownEks,
): Promise<void> {
  for await (const page of api.associations(cluster.name)) {
    for (const { associationId: id } of page) {
      if (found.associations.length >= MOST_ASSOCIATIONS) {
        found.left += 1;
        continue;
      }
      const each = id && (await api.association(cluster.name, id));
      if (each && each.roleArn && each.namespace && each.serviceAccount) {
        found.associations.push({
          id,
          accountId: cluster.accountId,
          clusterArn: cluster.arn,
          clusterName: cluster.name,
          namespace: each.namespace,
          serviceAccount: each.serviceAccount,
          isWithoutTags: each.disableSessionTags === true,
          roleArn: each.roleArn,
          ...(each.targetRoleArn ? { targetRoleArn: each.targetRoleArn } : {}),
          ...(each.policy ? { policy: each.policy } : {}),
        });
      }
    }
  }
}
