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

import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { IamApi } from '../client';
import {
  type KubernetesRole,
  type NamedPolicy,
  readWebIdentities,
  trustsAssociation,
  trustsPodIdentity,
} from '../identities';
import { parsePolicy, type Policy } from '../policies';
import type { KnownAssociation } from './readAssociations';

/** What is known of the clusters whose ServiceAccounts get roles. */
export interface KnownClusters {
  /** The id of the source of the cluster of an issuer. */
  clusterOfIssuer(issuer: string): string | undefined;
  /** Of a cluster of EKS, by its ARN. */
  clusterOfArn(arn: string): string | undefined;
  associations: readonly KnownAssociation[];
  /** Whether EKS said of each region which these are. */
  isWhole: boolean;
}

/** What AWS has made itself. */
const OF_AWS = /^arn:[a-z-]+:iam::aws:policy\//;
const NOT_READ: Policy = { malformed: true };

type Use = KubernetesRole['uses'][number];
type WholeRole = RoleDetail & { Arn: string };
/** What gives a role to ServiceAccounts. */
type Holders = Pick<KubernetesRole, 'uses' | 'unknown'>;

/**
 * The roles that ServiceAccounts may have, with what they may do. Only the policies that
 * these have are kept of all those that IAM lists.
 *
 * @throws AwsError
 */
export async function readRoles(
  api: IamApi,
  clusters: KnownClusters,
): Promise<KubernetesRole[]> {
  const found: { role: WholeRole; holders: Holders }[] = [];
  for await (const page of api.roles()) {
    for (const role of page.filter(isWhole)) {
      const holders = holdersOf(role, clusters);
      if (holders.uses.length > 0 || holders.unknown.length > 0) {
        found.push({ role, holders });
      }
    }
  }
  const wanted = new Set(found.flatMap(({ role }) => managedBy(role)));
  const managed = await readManaged(api, wanted);
  return found.map(({ role, holders }) => {
    const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
    const named = (arn: string): NamedPolicy => ({
      name: arn.slice(arn.lastIndexOf('/') + 1),
      policy: managed.get(arn),
    });
    return {
      arn: role.Arn,
      policies: [
        ...(role.RolePolicyList ?? []).map(each => ({
          name: each.PolicyName ?? '',
          policy: policyOf(each.PolicyDocument),
        })),
        ...attachedTo(role).map(named),
      ],
      ...(role.PermissionsBoundary ? { boundary: named(boundary ?? '') } : {}),
      ...holders,
    };
  });
}

function holdersOf(role: WholeRole, clusters: KnownClusters): Holders {
  const trust = policyOf(role.AssumeRolePolicyDocument);
  const tokens = readWebIdentities(
    trust,
    role.Arn,
    issuer => clusters.clusterOfIssuer(issuer) !== undefined,
  );
  const uses: Use[] = tokens.clusters.map(({ issuer, accounts }) => ({
    ...clusterOf(clusters.clusterOfIssuer(issuer)),
    accounts,
    how: `The trust policy of ${role.Arn} accepts the token that ${issuer} issues for this ServiceAccount (IRSA)`,
  }));
  const unknown = [...tokens.unknown];
  for (const each of clusters.associations) {
    const who = `${each.namespace}/${each.serviceAccount} of ${each.clusterName}`;
    if (each.targetRoleArn === role.Arn) {
      unknown.push(
        `EKS gives it to ${who} by way of another role, which is not followed`,
      );
    } else if (each.roleArn === role.Arn && !each.targetRoleArn) {
      const answer = trustsAssociation(trust, role.Arn, each);
      if (answer === 'yes') {
        uses.push(useOf(each, clusters));
      } else if (answer === 'unknown') {
        unknown.push(
          `EKS gives it to ${who} under conditions that are not evaluated`,
        );
      }
    }
  }
  if (!clusters.isWhole && trustsPodIdentity(trust)) {
    unknown.push('which ServiceAccounts EKS gives it to is not known');
  }
  return { uses, unknown };
}

function useOf(association: KnownAssociation, clusters: KnownClusters): Use {
  const { clusterArn, clusterName, id, namespace, policy } = association;
  return {
    ...clusterOf(clusters.clusterOfArn(clusterArn)),
    accounts: [
      {
        namespaces: [namespace],
        serviceAccounts: [association.serviceAccount],
      },
    ],
    how: `EKS gives ${association.roleArn} to this ServiceAccount of the cluster ${clusterName} (Pod Identity, ${id})`,
    ...(policy
      ? { session: { name: `of ${id}`, policy: parsePolicy(policy) } }
      : {}),
  };
}

/** Goes through all that IAM lists, until it has those that are wanted. */
async function readManaged(
  api: IamApi,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Policy>> {
  const found = new Map<string, Policy>();
  for (const [kind, arns] of [
    ['LocalManagedPolicy', [...wanted].filter(arn => !OF_AWS.test(arn))],
    ['AWSManagedPolicy', [...wanted].filter(arn => OF_AWS.test(arn))],
  ] as const) {
    const open = new Set(arns);
    for await (const page of open.size > 0 ? api.policies(kind) : []) {
      for (const policy of page) {
        if (policy.Arn && open.delete(policy.Arn)) {
          found.set(policy.Arn, policyOf(defaultVersion(policy)));
        }
      }
      if (open.size === 0) {
        break;
      }
    }
  }
  return found;
}

function defaultVersion({
  DefaultVersionId: id,
  PolicyVersionList: versions = [],
}: ManagedPolicyDetail): string | undefined {
  return versions.find(
    each => each.IsDefaultVersion || (id && each.VersionId === id),
  )?.Document;
}

/** IAM encodes policies for URLs. */
function policyOf(document: string | undefined): Policy {
  if (document === undefined) {
    return NOT_READ;
  }
  try {
    return parsePolicy(decodeURIComponent(document));
  } catch {
    return NOT_READ;
  }
}

function managedBy(role: RoleDetail): string[] {
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return [...attachedTo(role), ...(boundary ? [boundary] : [])];
}

function attachedTo({ AttachedManagedPolicies: attached }: RoleDetail) {
  return (attached ?? []).map(({ PolicyArn: arn }) => arn ?? '');
}

function clusterOf(cluster: string | undefined): { cluster?: string } {
  return cluster === undefined ? {} : { cluster };
}

function isWhole(role: RoleDetail): role is WholeRole {
  return typeof role.Arn === 'string';
}
