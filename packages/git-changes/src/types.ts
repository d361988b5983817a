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

/**
 * An entry of a repository at the commit that a change begins at.
 *
 * @public
 */
export interface RepositoryFile {
  /** From the root of the repository, with `/` between and none at the beginning. */
  path: string;
  mode: 'file' | 'executable' | 'symlink' | 'submodule';
  /** Its bytes; absent where they were not read, or where there are none. */
  content?: Uint8Array;
}

/**
 * A file as it becomes, whole.
 *
 * @public
 */
export interface FileChange {
  path: string;
  content: string;
}

/**
 * How a workload gets the Secret.
 *
 * @public
 */
export type SecretUse =
  /** `variables`: which key each environment variable has, by the name of the variable. */
  | { as: 'env'; variables: Record<string, string> }
  | { as: 'envFrom' }
  | { as: 'volume'; mountPath: string };

/**
 * A reference to the Secret that is added to the manifest of a workload.
 *
 * @public
 */
export interface WorkloadReference {
  /** `Deployment`, `StatefulSet`, `DaemonSet` or `CronJob`. */
  kind: string;
  name: string;
  /** Needed where the workload has several containers. */
  container?: string;
  use?: SecretUse;
  /** Whether Reloader is to restart the workload when the Secret changes. */
  reload?: boolean;
}

/**
 * Sealed values, and where they go.
 *
 * @public
 */
export interface SealedTarget {
  /** The folder that was confirmed for it; empty for the root of the repository. */
  path: string;
  namespace: string;
  name: string;
  /** What the values were sealed for. */
  scope: SealingScope;
  /** The type of a Secret that is made. Default: `Opaque`. */
  type?: string;
  /** Sealed values by key. */
  encryptedData: Record<string, string>;
  /** Whether to make a manifest, or to put the values into one that is there. */
  mode: 'create' | 'replace';
  reference?: WorkloadReference;
}
