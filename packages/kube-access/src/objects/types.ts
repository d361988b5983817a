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

import type {
  KnownAccessPath,
  ServedResource,
  SystemAccessObject,
} from '@keyward/kube-model/systems';

/**
 * A rule of a role as it is stored.
 *
 * @public
 */
export interface AccessRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
}

/**
 * A Role or a ClusterRole.
 *
 * @public
 */
export interface RoleObject {
  kind: 'Role' | 'ClusterRole';
  /** Absent for a ClusterRole. */
  namespace?: string;
  name: string;
  rules: AccessRule[];
  /** Of a ClusterRole, by which others take its rules in. */
  labels?: Record<string, string>;
  /** The ClusterRoles whose rules a controller writes into this one. */
  aggregatedFrom?: LabelSelector[];
}

/**
 * What the labels of an object have to be, all of it.
 *
 * @public
 */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/**
 * Whom a binding names.
 *
 * @public
 */
export interface BindingSubject {
  kind: string;
  name: string;
  namespace?: string;
}

/**
 * A RoleBinding or a ClusterRoleBinding.
 *
 * @public
 */
export interface BindingObject {
  kind: 'RoleBinding' | 'ClusterRoleBinding';
  /** Absent for a ClusterRoleBinding. */
  namespace?: string;
  name: string;
  roleRef: { kind: string; name: string };
  subjects: BindingSubject[];
}

/**
 * A ServiceAccount.
 *
 * @public
 */
export interface ServiceAccountObject {
  kind: 'ServiceAccount';
  namespace: string;
  name: string;
  /** Who it is in the cloud, by the annotation that says so. */
  cloudIdentity?: string;
}

/**
 * A pod: where it runs, as whom, and what it refers to.
 *
 * @public
 */
export interface PodObject {
  kind: 'Pod';
  namespace: string;
  name: string;
  node?: string;
  serviceAccount?: string;
  /** The names of the Secrets it refers to. */
  secrets: string[];
  configMaps?: string[];
  /** Of a controller of Flux that applies as nobody by itself: what it is started with. */
  defaultServiceAccount?: string;
  /** A mirror pod gives its node no rights. */
  isMirror?: boolean;
}

/**
 * A Secret, without what is in it.
 *
 * @public
 */
export interface SecretObject {
  kind: 'Secret';
  namespace: string;
  name: string;
  type?: string;
  /** Whose token it holds, for a `kubernetes.io/service-account-token`. */
  serviceAccount?: string;
  /** It is a key of the Sealed Secrets controller. */
  isSealingKey?: boolean;
  /** It is what a SealedSecret was unsealed to. */
  isSealed?: boolean;
  /** The Helm release that it is of, as its record or as one of its objects. */
  helmRelease?: { namespace: string; name: string };
}

/**
 * The ConfigMap `aws-auth` of EKS; no other counts.
 *
 * @public
 */
export interface AwsAuthObject {
  kind: 'ConfigMap';
  namespace: 'kube-system';
  name: 'aws-auth';
}

/**
 * A namespace or a node, of which only the name counts.
 *
 * @public
 */
export interface NamedObject {
  kind: 'Namespace' | 'Node';
  name: string;
}

/**
 * A custom resource that the cluster serves, of those that lead to Secrets by
 * rights on them.
 *
 * @public
 */
export interface ServedResourceObject extends ServedResource {
  kind: 'APIResource';
  /** As `workflows.argoproj.io`. */
  name: string;
  /** Somebody says that its objects make pods; of those that are known it need not be said. */
  makesPods?: true;
  /** How rights on it become access, by word of a system that a module adds. */
  accessPaths?: readonly KnownAccessPath[];
}

/**
 * What the engine knows of an object: names and rules, never a value.
 *
 * @public
 */
export type AccessObject =
  | RoleObject
  | BindingObject
  | ServiceAccountObject
  | PodObject
  | SecretObject
  | SystemAccessObject
  | AwsAuthObject
  | ServedResourceObject
  | NamedObject;
