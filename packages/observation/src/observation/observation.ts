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

import { type KeyCertificatesObservation } from './certificates';

/**
 * The version of the observation contract. A reader refuses a newer one. Version 1 knew
 * Kubernetes only; its batches are read as ever.
 *
 * @public
 */
export const OBSERVATION_VERSION = 2;

/**
 * What a secret (or one of its keys) is, told by its type, key names and the shape of its value.
 *
 * @public
 */
export type SecretClass =
  | 'password'
  | 'api-key'
  | 'token'
  | 'tls'
  | 'ssh-key'
  | 'docker-config'
  | 'connection-string'
  | 'oauth-client'
  | 'encryption-key'
  | 'service-account-token'
  | 'helm-release'
  | 'sealing-key'
  | 'bootstrap-token'
  | 'identifier'
  | 'public'
  | 'other';

/**
 * The size of a value, in buckets: an exact length would help to guess.
 *
 * @public
 */
export type SizeBucket =
  | 'empty'
  | '1-11 B'
  | '12-31 B'
  | '32-127 B'
  | '128 B-1 KiB'
  | '1-16 KiB'
  | '16 KiB-1 MiB'
  | 'over 1 MiB';

/**
 * Why a value is weak: the first that is true of it. Said only of values of a
 * class that is worth a guess.
 *
 * - `empty`: nothing, or only white space
 * - `common`: a word that is commonly chosen, or that software is delivered with
 * - `short`: too short for its class
 * - `guessable`: of too little variety
 *
 * @public
 */
export type Weakness = 'empty' | 'common' | 'short' | 'guessable';

/**
 * How what is sent over a connection is protected on its way.
 *
 * - `encrypted`: by TLS
 * - `unverified`: by TLS, with whoever answers
 * - `optional`: by TLS if the other side offers it
 * - `plaintext`: not at all
 * - `unstated`: as the client does it unless it is told otherwise
 * - `local`: it does not leave the host
 *
 * @public
 */
export type TransitSecurity =
  | 'encrypted'
  | 'unverified'
  | 'optional'
  | 'plaintext'
  | 'unstated'
  | 'local';

/**
 * How the bounds of a value's age are known, best first.
 *
 * - `source`: the source's own rotation date (exact)
 * - `observed`: a fingerprint change that Keyward saw itself
 * - `managed-fields`: a manager that owns the data wrote at the latest bound
 * - `creation`: the object's creation is all that is known
 *
 * @public
 */
export type ValueAgeBasis =
  | 'source'
  | 'observed'
  | 'managed-fields'
  | 'creation'
  | 'unknown';

/**
 * When a value was set, as an interval of two instants (ISO 8601, UTC). Equal bounds are exact.
 *
 * @public
 */
export interface ValueAge {
  /** The value cannot have been set before this instant. */
  earliest?: string;
  /** The value cannot have been set after this instant. */
  latest?: string;
  basis: ValueAgeBasis;
}

/**
 * One data entry of a secret. Never the value.
 *
 * @public
 */
export interface KeyObservation {
  name: string;
  class: SecretClass;
  size?: SizeBucket;
  /** HMAC-SHA-256 under the installation's key, hex, 128 bits; absent for guessable values and where values are not taken. */
  fingerprint?: string;
  fingerprintKeyId?: string;
  /** The value is guessable (short, low entropy or common), hence has no comparable fingerprint. */
  weak?: boolean;
  /** Absent where it is not weak for its class, and where values are not taken. */
  weakness?: Weakness;
  /** What the worst of the connection strings in the value asks for; absent where there are none, and where values are not taken. */
  transit?: TransitSecurity;
  age: ValueAge;
  /** The public certificates in the value; absent where there are none and where values are not taken. */
  certificates?: KeyCertificatesObservation;
}

/**
 * A writer of an object, from its managed fields: never what was written.
 *
 * @public
 */
export interface ManagerObservation {
  name: string;
  operation: string;
  subresource?: string;
  time?: string;
  /** The names of the data keys that it owns; absent when it owns none. */
  dataKeys?: string[];
}

/** @public */
export interface OwnerObservation {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/**
 * An annotation: its value only where the key is on the allow-list.
 *
 * @public
 */
export interface AnnotationObservation {
  key: string;
  length: number;
  value?: string;
}

/**
 * How one object says that it was put there by a tool: the tool and the tool's own object.
 *
 * @public
 */
export interface DelivererObservation {
  /** For example `ExternalSecret`, `SealedSecret`, `Certificate`, `Helm`, `Argo CD`, `Flux`, `VaultStaticSecret`, `SecretProviderClass`, `by hand`. */
  kind: string;
  apiGroup?: string;
  namespace?: string;
  /** The deliverer's name; for `by hand` the manager's. */
  name?: string;
  /** How it is known. */
  basis: 'owner' | 'label' | 'annotation' | 'manager' | 'delivery' | 'type';
}

/**
 * A place of an object where credentials stand in plain text that belong into a
 * Secret. Never the credential, nor where in the text it stands.
 *
 * @public
 */
export interface ExposureObservation {
  /** The data of a ConfigMap, a literal environment variable, the command line of a container, an annotation. */
  place: 'data' | 'env' | 'args' | 'annotation';
  /** The key, the variable, `command` or `args`, the annotation. */
  name: string;
  container?: string;
  /** For example `data[app.yaml]` or `spec.template.spec.containers[0].env[2].value`. */
  path: string;
  /** Of the first that stands there. */
  class: SecretClass;
  /** How the first was found, for example `github-token`, see `@keyward/secret-scan`. */
  detector: string;
  /** How many stand there. */
  count: number;
  /** The names that they are assigned to within the place, at most 10. */
  names?: string[];
}

/**
 * A Secret of Kubernetes.
 *
 * @public
 */
export interface SecretObservation {
  type: 'secret';
  /** For example `kubernetes:prod-eu/payments/db-credentials`. */
  ref: string;
  namespace: string;
  name: string;
  uid?: string;
  resourceVersion?: string;
  createdAt?: string;
  /** The Kubernetes type, for example `Opaque`. */
  secretType: string;
  class: SecretClass;
  /** What was taken of it: with `metadata` neither sizes nor fingerprints are known. */
  taken: 'fingerprint' | 'metadata';
  immutable?: boolean;
  keys: KeyObservation[];
  /** The number of keys, where their names are not known. */
  keyCount: number;
  /** Labels on the allow-list, and those that are switches. */
  labels: Record<string, string>;
  /** The keys of other labels; absent where there are none. */
  otherLabels?: string[];
  annotations: AnnotationObservation[];
  owners: OwnerObservation[];
  managers: ManagerObservation[];
  deliverer: DelivererObservation;
  /** Whether its values are other ones than its deliverer wrote last; absent where that cannot be told. */
  drifted?: boolean;
  /** What of it stands in its annotations as well; absent where nothing does, and where values are not taken. */
  exposures?: ExposureObservation[];
  /** What it says of where values come from and go to, beside `deliverer`; absent where it says nothing. */
  edges?: EdgeObservation[];
  classifierVersion: number;
}

/** @public */
export type ReferenceKind =
  | 'env'
  | 'envFrom'
  | 'volume'
  | 'projected'
  | 'imagePullSecret'
  | 'csi'
  /** Made of others: a mounted SecretProviderClass makes the secret, see `mountedReferences`. */
  | 'secretProviderClass'
  | 'serviceAccount'
  | 'ingressTls'
  | 'gatewayTls'
  | 'storage'
  | 'webhook'
  /** A Role lets somebody get it by its name. */
  | 'role'
  | 'customResource'
  /** A program is told it by an argument of its container. */
  | 'argument'
  /** A controller is told it by an annotation. */
  | 'annotation'
  /** Copies are made of it. */
  | 'copy'
  /** Not stated, but found by its form or implied by a name: it may be to something else, and is missing for nobody. */
  | 'convention';

/**
 * A reference of an object to a secret.
 *
 * @public
 */
export interface ReferenceObservation {
  namespace: string;
  name: string;
  how: ReferenceKind;
  /** The keys that are named; absent when all are taken. */
  keys?: string[];
  container?: string;
  containerKind?: 'container' | 'init' | 'ephemeral';
  /** Where in the object the reference stands, for example `spec.template.spec.containers[0].env[2]`. */
  path?: string;
  optional?: boolean;
  /** A volume mounted by subPath never sees an update. */
  subPath?: boolean;
}

/**
 * Where a value comes from, as something that takes it from there names the place.
 * The module that knows the system can tell which secret that is.
 *
 * @public
 */
export interface SecretLocator {
  /** The kind of system, for example `vault`, or `external-secrets` where only the store knows it. */
  system: string;
  /** For example `ClusterSecretStore/vault`. */
  store?: string;
  /** The key in the store. */
  path?: string;
  /** The properties that are taken of it; absent when all are. */
  keys?: string[];
  /** Absent for the newest one. */
  version?: string;
}

/**
 * A secret that an object makes, and what it says of its own success.
 *
 * @public
 */
export interface DeliveryObservation {
  namespace: string;
  name: string;
  /** Where the value comes from, as the object names it: store and remote key names, never values. */
  from?: SecretLocator[];
}

/** @public */
export interface ObjectStatusObservation {
  ready: 'true' | 'false' | 'unknown';
  /** The condition's reason word (CamelCase); messages can hold values and are not kept. */
  reason?: string;
  since?: string;
  lastSync?: string;
  /**
   * Why it is not ready, where a module found that out: a word of its own as
   * `store-not-ready`, never a text of the system. Of resources only.
   */
  cause?: string;
  /** The ref of the resource of the same source for whose failure it is not ready. Of resources only. */
  becauseOf?: string;
}

/**
 * That the value of one secret comes from another one, in whatever systems.
 *
 * @public
 */
export interface EdgeObservation {
  /** The ref of a secret, or where it is. */
  from: string | SecretLocator;
  /** The ref of a secret. */
  to: string;
  /** The ref of the object that delivers; absent where the system does so itself. */
  via?: string;
  status?: ObjectStatusObservation;
}

/**
 * Any object that is not a secret: workloads, ServiceAccounts, operators' objects, roles, namespaces.
 *
 * @public
 */
export interface ObjectObservation {
  type: 'object';
  /** Unique in its source, see `formatObjectRef`. */
  ref: string;
  apiGroup: string;
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  resourceVersion?: string;
  createdAt?: string;
  labels: Record<string, string>;
  /** The labels of the pods that a workload makes. */
  podLabels?: Record<string, string>;
  annotations: AnnotationObservation[];
  owners: OwnerObservation[];
  references: ReferenceObservation[];
  deliveries: DeliveryObservation[];
  /** What it delivers between other systems; absent where that is nothing. */
  edges?: EdgeObservation[];
  /** What pods take through it, or as it says, of other systems without a Secret; absent where that is nothing. */
  reads?: SecretLocator[];
  /** Set where a text in it would name a Secret if there were one: once there is, it has to be read again. */
  openTexts?: true;
  status?: ObjectStatusObservation;
  /** Names of the ConfigMaps of its namespace that it takes, as a workload; absent where it takes none. */
  configMaps?: string[];
  /** Where credentials stand in it; absent where none do, and where they are not looked for. */
  exposures?: ExposureObservation[];
  /** Kind-specific fields from an allow-list: replicas, hosts, rules, subjects … */
  detail?: Record<string, unknown>;
}

/**
 * What is observed of a cluster.
 *
 * @public
 */
export type Observation = SecretObservation | ObjectObservation;

/**
 * A kind whose objects can use secrets, and of which not all are seen: that nothing
 * uses a secret is not known then.
 *
 * @public
 */
export interface UnlistedKind {
  /** For example `databases.example.com`; absent where it is not known which kinds there are. */
  name?: string;
  /** The namespaces in which they are not seen; absent if that is everywhere. */
  namespaces?: string[];
}
