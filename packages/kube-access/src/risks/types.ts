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

import type { AccessEvidence, AccessPathKind, AccessPlace } from '../paths';

/**
 * What can be wrong with the rights of a cluster.
 *
 * @public
 */
export type AccessRiskKind =
  | 'wildcard-secret-read'
  | 'cluster-wide-read'
  | 'list-without-need'
  | 'default-account-access'
  | 'broad-group-access'
  | 'standing-user-access'
  | 'cross-namespace-access'
  | 'access-into-production'
  | 'access-without-need'
  | 'rights-escalation'
  | 'masters-access'
  | 'pod-creation'
  | 'token-creation'
  | 'volume-creation'
  | 'node-proxy-access'
  | 'certificate-approval'
  | 'webhook-change'
  | 'dangling-binding';

/**
 * Says in one word which text explains a risk, as `accessRiskExplanations` has it.
 *
 * @public
 */
export type AccessRiskExplanation =
  | Exclude<AccessRiskKind, 'dangling-binding'>
  | 'dangling-account'
  | 'dangling-role';

/**
 * A binding and the role it names; the rule in it, where one is at fault.
 *
 * @public
 */
export type AccessRiskCause = Omit<AccessEvidence, 'rule'> &
  Partial<Pick<AccessEvidence, 'rule'>>;

/**
 * What a risk is about, each thing counted once.
 *
 * @public
 */
export interface AccessRiskExtent {
  /** That can be read by rights of the subject's own. */
  secrets: number;
  /** In which it can read, or take a way to more. */
  namespaces: number;
  /** Up to 20. */
  secretExamples: { namespace: string; name: string }[];
  /** Up to 20. */
  namespaceExamples: string[];
}

/**
 * Something that is wrong with the rights of a cluster.
 *
 * @public
 */
export interface AccessRisk {
  /** Of the same risk always the same, within a cluster. */
  id: string;
  kind: AccessRiskKind;
  severity: AccessPathKind['severity'];
  /** `u:USER` or `g:GROUP`; absent where a binding names no role that there is. */
  subject?: AccessPlace;
  /** The bindings and roles behind it; of an indirect way one proof for each place. */
  causes: AccessRiskCause[];
  /** The ids of path kinds, as `list-secrets`. */
  paths: string[];
  extent: AccessRiskExtent;
  explanation: AccessRiskExplanation;
}

/**
 * A Secret that a subject needs to read.
 *
 * @public
 */
export interface AccessNeed {
  /** `u:USER` */
  subject: AccessPlace;
  namespace: string;
  name: string;
  /** Absent: `get` alone. Who keeps a cache, as an operator does, needs `list` and `watch`. */
  verbs?: string[];
}

/**
 * What the rights alone do not tell.
 *
 * @public
 */
export interface AccessRiskOptions {
  /** Of which environment a namespace is; undefined where nobody knows, and then it is no risk. */
  isProduction?: (namespace: string) => boolean | undefined;
  /** The kinds whose objects are all there: what is named and not among them does not exist. */
  complete?: Iterable<string>;
}
