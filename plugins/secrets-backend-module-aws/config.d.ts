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

export interface Config {
  secrets?: {
    aws?: {
      /** The accounts that are observed. */
      instances?: Array<{
        /** Names it in refs such as `aws:NAME/eu-central-1/secrets-manager/db`: lower-case letters, digits, dots and dashes. */
        name: string;
        /** What people call it. Default: its name. */
        title?: string;
        /** The number of the account, as a text. What is of another one is not taken. */
        accountId: string;
        /** The regions that are looked at, for example `eu-central-1`. */
        regions: string[];
        /** What is looked at. Default: both. */
        services?: Array<'secrets-manager' | 'parameter-store'>;
        /** The role that is assumed. Default: none. */
        roleArn?: string;
        /** What the trust policy of the role asks for. */
        externalId?: string;
        /** Default: what the environment has, such as the role of the pod. */
        credential?: {
          accessKeyId: string;
          /** @visibility secret */
          secretAccessKey: string;
        };
        /** Another address than that of AWS. Plain http only on this machine. */
        endpoint?: string;
        /** The ids of clusters whose stores read this account where they name no role. Default: none. */
        clusters?: string[];
        /** The clusters whose ServiceAccounts may have roles of this account, by IRSA or EKS Pod Identity, so that it is known which pods read a secret. Default: none, so that who they are is not known. */
        identities?: Array<{
          /** The id of the cluster's source. */
          cluster: string;
          /** What EKS calls it: its name, or its ARN where two regions have one of the name. */
          eksCluster?: string;
          /** Who issues the tokens of its ServiceAccounts, for example `https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE`. Default: what EKS says of it. */
          issuer?: string;
        }>;
        /** Whether a secret that is encrypted by the default key of AWS is a finding. Default: no. */
        requiresOwnKey?: boolean;
        /** How long to wait between two looks, in seconds. Default: 300. */
        everySeconds?: number;
      }>;
    };
  };
}
