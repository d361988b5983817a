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

/** What is asked of the roles of ServiceAccounts, as its IAM policies name it. */
export const IDENTITY_CALLS: Readonly<Record<string, string>> = {
  DescribeClusterCommand: 'eks:DescribeCluster',
  DescribePodIdentityAssociationCommand: 'eks:DescribePodIdentityAssociation',
  GetAccountAuthorizationDetailsCommand: 'iam:GetAccountAuthorizationDetails',
  ListClustersCommand: 'eks:ListClusters',
  ListPodIdentityAssociationsCommand: 'eks:ListPodIdentityAssociations',
};

/**
 * All that is ever asked of AWS, as its IAM policies name it. None of these calls is
 * answered with a value. `sts:AssumeRole` is made by the SDK, where a role is configured.
 */
export const CALLS: Readonly<Record<string, string>> = {
  ListSecretsCommand: 'secretsmanager:ListSecrets',
  GetResourcePolicyCommand: 'secretsmanager:GetResourcePolicy',
  ListSecretVersionIdsCommand: 'secretsmanager:ListSecretVersionIds',
  DescribeParametersCommand: 'ssm:DescribeParameters',
  ...IDENTITY_CALLS,
};
