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

import type { SealingScope } from '@keyward/sealing';
import { ManifestManager } from '../Manifest';
import type { SealedSpec } from '../render/sealedSecretOf';

/** Values that may differ from cluster to cluster. */
export type PerCluster<T> = T & { [cluster: string]: any };

/** A Secret of a service. */
export interface SecretSpec {
  name: string;
  /** Default: Opaque. */
  type?: string;
  /** Descriptions of the values (see `generateValue`). */
  keys?: Record<string, string>;
  /**
   * How the workload uses it, such as `envFrom`, `env`, `env KEY`,
   * `volume /path`, `projected /path`, `init env`, `init volume /path`,
   * `ephemeral env`, `imagePullSecret`, `ingress`, `serviceAccount`, `csi`.
   */
  use?: string | string[];
  /** Whether the workload does without it. */
  optional?: boolean;
  /** What delivers it, such as `eso vault payments/db` or `sealed`. */
  by?: string;
  age?: string;
  /** Age of its newest value. */
  valueAge?: string;
  managers?: ManifestManager[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Referenced but not there. */
  missing?: boolean;
  /** What its deliverer complains of, and since when. */
  failed?: { message: string; since: string };
  /** When its ExternalSecret was last synced; default: some minutes ago. */
  synced?: string;
  /** What its ExternalSecret reads was deleted, and the Secret is kept. */
  retained?: boolean;
  /** Somebody changed what its ExternalSecret had delivered. */
  drifted?: boolean;
  /** Of a sealed one: how it was sealed, and what its object says of it. */
  sealed?: SealedSpec & {
    /** By its annotations; default: strict. */
    says?: SealingScope;
    /** By those of the template; default: the same. */
    templateSays?: SealingScope;
    /** No controller has looked at it yet. */
    isNew?: boolean;
  };
  clusters?: string[];
}

/** A workload and all that comes with it, in every cluster. */
export interface ServiceSpec {
  service: string;
  /** Id of the component that it is part of; default: its own name. */
  component?: string;
  team: string;
  namespace: string;
  kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Job';
  clusters?: string[];
  replicas?: number;
  age?: string;
  /** What delivers the workload. */
  by?: string;
  /** Whether the workload names its component (`keyward.io/entity`). */
  confirm?: boolean;
  labels?: Record<string, string>;
  /** Plain environment variables. */
  env?: Record<string, string>;
  /** Environment variables with generated text in them. */
  envValues?: Record<string, string>;
  /** Plain entries of a ConfigMap. */
  config?: Record<string, string>;
  /** Generated entries of the ConfigMap. */
  configValues?: Record<string, string>;
  port?: number;
  host?: string;
  schedule?: string;
  secrets?: PerCluster<SecretSpec>[];
}
