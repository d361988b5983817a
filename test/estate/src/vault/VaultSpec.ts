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

/** A secret of a KV engine, without its values. Ages are as in manifests. */
export interface VaultSecretSpec {
  /** Names of its keys; of KV version 1 nobody learns them. */
  keys?: string[];
  /** When each version was written, the first one first. */
  written?: string[];
  /** When the current version was deleted. */
  deleted?: string;
  /** Whose it is, by its custom metadata. */
  owner?: string;
  custom?: Record<string, string>;
}

/** A secrets engine. */
export interface VaultMountSpec {
  type: 'kv' | 'database' | 'pki';
  version?: '1' | '2';
  description?: string;
  /** Whether what the manifests of services take from Vault is in it too. */
  ofServices?: boolean;
  secrets?: Record<string, VaultSecretSpec>;
  roles?: Record<
    string,
    {
      connection: string;
      ttl: string;
      maxTtl: string;
      leases: number;
      /** In which people write down what they should not. */
      statements?: string[];
    }
  >;
  staticRoles?: Record<
    string,
    { connection: string; username: string; period: string; rotated: string }
  >;
}

/** A Kubernetes auth method. */
export interface VaultAuthSpec {
  host: string;
  roles: Record<
    string,
    {
      accounts: string[];
      namespaces: string[];
      policies: string[];
      audience?: string;
      ttl: string;
    }
  >;
}

/** What is in one namespace of a Vault. */
export interface VaultNamespaceSpec {
  mounts: Record<string, VaultMountSpec>;
  auth: Record<string, VaultAuthSpec>;
  policies: Record<string, string>;
}

/** A Vault, as `vault/vault.yaml` describes it. */
export interface VaultSpec {
  address: string;
  version: string;
  clusterName: string;
  /** When its licence expires. */
  license: string;
  /** Types of audit devices, by their paths. */
  auditDevices: Record<string, string>;
  raft: {
    id: string;
    status: 'leader' | 'voter';
    lastContact: string;
    lost?: boolean;
  }[];
  /** How old the last one of each automatic snapshot is. */
  snapshots: Record<string, string>;
  /** The root namespace is called ''. */
  namespaces: Record<string, VaultNamespaceSpec>;
}
