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
  DescribeClusterCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListClustersCommand,
  ListPodIdentityAssociationsCommand,
  type Cluster,
  type PodIdentityAssociation,
  type PodIdentityAssociationSummary,
} from '@aws-sdk/client-eks';
import {
  GetAccountAuthorizationDetailsCommand,
  type EntityType,
  IAMClient,
  type ManagedPolicyDetail,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import type { AwsSettings } from '../config';
import { AwsError } from './AwsError';
import { callsOf, clientOptions, guard, pagesOf } from './transport';

const OF_PAGE = 100;
const ALL_OF_IAM = 'GetAccountAuthorizationDetails';

/** What is read of the IAM of an account, in all of its regions the same. */
export interface IamApi {
  /** All roles, with who may assume them and the policies that stand in them. */
  roles(): AsyncGenerator<RoleDetail[]>;
  /** All policies that stand by themselves: those of the account, or those that AWS has made. */
  policies(
    of: 'LocalManagedPolicy' | 'AWSManagedPolicy',
  ): AsyncGenerator<ManagedPolicyDetail[]>;
  close(): void;
}

/** What is read of EKS in one region. */
export interface EksApi {
  /** The names of all clusters. */
  clusters(): AsyncGenerator<{ name: string }[]>;
  cluster(name: string): Promise<Cluster>;
  /** Which ServiceAccounts of a cluster EKS gives a role to. */
  associations(
    cluster: string,
  ): AsyncGenerator<PodIdentityAssociationSummary[]>;
  /** With the role, which the list does not tell. */
  association(cluster: string, id: string): Promise<PodIdentityAssociation>;
  close(): void;
}

/** @param signal - ends what is going on */
export function connectIam(settings: AwsSettings, signal: AbortSignal): IamApi {
  // The SDK finds the one place of IAM that is of this region's partition.
  const [region] = settings.regions;
  const client = new IAMClient(clientOptions(settings, region));
  guard(client);
  const call = callsOf(region, signal);
  const pages = <T extends object>(
    of: EntityType,
    take: (page: {
      RoleDetailList?: RoleDetail[];
      Policies?: ManagedPolicyDetail[];
    }) => T[] | undefined,
  ) =>
    pagesOf(ALL_OF_IAM, region, async Marker => {
      const page = await call(ALL_OF_IAM, within =>
        client.send(
          new GetAccountAuthorizationDetailsCommand({
            Filter: [of],
            MaxItems: OF_PAGE,
            Marker,
          }),
          within,
        ),
      );
      // What is no answer of IAM has nothing in it, and would be one without roles.
      const isAnswer = typeof page.IsTruncated === 'boolean';
      return {
        items: isAnswer ? take(page) ?? [] : undefined,
        next: page.IsTruncated ? page.Marker : undefined,
      };
    });
  return {
    roles: () => pages('Role', page => page.RoleDetailList),
    policies: of => pages(of, page => page.Policies),
    close: () => client.destroy(),
  };
}

/** @param signal - ends what is going on */
export function connectEks(
  settings: AwsSettings,
  region: string,
  signal: AbortSignal,
): EksApi {
  const client = new EKSClient(clientOptions(settings, region));
  guard(client);
  const call = callsOf(region, signal);
  const badAnswer = (name: string) =>
    new AwsError('bad-answer', { call: name, region });
  return {
    clusters: () =>
      pagesOf('ListClusters', region, async nextToken => {
        const page = await call('ListClusters', within =>
          client.send(
            new ListClustersCommand({ maxResults: OF_PAGE, nextToken }),
            within,
          ),
        );
        return {
          items: page.clusters?.map(name => ({ name })),
          next: page.nextToken,
        };
      }),
    async cluster(name) {
      const { cluster } = await call('DescribeCluster', within =>
        client.send(new DescribeClusterCommand({ name }), within),
      );
      if (!cluster) {
        throw badAnswer('DescribeCluster');
      }
      return cluster;
    },
    associations: clusterName =>
      pagesOf('ListPodIdentityAssociations', region, async nextToken => {
        const page = await call('ListPodIdentityAssociations', within =>
          client.send(
            new ListPodIdentityAssociationsCommand({
              clusterName,
              maxResults: OF_PAGE,
              nextToken,
            }),
            within,
          ),
        );
        return { items: page.associations, next: page.nextToken };
      }),
    async association(clusterName, associationId) {
      const { association } = await call(
        'DescribePodIdentityAssociation',
        within =>
          client.send(
            new DescribePodIdentityAssociationCommand({
              clusterName,
              associationId,
            }),
            within,
          ),
      );
      if (!association) {
        throw badAnswer('DescribePodIdentityAssociation');
      }
      return association;
    },
    close: () => client.destroy(),
  };
}
