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

import type { UnlistedKind } from '../observation';

/**
 * The version of the dump's format. A reader refuses a newer one.
 *
 * @public
 */
export const DUMP_VERSION = 1;

/** A dump is of a cluster, and what is observed of one is as in the first version of the contract. */
export const DUMPED_OBSERVATION_VERSION = 1;

/**
 * The first line of a dump: what was looked at, when and how.
 *
 * @public
 */
export interface DumpHeader {
  version: number;
  /** The version of the observations in it. */
  observationVersion: number;
  /** The kind of the source, for example `kubernetes`. */
  kind: string;
  sourceId: string;
  title: string;
  /** ISO 8601, UTC. */
  takenAt: string;
  /** How much was taken, for Kubernetes `fingerprint`, `metadata` or `references`. */
  mode: string;
}

/**
 * The last line of a dump: without it the dump was cut off.
 *
 * @public
 */
export interface DumpEnd {
  /** How many observations the dump holds. */
  observations: number;
  /** Where all Secrets were listed: only there a secret that is not in the dump is missing. */
  listed: 'all' | 'none' | string[];
  /** What could not be looked at, as sentences. */
  warnings: string[];
  /**
   * What was listed to its end, for example `apps/v1/deployments` or
   * `v1/pods@shop`: what of it is not in the dump is not in the cluster. Absent
   * where nothing tells, as in dumps of earlier versions.
   */
  lists?: string[];
  /** Kinds that may use secrets and are not in the dump. Absent where it was not asked, as in dumps of earlier versions. */
  unlistedKinds?: UnlistedKind[];
}
