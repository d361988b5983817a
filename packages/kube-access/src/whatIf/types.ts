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

import type { AccessObject } from '../objects';
import type { AccessPath, AccessPlace } from '../paths';

/**
 * What a change of objects may be about.
 *
 * @public
 */
export interface ChangeableName {
  kind:
    | 'Role'
    | 'ClusterRole'
    | 'RoleBinding'
    | 'ClusterRoleBinding'
    | 'ServiceAccount';
  /** Absent for a ClusterRole or a ClusterRoleBinding. */
  namespace?: string;
  name: string;
}

/**
 * An object that a change may make or replace.
 *
 * @public
 */
export type ChangeableObject = Extract<
  AccessObject,
  { kind: ChangeableName['kind'] }
>;

/**
 * What becomes of an object.
 *
 * @public
 */
export interface ObjectChange extends ChangeableName {
  change:
    | 'added'
    | 'replaced'
    | 'unchanged'
    | 'deleted'
    /** It was to be deleted, and is not there. */
    | 'notThere'
    /** It is a binding that gives another role than before: the API server takes no such change. */
    | 'refused'
    /** A controller writes other rules into it, as it takes in those of others. */
    | 'aggregated';
}

/**
 * A subject that gains or loses a secret, or may now read directly what it
 * reached indirectly (`closer`), or the other way round (`farther`).
 *
 * @public
 */
export interface AccessChange {
  change: 'gained' | 'closer' | 'farther' | 'lost';
  /** How it can be reached now; of what is lost, how it could be before. */
  path: AccessPath;
}

/**
 * A cluster before and after a change.
 *
 * @public
 */
export interface AccessComparison {
  /** Whom the change may concern, those first whose own rights are others. */
  subjects: AccessPlace[];
  /** What a subject gains and what it loses. */
  changesOf(subject: AccessPlace): AccessChange[];
  /** Where one comes by steps that only the change makes, and by all that follow. */
  opened(): Set<AccessPlace>;
  /**
   * Whether a subject then has rights, by whatever way, that are too many to
   * follow: it counts as reaching all of them, before and after.
   */
  isTooMany(subject: AccessPlace): boolean;
}
