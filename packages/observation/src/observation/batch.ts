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

import { type Observation, type OBSERVATION_VERSION } from './observation';
import {
  type Coverage,
  type ResourceObservation,
  type SystemSecretObservation,
} from './systems';

/**
 * What is observed of any system.
 *
 * @public
 */
export type AnyObservation =
  | Observation
  | SystemSecretObservation
  | ResourceObservation;

/**
 * What a source module hands to the inventory at a time. Batches of one stream are applied in order.
 *
 * A stream is one kind of object in one scope of a source, for example `v1/secrets` or `apps/v1/deployments@payments`.
 * A full sync of a stream is a row of batches with the same `generation`, of which the last has `complete`: what the
 * stream held before and none of them named is gone then.
 *
 * @public
 */
export interface ObservationBatch {
  version: 1 | typeof OBSERVATION_VERSION;
  stream: string;
  /** Absent on streams that name but a part; those of Kubernetes say it by their names. */
  covers?: Coverage;
  /** Set on batches of a full sync. */
  generation?: string;
  upserts: AnyObservation[];
  /**
   * Refs of objects that a full sync named and that are as this process applied
   * them before, so that they were not observed again.
   */
  unchanged?: string[];
  /** Refs of objects that were seen to be deleted. */
  gone: string[];
  /** Ends the full sync of `generation`. */
  complete?: boolean;
  /** Where to go on from after a restart (a resourceVersion), valid once this batch is applied. */
  cursor?: string;
  /** When this was observed, ISO 8601. */
  observedAt: string;
}
