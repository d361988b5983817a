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

import type { BindingObject, SecretObject } from '../objects';
import type { AccessPath } from './closure';
import type { AccessPlace } from './types';

/**
 * Who can reach which secret, directly or by any chain of paths.
 *
 * @public
 */
export interface AccessGraph {
  /** Every subject that a binding or a ServiceAccount names: `u:USER`, `g:GROUP`. */
  subjects(): AccessPlace[];
  /** A shortest path of each subject that can reach a secret. */
  pathsTo(secret: { namespace: string; name: string }): AccessPath[];
  /** The ServiceAccounts there are, as `u:USER`, of some names in some namespaces; `*` stands for any characters. */
  accounts(wanted: { namespaces: string[]; names: string[] }): AccessPlace[];
  /** A shortest path of each subject that comes to any of some places; those among them need no step. */
  pathsToPlaces(places: Iterable<AccessPlace>): AccessPath[];
  /**
   * A shortest path to each secret that can be reached from a subject, or from
   * a compromised `pod:NAMESPACE/NAME` or `node:NAME`.
   */
  pathsFrom(place: AccessPlace): AccessPath[];
  /** A shortest path, if there is one. */
  path(
    place: AccessPlace,
    secret: { namespace: string; name: string },
  ): AccessPath | undefined;
  /** The Secrets there are that can be reached from a place, without saying how. */
  secretsFrom(place: AccessPlace): { namespace: string; name: string }[];
  /** What a binding by itself gives to whomever it names. */
  openedBy(binding: Omit<BindingObject, 'subjects'>): OpenedSecrets;
  /** The subjects that can reach any of some secrets. */
  subjectsTo(
    secrets: Iterable<{ namespace: string; name: string }>,
  ): AccessPlace[];
  /** Replaces or adds a Secret; only what leads to it or from it is worked out anew. */
  setSecret(secret: SecretObject): void;
  /** Forgets a Secret. */
  deleteSecret(secret: { namespace: string; name: string }): void;
}

/**
 * What a binding opens.
 *
 * @public
 */
export interface OpenedSecrets {
  secrets: { namespace: string; name: string }[];
  /** How many of them by a right to read. */
  direct: number;
  /** The ids of the path kinds that the rights of its role are. */
  kinds: string[];
}
