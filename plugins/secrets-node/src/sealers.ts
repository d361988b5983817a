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

import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { SyncableResource } from './resourceSyncs';

/**
 * A Secret as it was sealed for one cluster. It holds no value.
 *
 * @public
 */
export interface SealedTarget {
  sourceId: string;
  namespace: string;
  name: string;
  /** The type of the Secret, for example `Opaque`. */
  type: string;
  scope: 'strict' | 'namespace-wide' | 'cluster-wide';
  /** The SHA-256 of the certificate that it was sealed with, in hexadecimal. */
  certificate: string;
  /** A Secret that is not there yet, or keys of one that is. */
  mode: 'create' | 'replace';
  /** What is sealed, by key. */
  encryptedData: Record<string, string>;
}

/**
 * Why something is not done; shown to people.
 *
 * @public
 */
export interface SealRefusal {
  /** For programs, for example `certificate-expired`. */
  code: string;
  /** What is the case, as a sentence. */
  reason: string;
  /** What to do about it. */
  remedy?: string;
}

/**
 * A controller that unseals in a namespace. It has a certificate where that can be
 * trusted, else a refusal.
 *
 * @public
 */
export interface SealController {
  namespace: string;
  name: string;
  version?: string;
  certificate?: {
    /** The id of its resource. */
    id: string;
    /** Of its DER encoding, in lower-case hexadecimal. */
    sha256: string;
    /** ISO 8601 */
    notBefore: string;
    /** ISO 8601 */
    notAfter: string;
    keyBits: number;
    pem: string;
  };
  refusal?: SealRefusal;
}

/**
 * How far what was sealed has come in its cluster:
 *
 * - `absent`: the cluster has it not, or in another version
 * - `applied`: it is there, and nobody knows yet whether it opens
 * - `unsealed`: its controller made the Secret of it
 * - `not-opened`: its controller could not open it
 *
 * @public
 */
export type SealedProgress = 'absent' | 'applied' | 'unsealed' | 'not-opened';

/**
 * What the back end asks a system that unseals in clusters. It asks nobody: it answers
 * from what was observed.
 *
 * @public
 */
export interface Sealer {
  readonly id: string;
  /** The kinds of resources that tell of its controllers, of which it is given all of a source. */
  readonly controllerKinds: readonly string[];
  /** The kind that Secrets name as what delivers them. */
  readonly delivererKind: string;
  /** With this annotation, its controller takes over a Secret that somebody else made. */
  readonly takeOverAnnotation: string;
  /** The controllers that serve a namespace. */
  findControllers(
    namespace: string,
    resources: readonly Pick<
      SyncableResource & { id: string },
      'id' | 'namespace' | 'name' | 'attributes'
    >[],
    now: Date,
  ): SealController[];
  /**
   * What is wrong with a target, by its form alone: a value that was not sealed does not
   * have it. It quotes nothing of what is sealed.
   *
   * @param keyBits - the size of the key of its certificate
   */
  findProblems(target: SealedTarget, keyBits: number): string[];
  /** The kind and name of the resource that a Secret is delivered by. */
  resourceOf(secretName: string): { kind: string; name: string };
  /** The scope for which the values of a resource are sealed. */
  scopeOf(
    resource: Pick<SyncableResource, 'attributes'>,
  ): SealedTarget['scope'] | undefined;
  /** What tells one sealed value from another, by key; nothing follows from it about the value. */
  digestsOf(encryptedData: Record<string, string>): Record<string, string>;
  /** How far something with these digests has come. */
  progressOf(
    digests: Record<string, string>,
    resource: Pick<SyncableResource, 'attributes'> | undefined,
  ): SealedProgress;
}

/** @public */
export interface SecretsSealersExtensionPoint {
  /** Sets the one for Secrets of clusters; a portal has one. */
  setSealer(sealer: Sealer): void;
}

/**
 * Where a module says how values are sealed for the controllers of its system.
 *
 * @public
 */
export const secretsSealersExtensionPoint =
  createExtensionPoint<SecretsSealersExtensionPoint>({
    id: 'secrets.sealers',
  });
