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

import { ObjectMeta } from './KubernetesObject';
import type { SealedSpec } from './render/sealedSecretOf';

/** Who wrote an object, and when. */
export interface ManifestManager {
  manager: string;
  operation?: 'Apply' | 'Update';
  /** How long ago. */
  age: string;
  /** What it wrote; a list names keys of a Secret's or ConfigMap's data. */
  fields?: 'all' | 'data' | 'stringData' | 'metadata' | 'status' | string[];
}

/**
 * A Kubernetes object as the files under `manifests` have it: without what
 * follows from the clock and from the seeds.
 */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /** How old the object is. */
  'x-age'?: string;
  /** Who wrote it; the last by default. */
  'x-managers'?: ManifestManager[];
  /** The manager of everything, where `x-managers` says nothing. */
  'x-manager'?: string;
  /** Age of the newest value, where it differs from the object's. */
  'x-value-age'?: string;
  /** Descriptions of values by key (see `generateValue`). */
  'x-values'?: Record<string, string>;
  /** The same for values that end up as text in the object, by path. */
  'x-literals'?: Record<string, string>;
  /** Of a SealedSecret: what it holds (see `generateValue`), and how it was sealed. */
  'x-sealed'?: SealedSpec & { values: Record<string, string> };
  /** Of a Secret of the External Secrets Operator: the hash of its data, or of what they were before somebody changed them. */
  'x-data-hash'?: 'of its data' | 'of other data';
  /** Adds what `kubectl apply` remembers of the object: all of it. */
  'x-last-applied'?: boolean;
  /** Only in these clusters. */
  'x-clusters'?: string[];
  [field: string]: any;
}
