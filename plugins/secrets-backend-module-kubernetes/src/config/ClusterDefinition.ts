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

import type { CustomKind, SecretsMode } from '@keyward/kube-collector';

/** Where a cluster is and how it is recognised; never how one gets in. */
export interface KnownCluster {
  name: string;
  title?: string;
  url?: string;
  caData?: string;
  caFile?: string;
  skipTLSVerify?: boolean;
  dashboardUrl?: string;
  /** Why it cannot be observed although it is known. */
  unsupported?: string;
  /**
   * What the catalog says of a cluster of this name. Whoever may register a
   * location writes it, so that it is kept apart from what is configured.
   */
  inCatalog?: CatalogCluster[];
}

/** A cluster as an entity of the catalog describes it. */
export interface CatalogCluster {
  name: string;
  entityRef: string;
  url: string;
  caData: string;
}

/** The address and the CA of a cluster that the operator vouches for. */
export interface PinnedApiServer {
  url: string;
  caData?: string;
  caFile?: string;
}

/** Keyward's own credential for a cluster. */
export type ClusterCredential =
  | { type: 'token'; token: string }
  | { type: 'tokenFile'; file: string }
  | { type: 'kubeconfig'; file: string; context: string }
  | { type: 'inCluster' };

/** What a cluster is called in the cloud that manages it. */
export type CloudCluster = { name: string } & (
  | { cloud: 'EKS'; region: string; accountId?: string }
  | { cloud: 'GKE'; project: string; location: string }
  | { cloud: 'AKS'; subscription: string; resourceGroup: string }
);

/** Which custom kinds are followed, beside those that Keyward knows. */
export interface KindSettings {
  customKinds: CustomKind[];
  /** Whether kinds whose objects can name Secrets are looked for. */
  discoverKinds: boolean;
  /** `databases.example.com`, or `*.example.com` for all of a group. */
  excludeKinds: string[];
}

/** What `secrets.kubernetes.clusters` says of one cluster. */
export interface ClusterEntry {
  /** Where it stands in the configuration. */
  place: string;
  cluster: string;
  id: string;
  mode: SecretsMode;
  namespaces?: string[];
  kinds: KindSettings;
  apiServer?: PinnedApiServer;
  credential?: ClusterCredential;
  cloud?: CloudCluster;
}

/** An entry that cannot be used, and why. */
export interface BrokenEntry {
  place: string;
  id: string;
  cluster: string;
  message: string;
}
