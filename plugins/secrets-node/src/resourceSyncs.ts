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
import type { Attributes } from '@keyward/observation';

/**
 * A resource as it was last observed.
 *
 * @public
 */
export interface SyncableResource {
  readonly ref: string;
  readonly sourceId: string;
  /** A namespace; in other systems the location. */
  readonly namespace: string;
  /** As its module named it, in Kubernetes with its kind. */
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Why the sync of a resource cannot be requested; shown to people.
 *
 * @public
 */
export interface ResourceSyncRefusal {
  /** What is the case, as a sentence. */
  reason: string;
  /** What to do about it. */
  remedy?: string;
  /** Where the documentation tells more. */
  docsUrl?: string;
}

/**
 * What went wrong with the request of a sync:
 *
 * - `gone`: the resource no longer exists
 * - `conflict`: the resource is another one than was observed
 * - `unavailable`: its system did not take the request; it is no fault of the caller
 *
 * @public
 */
export type ResourceSyncErrorCode = 'gone' | 'conflict' | 'unavailable';

/**
 * A sync could not be requested. The message says what happened and what to do, and
 * quotes nothing that the system answered.
 *
 * @public
 */
export class ResourceSyncError extends Error {
  /** To be compared, rather than the class. */
  name = 'ResourceSyncError';
  readonly code: ResourceSyncErrorCode;

  constructor(code: ResourceSyncErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Asks a system to sync a resource of one kind now. It acts with a credential of its
 * own, never with the one that observes.
 *
 * @public
 */
export interface ResourceSync {
  /** The kind of its resources, for example `external-secret`. */
  readonly kind: string;
  /** Why it cannot be requested of a resource; undefined if it can. Asks nobody. */
  refuse(resource: SyncableResource): ResourceSyncRefusal | undefined;
  /**
   * Resolves once the system has taken the request, which need not have been carried out.
   *
   * @throws ResourceSyncError
   */
  request(
    resource: SyncableResource,
    options: { signal: AbortSignal },
  ): Promise<void>;
}

/** @public */
export interface SecretsResourceSyncsExtensionPoint {
  /** Adds them; there is one for a kind. */
  addSyncs(...syncs: ResourceSync[]): void;
}

/**
 * Where modules hand in how resources of their kinds are synced on request. The back
 * end decides who may request it, limits how often, and tells the auditor.
 *
 * @public
 */
export const secretsResourceSyncsExtensionPoint =
  createExtensionPoint<SecretsResourceSyncsExtensionPoint>({
    id: 'secrets.resource-syncs',
  });
