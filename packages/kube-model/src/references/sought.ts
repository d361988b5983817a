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

import type { ReferenceObservation } from '@keyward/observation';

/**
 * What tells the namespace of a reference that the object leaves open.
 *
 * @public
 */
export type Whereabouts =
  /** Where the operator of the object's group reads what is in no namespace. */
  | { operatorOf: string }
  /** Where pods with these labels run. */
  | { podsWith: Record<string, string> }
  /** Where a store reads that looks at Secrets of the same cluster. */
  | { storeRef: { kind: string; name: string } }
  /** Nothing that is observed. */
  | 'unknown'
  /** Its own namespace, if it comes to that. */
  | 'possible';

/**
 * A reference of which other objects tell the namespace.
 *
 * @public
 */
export interface SoughtReference
  extends Omit<ReferenceObservation, 'namespace'> {
  where: Whereabouts;
}

/**
 * Which labels are selected, as Kubernetes writes it.
 *
 * @public
 */
export interface LabelSelection {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/**
 * Secrets that an object chooses by their labels.
 *
 * @public
 */
export interface SecretSelection
  extends Pick<ReferenceObservation, 'how' | 'path'> {
  labels: LabelSelection;
  /** The object's own if nothing is said. */
  namespace?: string;
  /** The store that tells the namespace. */
  storeRef?: { kind: string; name: string };
}
