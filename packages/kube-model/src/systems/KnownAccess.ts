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

/**
 * What an object is on the way to Secrets: that with which a secret manager is read, what has
 * a Secret written of it, what pods mount of it, or what bounds what others apply.
 *
 * @public
 */
export type AccessRole = 'source' | 'delivery' | 'provider-class' | 'project';

/**
 * A place that secrets are read from.
 *
 * @public
 */
export interface SecretSourceName {
  /** Of which sort of places it is, as access paths name them: `store`, for example. */
  sort: string;
  /** Absent for one of the whole cluster. */
  namespace?: string;
  name: string;
}

/**
 * How a cluster reads a secret manager: a store, or a login to it.
 *
 * @public
 */
export interface SecretSourceObject extends SecretSourceName {
  kind: 'source';
  /** Who may use it besides its own namespace; `*` for all, which is what one of the whole cluster without it means. */
  namespaces?: string[];
  /** The Secrets with its credential: who reads one reads what it reads. */
  credentials?: { namespace: string; name: string }[];
  /** The ServiceAccounts as which it logs in. */
  serviceAccounts?: { namespace: string; name: string }[];
}

/**
 * What has an operator write a Secret.
 *
 * @public
 */
export interface SecretDeliveryObject {
  kind: 'delivery';
  namespace: string;
  name: string;
  /** The Secret it writes, in its namespace. */
  target: string;
  sources: SecretSourceName[];
}

/**
 * What pods mount so that they have what it reads.
 *
 * @public
 */
export interface ProviderClassObject {
  kind: 'provider-class';
  namespace: string;
  name: string;
  /** The Secrets that it writes, in its namespace. */
  targets: string[];
  /** What it reads, as provider, store and path. */
  reads: string[];
}

/**
 * What may be applied in the name of a project, and where.
 *
 * @public
 */
export interface ProjectObject {
  kind: 'project';
  namespace: string;
  name: string;
  /** Patterns of clusters and namespaces; one with `!` before it forbids them. */
  destinations: { server?: string; name?: string; namespace?: string }[];
  /** Patterns of other namespaces whose objects may name it. */
  sourceNamespaces: string[];
  /** Whether anything may be applied, from whatever repository. */
  hasSources: boolean;
  /** Whether ClusterRoleBindings may be applied. */
  isClusterWide: boolean;
}

/**
 * An object of a system as something on the way to Secrets.
 *
 * @public
 */
export type SystemAccessObject =
  | SecretSourceObject
  | SecretDeliveryObject
  | ProviderClassObject
  | ProjectObject;

/**
 * An object as it is observed, as far as access depends on it.
 *
 * @public
 */
export interface ObservedForAccess {
  namespace?: string;
  name: string;
  detail?: Record<string, unknown>;
  /** The Secrets it refers to. */
  references?: { namespace: string; name: string; path?: string | null }[];
  /** The Secrets it makes, and of which stores. */
  deliveries?: {
    namespace: string;
    name: string;
    from?: { system: string; store?: string }[];
  }[];
}

/**
 * What the objects of a kind are on the way to Secrets, and how that is read of
 * them. Of an object without a namespace it is asked only if the kind is
 * cluster-scoped.
 *
 * @public
 */
export interface KnownAccess {
  role: AccessRole;
  /** Of a source: of which sort of places its objects are. */
  sort?: string;
  /** Of an object as the API server gives it. */
  read(
    object: unknown,
    at: { namespace: string; name: string },
  ): SystemAccessObject | undefined;
  /** Of what is observed of it. */
  readObserved(
    observed: ObservedForAccess & { namespace: string },
  ): SystemAccessObject | undefined;
}
