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

import type { SecretClass, ValueAge } from '@keyward/observation';
import type { UsageDoubt } from '@keyward/findings';

/** What needs looking at; the words of the portal's API. */
export type SecretState = 'deliveryFailed' | 'missing' | 'notInFile';

/** An object that refers to a secret, once, whatever number of pods it has. */
export interface ConsumerRow {
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  how: string[];
}

/** A key as it is listed. Never the value. */
export interface KeyRow {
  name: string;
  class: SecretClass;
  size?: string;
  weak?: boolean;
  age: ValueAge;
}

/** A secret as it is listed. */
export interface InventoryRow {
  ref: string;
  source: string;
  namespace: string;
  name: string;
  /** Absent for a secret that is only referred to. */
  class?: SecretClass;
  /** The Kubernetes type. */
  type?: string;
  keyCount?: number;
  keys: KeyRow[];
  deliveredBy?: {
    kind: string;
    namespace?: string;
    name?: string;
    basis: string;
  };
  consumers: ConsumerRow[];
  /** What may refer to it: in which namespace it does is not known, or whether at all. */
  possibleConsumers: ConsumerRow[];
  /** What reads it although nothing refers to it. */
  platform?: string;
  /** Why it is not known whether something uses it. */
  doubt?: UsageDoubt;
  /** Of the oldest of its values. */
  age: ValueAge;
  states: SecretState[];
  /** Why a delivery failed: the reason word of its condition. */
  reason?: string;
}
