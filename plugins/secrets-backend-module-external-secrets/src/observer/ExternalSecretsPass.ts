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

import type { ObservedCluster } from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import type { ResourceObservation } from '@keyward/observation';
import {
  type Cause,
  type EventCauses,
  isOfTheStore,
  listCauses,
} from '../causes';
import { type ReadExternalSecret, toStoreRead } from '../externalSecrets';
import { type Store, type StoreHealth, StoreReads } from '../stores';

const OF_STORES = 'ClusterSecretStore/';

/**
 * One pass over all ExternalSecrets of a cluster. Those that fail are kept to its end,
 * when it is known whether their stores do.
 */
export class ExternalSecretsPass {
  readonly #cluster: ObservedCluster;
  readonly #note: (what: string, role: string) => void;
  readonly #storesOf: (key: string) => {
    stores: ReadonlyMap<string, Store>;
    isAll: boolean;
  };
  readonly #reads = new StoreReads();
  readonly #failing: ReadExternalSecret[] = [];
  readonly #health = new Map<string, StoreHealth>();

  /** @param stores - SecretStores, then ClusterSecretStores */
  constructor(
    cluster: ObservedCluster,
    lister: { note(what: string, role: string): void },
    [stores, clusterStores]: readonly {
      stores: ReadonlyMap<string, Store>;
      isAll: boolean;
    }[],
  ) {
    this.#cluster = cluster;
    this.#note = (what, role) => lister.note(what, role);
    this.#storesOf = key =>
      key.startsWith(OF_STORES) ? clusterStores : stores;
  }

  /** What can be applied of one at once. */
  take(read: ReadExternalSecret): ResourceObservation | undefined {
    if (read.isFailing) {
      this.#failing.push(read);
      return undefined;
    }
    this.#reads.note(toStoreRead(read, undefined));
    return withAttributes(read, { isStoreFailing: false });
  }

  /** Those that fail, with their causes as far as these are known. */
  async rest(): Promise<ResourceObservation[]> {
    const wanted = this.#failing.filter(({ cause }) => !cause);
    const events =
      wanted.length > 0
        ? await this.#listCauses(wanted.map(({ key }) => key))
        : undefined;
    const known = this.#failing.map(read => ({
      read,
      cause: this.#causeOf(read, events),
    }));
    for (const { read, cause } of known) {
      this.#reads.note(toStoreRead(read, cause));
    }
    return known.map(({ read, cause }) => {
      const store = this.#failingStoreOf(read, cause);
      return withStatus(
        withAttributes(read, { cause, isStoreFailing: store !== undefined }),
        {
          ...(cause === 'not-known' ? {} : { cause }),
          // Of several stores, which one failed is not said.
          ...(store && read.stores.length === 1
            ? { becauseOf: store.observed.ref }
            : {}),
        },
      );
    });
  }

  /** The store for whose sake one fails. A key that is missing is missing in a store that fails as well. */
  #failingStoreOf(
    { stores }: ReadExternalSecret,
    cause: Cause,
  ): Store | undefined {
    if (!isOfTheStore(cause) && cause !== 'not-known') {
      return undefined;
    }
    return stores
      .map(key => this.#storesOf(key).stores.get(key))
      .find(each => each && this.healthOf(each).health === 'failing');
  }

  /** How a store does, once all ExternalSecrets were taken. */
  healthOf({ key, observed }: Store): StoreHealth {
    const known =
      this.#health.get(key) ??
      this.#reads.healthOf(key, observed.status?.ready ?? 'unknown');
    this.#health.set(key, known);
    return known;
  }

  #causeOf(
    { cause, key: own, since, stores }: ReadExternalSecret,
    events: EventCauses | undefined,
  ): Cause {
    const said = cause ?? events?.causeOf(own, since) ?? 'not-known';
    // That its store is not there can be seen, whatever became of the Event.
    const isLost = stores.some(key => {
      const { stores: known, isAll } = this.#storesOf(key);
      return isAll && !known.has(key);
    });
    return said === 'not-known' && isLost ? 'store-not-found' : said;
  }

  /** Events expire after an hour, and a credential may not be let to read them: then no cause is known. */
  async #listCauses(wanted: string[]): Promise<EventCauses | undefined> {
    try {
      return await listCauses(this.#cluster, wanted, {
        kind: 'ExternalSecret',
        reason: 'UpdateFailed',
      });
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 'forbidden') {
        throw error;
      }
      this.#note('events', 'reader-events.yaml');
      return undefined;
    }
  }
}

function withAttributes(
  { observed }: ReadExternalSecret,
  more: { cause?: Cause; isStoreFailing: boolean },
): ResourceObservation {
  return { ...observed, attributes: { ...observed.attributes, ...more } };
}

function withStatus(
  observed: ResourceObservation,
  more: { cause?: Cause; becauseOf?: string },
): ResourceObservation {
  const { status } = observed;
  return status ? { ...observed, status: { ...status, ...more } } : observed;
}
