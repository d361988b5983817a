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

import { observeObject } from '@keyward/kube-model';
import {
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import {
  at,
  type Json,
  jsonsOf,
  listOf,
  stringOf,
} from '@keyward/observation/json';
import { type Cause, causeOfMessage, keyOfObject } from '../causes';
import { storeKeyOf, type StoreRead } from '../stores';
import { type ReadState, readState } from './readState';

/** An ExternalSecret, as far as it tells by itself. */
export interface ReadExternalSecret {
  observed: ResourceObservation;
  /** By which its Events are found. */
  key: string;
  /** Set where it fails. */
  isFailing: boolean;
  /** Set where it fails and says why. */
  cause?: Cause;
  since?: string;
  /** By {@link storeKeyOf}. */
  stores: string[];
  /** When it last read all that it reads; absent where it fails. */
  readAt?: string;
  /** Requests to the provider in a day, by its interval and its keys; absent where it is not refreshed on schedule. */
  callsPerDay?: number;
}

const DAY_MS = 86_400_000;
/** No operator refreshes more often. */
const SHORTEST_MS = 1000;
const MOST_STORES = 20;
const LONGEST_NAME = 253;
/** A name with its kind. */
const LONGEST_STORE = 300;

/**
 * Reads an ExternalSecret. Of what the operator says of a failure nothing is kept.
 *
 * @param item - as it is listed, without its kind
 * @throws ObservationError if it has no name
 */
export function readExternalSecret(
  item: Json,
  { sourceId, now }: { sourceId: string; now: Date },
): ReadExternalSecret {
  const object = {
    ...item,
    kind: 'ExternalSecret',
    apiVersion: 'external-secrets.io/v1',
  };
  const { labels, annotations, status, detail, deliveries, ...observed } =
    observeObject(object, { sourceId, findsExposures: false });
  const namespace = observed.namespace ?? '';
  const name = `ExternalSecret/${observed.name}`;
  const read = readState(item, now);
  const { state, since, refreshTime } = read;
  const stores = storesOf(detail?.store, deliveries);
  const owner = jsonsOf(at(item, 'metadata', 'ownerReferences')).find(
    ({ kind }) => kind === 'ClusterExternalSecret',
  );
  const ownerName = stringOf(owner?.name) ?? '';
  const madeBy = ownerName.length > LONGEST_NAME ? '' : ownerName;
  const callsPerDay = callsPerDayOf(item, read);
  const uid = stringOf(at(item, 'metadata', 'uid'));
  const cause = state === 'failing' ? causeOfMessage(read.message) : undefined;
  return {
    key: keyOfObject(item),
    isFailing: state === 'failing',
    ...(cause ? { cause } : {}),
    ...(since ? { since } : {}),
    stores: stores.map(store => storeKeyOf(store, namespace)),
    ...(state === 'synced' && refreshTime ? { readAt: refreshTime } : {}),
    ...(callsPerDay === undefined ? {} : { callsPerDay }),
    observed: {
      type: 'resource',
      kind: 'external-secret',
      ref: formatResourceRef('external-secret', sourceId, namespace, name),
      system: 'kubernetes',
      location: [namespace],
      name,
      labels,
      annotations,
      ...(status ? { status } : {}),
      attributes: {
        state,
        stores: stores
          .slice(0, MOST_STORES)
          .map(store => store.slice(0, LONGEST_STORE)),
        storeCount: stores.length,
        isStale: read.isStale,
        // With another kind of target, or with `creationPolicy: None`, there is none to tell of a failure.
        makesSecret: deliveries.length > 0,
        neverSynced: state === 'failing' && refreshTime === undefined,
        refreshes: read.refreshes,
        ...(refreshTime ? { refreshTime } : {}),
        ...(read.intervalMs === undefined
          ? {}
          : { intervalSeconds: read.intervalMs / 1000 }),
        ...(callsPerDay === undefined ? {} : { callsPerDay }),
        creationPolicy: wordOf(detail?.creationPolicy) ?? 'Owner',
        deletionPolicy: wordOf(detail?.deletionPolicy) ?? 'Retain',
        // By which an object that was created anew under the name is told from it.
        ...(uid ? { uid } : {}),
        ...(madeBy ? { madeBy } : {}),
      },
    },
  };
}

/** What one that was read says of its stores. */
export function toStoreRead(
  {
    observed,
    stores,
    isFailing,
    since,
    readAt,
    callsPerDay,
  }: ReadExternalSecret,
  cause: Cause | undefined,
): StoreRead {
  return {
    namespace: observed.location[0],
    stores,
    ...(isFailing ? { cause: cause ?? 'not-known' } : {}),
    ...(since ? { since } : {}),
    ...(readAt ? { readAt } : {}),
    ...(callsPerDay === undefined ? {} : { callsPerDay }),
  };
}

/** One for each key at each refresh: what a provider answers with one request for several is not known. */
function callsPerDayOf(
  item: Json,
  { refreshes, intervalMs }: ReadState,
): number | undefined {
  if (refreshes !== 'periodic' || intervalMs === undefined) {
    return undefined;
  }
  const keys =
    listOf(at(item, 'spec', 'data')).length +
    listOf(at(item, 'spec', 'dataFrom')).length;
  return Math.round((keys * DAY_MS) / Math.max(intervalMs, SHORTEST_MS));
}

/** Where it reads from, without the generators. */
function storesOf(
  store: unknown,
  deliveries: readonly {
    from?: readonly { system: string; store?: string }[];
  }[],
): string[] {
  const named = deliveries.flatMap(({ from = [] }) =>
    from.filter(({ system }) => system !== 'generator').map(each => each.store),
  );
  // The one for all entries counts where no entry is known to name another.
  const all = named.length > 0 ? named : [store];
  return [
    ...new Set(all.filter((each): each is string => typeof each === 'string')),
  ];
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z]{1,30}$/.test(value)
    ? value
    : undefined;
}
