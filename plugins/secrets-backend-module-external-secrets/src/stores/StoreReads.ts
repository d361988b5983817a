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

import { type Cause, isAnswered, isOfTheStore } from '../causes';

/** So many that fail alike are enough where some that use the store were not yet to read. */
const ENOUGH = 3;

/** What one ExternalSecret says of the stores that it reads. */
export interface StoreRead {
  /** The one that it is in. */
  namespace: string;
  /** By {@link storeKeyOf}. */
  stores: readonly string[];
  /** Set where it fails. */
  cause?: Cause;
  /** When it began to fail. */
  since?: string;
  /** When it last read all that it reads. */
  readAt?: string;
  /** Requests in a day, as far as they can be estimated. */
  callsPerDay?: number;
}

/** What is known of a store from itself and from those that read it. */
export interface StoreHealth {
  health: 'failing' | 'reading' | 'unknown';
  /** Set where it fails: what it says itself, or that those that read it cannot. */
  basis?: 'condition' | 'reads';
  /** Set where it fails and most of its victims name it. */
  cause?: Cause;
  /** ExternalSecrets that read from it. */
  users: number;
  /** Those that fail for its sake; 0 where it does not fail. */
  victims: number;
  /** Requests in a day of those that read from it alone, estimated from intervals and keys. */
  callsPerDay: number;
  /** How many fail for which cause, whether it is the store's or not. */
  causes: Partial<Record<Cause, number>>;
  /** When the first victim began to fail. */
  since?: string;
  /** When one that read from it last got all that it reads. */
  lastReadAt?: string;
}

interface Count {
  users: number;
  callsPerDay: number;
  causes: Map<Cause, number>;
  /** Those that it is read from in. */
  namespaces: Set<string>;
  /** Those of them in which reads fail for the store's sake. */
  failingNamespaces: Set<string>;
  since?: string;
  readAt?: string;
}

/**
 * Adds up how stores are read. A store may call itself valid while no read succeeds:
 * most providers are asked for nothing when it is validated.
 */
export class StoreReads {
  readonly #counts = new Map<string, Count>();

  note({
    namespace,
    stores,
    cause,
    since,
    readAt,
    callsPerDay = 0,
  }: StoreRead): void {
    for (const store of new Set(stores)) {
      const count: Count = this.#counts.get(store) ?? {
        users: 0,
        callsPerDay: 0,
        causes: new Map(),
        namespaces: new Set(),
        failingNamespaces: new Set(),
      };
      this.#counts.set(store, count);
      count.users++;
      count.namespaces.add(namespace);
      // Of several stores, which key is read from which is not told apart.
      if (stores.length === 1) {
        count.callsPerDay += callsPerDay;
      }
      // Of several stores, which one failed is not said.
      if (cause !== undefined && stores.length === 1) {
        count.causes.set(cause, (count.causes.get(cause) ?? 0) + 1);
        if (isOfTheStore(cause)) {
          count.failingNamespaces.add(namespace);
        }
        if (isOfTheStore(cause) || cause === 'not-known') {
          count.since = earlier(count.since, since);
        }
      }
      if (cause === undefined && readAt !== undefined) {
        count.readAt =
          count.readAt !== undefined && count.readAt > readAt
            ? count.readAt
            : readAt;
      }
    }
  }

  /**
   * How a store does.
   *
   * @param ready - what its own condition says
   */
  healthOf(key: string, ready: 'true' | 'false' | 'unknown'): StoreHealth {
    const count = this.#counts.get(key);
    const {
      users = 0,
      callsPerDay = 0,
      causes = new Map<Cause, number>(),
    } = count ?? {};
    const victims = [...causes].filter(
      ([cause]) => isOfTheStore(cause) || cause === 'not-known',
    );
    const number = victims.reduce((sum, [, each]) => sum + each, 0);
    const hasAnswered = [...causes.keys()].some(isAnswered);
    const isKnown = victims.some(([cause]) => isOfTheStore(cause));
    const hasReadSince =
      count?.readAt !== undefined &&
      (count.since === undefined || count.readAt > count.since);
    const isFailing =
      number > 0 &&
      !hasReadSince &&
      // Those that fail for a reason that nobody knows say nothing of their store.
      isKnown &&
      (number === users || (number >= ENOUGH && isShared(count)));
    const basis =
      ready === 'false' ? 'condition' : isFailing && ('reads' as const);
    if (!basis) {
      return {
        health:
          hasReadSince || (number === 0 && hasAnswered) ? 'reading' : 'unknown',
        users,
        victims: 0,
        callsPerDay,
        causes: Object.fromEntries(causes),
        ...(count?.readAt ? { lastReadAt: count.readAt } : {}),
      };
    }
    const [worst] = victims
      .filter(([cause]) => cause !== 'not-known')
      .sort(([, one], [, other]) => other - one);
    return {
      health: 'failing',
      basis,
      ...(worst ? { cause: worst[0] } : {}),
      users,
      victims: number,
      callsPerDay,
      causes: Object.fromEntries(causes),
      ...(count?.since ? { since: count.since } : {}),
      ...(count?.readAt ? { lastReadAt: count.readAt } : {}),
    };
  }
}

/**
 * Whether more than one of the namespaces that read from a store fail: it may be let to
 * read for others, and whoever is in a namespace can ask for what it may not.
 */
function isShared(count: Count | undefined): boolean {
  const { namespaces, failingNamespaces } = count ?? {};
  return (namespaces?.size ?? 0) <= 1 || (failingNamespaces?.size ?? 0) > 1;
}

function earlier(one: string | undefined, other: string | undefined) {
  return one === undefined || (other !== undefined && other < one)
    ? other
    : one;
}
