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

import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  describeError,
  type ResourceSync,
  type ResourceSyncError,
} from '@keyward/backstage-plugin-secrets-node';
import type { Resource } from '../schema/openapi/generated/models';
import type {
  InventoryStore,
  ListedResource,
  VisibilityFilter,
} from '../store/inventory';

/** How long after a request the sync of the same resource can be requested again. */
const PAUSE_MS = 30_000;
const ANSWER_MS = 20_000;

/** The syncs of resources that modules offer: which there are, and how one is requested. */
export class ResourceSyncs {
  readonly #byKind: ReadonlyMap<string, ResourceSync>;
  readonly #store: InventoryStore;
  readonly #now: () => number;
  readonly #pauseMs: number;

  constructor(options: {
    syncs: readonly ResourceSync[];
    store: InventoryStore;
    now?: () => number;
    pauseMs?: number;
  }) {
    this.#byKind = new Map(options.syncs.map(sync => [sync.kind, sync]));
    this.#store = options.store;
    this.#now = options.now ?? Date.now;
    this.#pauseMs = options.pauseMs ?? PAUSE_MS;
  }

  /** A resource as the API shows it, with whether its sync can be requested. */
  withSync(resource: ListedResource): Resource {
    const { syncRequestedAt: requestedAt, ...rest } = resource;
    const sync = this.#byKind.get(resource.kind);
    if (!sync) {
      return rest;
    }
    const refusal = sync.refuse(resource);
    return {
      ...rest,
      sync: {
        available: refusal === undefined,
        ...refusal,
        ...(requestedAt ? { requestedAt } : {}),
      },
    };
  }

  /**
   * Requests the sync of one resource.
   *
   * @throws NotFoundError for one that is not there or not the caller's to see,
   *   ConflictError where it cannot be requested now, and ServiceUnavailableError
   *   where its system does not take the request
   */
  async request(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<{ ref: string; requestedAt: string }> {
    const resource = await this.#store.getResource(id, visibility);
    if (!resource) {
      throw new NotFoundError('No resource with this id, or not yours to see');
    }
    const sync = this.#byKind.get(resource.kind);
    const refusal = sync
      ? sync.refuse(resource)
      : { reason: `The sync of a ${resource.kind} cannot be requested.` };
    if (!sync || refusal) {
      const { reason = '', remedy } = refusal ?? {};
      throw new ConflictError([reason, remedy].filter(Boolean).join(' '));
    }
    const at = this.#now();
    const pauseMs = this.#pauseMs;
    const { tooSoonAfter } = await this.#store.noteSync(resource, {
      at,
      pauseMs,
    });
    if (tooSoonAfter) {
      throw new ConflictError(
        `A sync was requested at ${tooSoonAfter}. The next one can be requested ${
          pauseMs / 1000
        } seconds after it.`,
      );
    }
    try {
      await sync.request(resource, { signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (error) {
      // It failed already; what else fails would only hide why.
      await this.#store.forgetSync(resource, at).catch(() => {});
      throw toAnswered(error);
    }
    return { ref: resource.ref, requestedAt: new Date(at).toISOString() };
  }
}

/** The error that is answered for what a module throws. */
function toAnswered(error: unknown): unknown {
  const { name, code } = error as ResourceSyncError;
  if (name !== 'ResourceSyncError') {
    return error;
  }
  const message = describeError(error);
  switch (code) {
    case 'gone':
      return new NotFoundError(message);
    case 'conflict':
      return new ConflictError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}
