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
  type AnnotationObservation,
  type DelivererObservation,
  type EdgeObservation,
  type KeyObservation,
  type ObjectStatusObservation,
  type SecretClass,
} from './observation';

/**
 * What only one system has of a secret or of another resource: names, numbers and
 * instants, never a value. A source names the schema that they are read by; what no
 * schema names is not stored.
 *
 * @public
 */
export type Attributes = Record<string, string | number | boolean | string[]>;

/**
 * ServiceAccounts of a cluster that the system of a secret lets log in and read its value.
 *
 * @public
 */
export interface AccountReaders {
  /** What lets them in, for example `kubernetes/payments`. */
  by: string;
  /**
   * How it comes to that, in sentences for people; absent where a login and the policies
   * that come with it say all.
   */
  how?: string;
  /** The id of the cluster's source; absent where it is not known which cluster they are of. */
  cluster?: string;
  /** Names; `*` stands for any characters. */
  serviceAccounts: string[];
  /** Names; `*` stands for any characters. */
  namespaces: string[];
}

/**
 * Who reads the value of a secret in its own system, as far as its source knows.
 *
 * @public
 */
export interface SecretReaders {
  accounts: AccountReaders[];
  /** Who may read it as well, which the source could not find out: texts for people. */
  unknown?: string[];
}

/**
 * A secret of any system. Those of Kubernetes come as `SecretObservation`.
 *
 * @public
 */
export interface SystemSecretObservation {
  type: 'secret';
  /** `formatSecretRef(system, sourceId, ...location, name)`, for example `vault:main/secret/prod/db`. */
  ref: string;
  /** The kind of system, for example `vault`. */
  system: string;
  /** Where in its source it is, from the outside in: mount and path, project, region. */
  location: string[];
  name: string;
  /** Differs for another secret of the same name. */
  uid?: string;
  /** Differs whenever the secret does; one without is written each time. */
  version?: string;
  createdAt?: string;
  /** What the system calls its type, where it has several, for example `kv`. */
  secretType?: string;
  class: SecretClass;
  /** What was taken of it: with `metadata` neither sizes nor fingerprints are known. */
  taken: 'fingerprint' | 'metadata';
  keys: KeyObservation[];
  /** The number of keys, where their names are not known. */
  keyCount: number;
  labels?: Record<string, string>;
  /** Among them the marks `keyward.io/entity` and `keyward.io/owner`. */
  annotations?: AnnotationObservation[];
  deliverer?: DelivererObservation;
  attributes?: Attributes;
  /** Absent where nothing is known of who reads it in its own system. */
  readers?: SecretReaders;
  /** What it says of where values come from and go to; absent where it says nothing. */
  edges?: EdgeObservation[];
  classifierVersion: number;
}

/**
 * Anything that is no secret and that a finding can be about.
 *
 * @public
 */
export interface ResourceObservation {
  type: 'resource';
  /** For example `store`, `binding`, `cluster`, `key`, `role`, `repository`. */
  kind: string;
  /** `formatResourceRef(kind, sourceId, ...location, name)`, for example `store:main/secret`. */
  ref: string;
  /** The kind of system, for example `vault`. */
  system: string;
  /** As of a secret; empty for what stands at the top of its source. */
  location: string[];
  name: string;
  labels?: Record<string, string>;
  annotations?: AnnotationObservation[];
  attributes?: Attributes;
  status?: ObjectStatusObservation;
  /** The ServiceAccounts that it lets in, where it names them all. */
  accounts?: AccountReaders;
}

/**
 * That a stream names all there is of a kind in a place, once its full sync is complete.
 *
 * @public
 */
export interface Coverage {
  /** `secret`, or the kind of a resource. */
  kind: string;
  /** In this location and below; absent if that is everywhere. */
  location?: string[];
}
