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

import type { NeededRight, ServedResource } from '@keyward/kube-model/systems';

export type { NeededRight };

/**
 * Where rights count: in a namespace or everywhere, for some names or all.
 *
 * @public
 */
export interface RightScope {
  namespace?: string;
  /** Of the objects of the first right. */
  names?: string[];
  /** Of those of the second, of kinds that ask for them. */
  otherNames?: string[];
}

/**
 * Something that can be had: `secret:NS/NAME`, `secrets:NS` or `secrets:*`,
 * `pod:`, `pods:`, `node:`, `nodes:`, `identities:`, `users:*`, `groups:*`,
 * `cluster:*`, `u:USER`, `g:GROUP`, `rolebindings:NS` or `rolebindings:NS/ROLE/BINDING`
 * and `clusterrolebindings:*`, `stores:NS` (those that it may use) and
 * `store:NS/NAME`, `provider-classes:NS` and `provider-class:NS/NAME`, `remote:PROVIDER STORE PATH`, `vault-auths:NS` and `vault-auth:NS/NAME`, `aws-auth:*`, `cloud:IDENTITY`,
 * `applications:NS`, `kustomizations:NS`, `helmreleases:NS`, `project:NS/NAME` and `applier:USER` or
 * `applier:USER/NS` (what is applied as it).
 *
 * @public
 */
export type AccessPlace = string;

/**
 * One way in which rights become access.
 *
 * @public
 */
export interface AccessPathKind {
  id: string;
  title: string;
  explanation: string;
  /** Where it is documented. */
  source: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  /** All of them. */
  needs: NeededRight[];
  /** It only helps on roles of this kind that are given to oneself. */
  ownRole?: 'Role' | 'ClusterRole';
  /** What one who has them can have. */
  reaches(scope: RightScope): AccessPlace[];
  /** Whether the names of the second right's objects count as well. */
  countsOtherNames?: boolean;
  /** It leads somewhere only in clusters that serve this. */
  ifServed?: ServedResource;
  /** Objects are all that it takes, so that one who has others applied goes it as well. */
  byObjects?: true;
}

/**
 * A binding, the role it gives and the rule in it that grants a right.
 *
 * @public
 */
export interface AccessEvidence {
  /** As `RoleBinding shop/readers`. */
  binding: string;
  /** As `ClusterRole view`. */
  role: string;
  /** The place of the rule in the role. */
  rule: number;
  /**
   * Set where the names in the role times the subjects of the binding are too
   * many to follow: it counts as a right to all objects then.
   */
  isTooMany?: true;
}

/**
 * One step of a path.
 *
 * @public
 */
export interface AccessStep {
  from: AccessPlace;
  to: AccessPlace;
  /** The id of a path kind, or of a structural step: `member-of`, `runs-as`, `mounts` … */
  kind: string;
  evidence: AccessEvidence[];
}
