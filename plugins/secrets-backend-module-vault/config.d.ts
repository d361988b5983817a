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
    vault?: {
      /** The path of the engine that the annotation `vault.io/secrets-path` of an entity means where it has no `vault.io/secrets-engine`, as `vault.secretEngine` of plugin-vault. Default: `secrets`. */
      defaultEngine?: string;
      /** The Vaults that are observed. */
      instances?: Array<{
        /** Names it in refs such as `vault:NAME/secret/prod/db`: lower-case letters, digits, dots and dashes. */
        name: string;
        /** What people call it. Default: its name. */
        title?: string;
        /** Where it answers, for example `https://vault.example.com:8200`. Plain http only on this machine. */
        address: string;
        /** Where each of its nodes answers (its `api_addr`), to be asked whether it is the leader. Default: nowhere but at `address`. */
        nodes?: string[];
        /** The clusters that read secrets of it, so that these lead to what they deliver there. */
        clusters?: Array<{
          /** The id of the cluster's source. */
          cluster: string;
          /** What the Vault is called there, for example `http://vault.vault.svc:8200`. Default: as above. */
          addresses?: string[];
          /** Whether the Vault Secrets Operator, the agent injector and the CSI provider there read this Vault where no address is named. Default: no. */
          isDefault?: boolean;
          /** The paths of the Kubernetes auth methods that let ServiceAccounts of this cluster log in, for example `kubernetes`. Default: none, so that who they are is not known. */
          authMounts?: string[];
        }>;
        /** The namespace of Vault Enterprise, for example `admin/payments`. */
        namespace?: string;
        /** Certificates of the authorities that it is trusted by, PEM. */
        caData?: string;
        /** A file with them. */
        caFile?: string;
        /** The KV engines to be read, by their paths. Default: all, which needs `read` on `sys/mounts`. */
        mounts?: string[];
        /** How long to wait between two looks, in seconds. Default: 300. */
        everySeconds?: number;
        /** How Keyward logs in: exactly one of these. */
        auth: {
          /**
           * A token, which has to be renewed by somebody else.
           * @visibility secret
           */
          token?: string;
          /** By AppRole. */
          appRole?: {
            /** The path of the auth method. Default: `approle`. */
            mount?: string;
            roleId: string;
            /** @visibility secret */
            secretId: string;
          };
          /** By the token of the ServiceAccount that the portal runs as. */
          kubernetes?: {
            /** The path of the auth method. Default: `kubernetes`. */
            mount?: string;
            role: string;
            /** Default: `/var/run/secrets/kubernetes.io/serviceaccount/token`. */
            tokenFile?: string;
          };
          /** By a JSON Web Token in a file. */
          jwt?: {
            /** The path of the auth method. Default: `jwt`. */
            mount?: string;
            role: string;
            tokenFile: string;
          };
        };
      }>;
    };
  };
}
