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

import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Fingerprinter } from '@keyward/values';
import type { Observation } from '@keyward/observation';
import type { SecretLookup } from '@keyward/kube-model';
import type { ObjectPool } from './ObjectPool';

/** One kind of object in one scope of a cluster, that is listed and watched. */
export interface Stream {
  /** For example `v1/secrets`, `v1/secrets:helm-releases` or `apps/v1/deployments@payments`. */
  id: string;
  /** For example `/apis/apps/v1/deployments`. */
  path: string;
  query?: Record<string, string>;
  /** `metadata` and `table` answers carry no data. */
  as: 'json' | 'metadata' | 'table';
  /** The namespace to which it is bound, if it is. */
  namespace?: string;
  /** What else a stored cursor must agree with, as a change makes all be read again. */
  reading: string;
  /** What people know it as, for example `secrets`. */
  resource: string;
  kind: string;
  apiVersion: string;
  /** Set where nobody asked for the kind by its name: that it may not be listed keeps nobody waiting. */
  discovered?: {
    /** It is listed now and then instead of being watched. */
    isPolled: boolean;
    /** Where there is room for its objects; without, none is kept. */
    pool: ObjectPool;
    /** Set where it can be listed by namespaces as well. */
    parts?: {
      pathIn(namespace: string): string;
      /** More namespaces are not looked at one by one. */
      most: number;
    };
  };
  /**
   * @param item - an object, or a row of a table
   * @param companion - the object that `companionOf` names, where it is there
   * @param secretExists - tells of objects that are no Secrets what their texts name
   * @throws an ObservationError
   */
  observe(
    item: unknown,
    columns: string[] | undefined,
    companion?: unknown,
    secretExists?: SecretLookup,
  ): Observation;
  /** Another object that is needed to read an item, where it names one: its collection and its name. */
  companionOf?(item: unknown): { path: string; name: string } | undefined;
  /** The ref of a deleted object. */
  refOf(item: unknown): string | undefined;
}

/** What streams are made from. */
export interface StreamOptions {
  sourceId: string;
  mode: SecretsMode;
  namespaces?: string[];
  fingerprinter?: Fingerprinter;
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
}

/** How much of a cluster's Secrets is taken. @public */
export type SecretsMode = 'fingerprint' | 'metadata' | 'references';
