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

import type { Fingerprinter } from '@keyward/values';
import type { KnownSystems } from '@keyward/kube-model/systems';
import type { KubeConfig } from '@kubernetes/client-node';
import type {
  CustomKind,
  KindLimits,
  NamedResource,
  SecretsMode,
} from '../streams';

/**
 * How custom kinds are looked for that nobody names: by what the API server says of
 * their schemas.
 *
 * @public
 */
export interface KindDiscovery {
  /** Kinds to leave out, as `databases.example.com`, or `*.example.com` for all of a group. */
  exclude?: readonly string[];
  /** What it may cost, where that is not as usual. */
  limits?: Partial<KindLimits>;
}

/**
 * What a collector follows, and how.
 *
 * @public
 */
export interface KubernetesCollectorOptions {
  /** The first part of all refs. */
  sourceId: string;
  /** Its current context names the cluster and the credential. */
  kubeConfig: KubeConfig;
  /** How much is taken of Secrets. */
  mode: SecretsMode;
  /** Needed for the mode `fingerprint`. */
  fingerprinter?: Fingerprinter;
  /** Only these namespaces, for credentials that are bound to them. */
  namespaces?: string[];
  /** Custom kinds to look for by their names. */
  kinds: CustomKind[];
  /** Looks for further custom kinds whose objects can name Secrets. Default: none is looked for. */
  discovery?: KindDiscovery;
  /** Resources of which is only noted whether the cluster serves them. */
  noted?: readonly NamedResource[];
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
  /** After how many milliseconds a watch that says nothing counts as hung. Default: 150000. */
  watchIdleMs?: number;
}
