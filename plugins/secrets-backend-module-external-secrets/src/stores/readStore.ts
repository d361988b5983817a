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
import { at, isJson, type Json } from '@keyward/observation/json';
import { readRequestLimit } from './readRequestLimit';
import { readStoreLogin } from './readStoreLogin';
import type { StoreHealth } from './StoreReads';

export const STORE = 'SecretStore';
export const CLUSTER_STORE = 'ClusterSecretStore';

/** A store, as far as it says so itself. */
export interface Store {
  key: string;
  /** What the inventory takes of it. */
  observed: ResourceObservation;
}

/**
 * How a store is named where it is counted.
 *
 * @param name - with its kind, for example `ClusterSecretStore/vault`
 * @param namespace - of what names it
 */
export function storeKeyOf(name: string, namespace: string): string {
  return name.startsWith(`${CLUSTER_STORE}/`) ? name : `${namespace}/${name}`;
}

/**
 * Reads a SecretStore or ClusterSecretStore.
 *
 * @param item - as it is listed, without its kind
 * @throws ObservationError if it has no name
 */
export function readStore(
  item: Json,
  { kind, sourceId }: { kind: string; sourceId: string },
): Store {
  const object = { ...item, kind, apiVersion: 'external-secrets.io/v1' };
  const { labels, annotations, status, detail, ...observed } = observeObject(
    object,
    { sourceId, findsExposures: false },
  );
  const location = observed.namespace ? [observed.namespace] : [];
  const name = `${kind}/${observed.name}`;
  const provider = String(detail?.provider ?? '');
  const settings = at(item, 'spec', 'provider', provider);
  const known = isJson(settings) ? settings : {};
  const login = readStoreLogin(provider, known);
  return {
    key: storeKeyOf(name, observed.namespace ?? ''),
    observed: {
      type: 'resource',
      kind: 'secret-store',
      ref: formatResourceRef('secret-store', sourceId, ...location, name),
      system: 'kubernetes',
      location,
      name,
      labels,
      annotations,
      ...(status ? { status } : {}),
      attributes: {
        provider: provider || 'unknown',
        login: login.kind,
        ...(login.method ? { loginMethod: login.method } : {}),
        hasAlternative: login.hasAlternative,
        ...(typeof detail?.restricted === 'boolean'
          ? { isRestricted: detail.restricted }
          : {}),
        ...readRequestLimit(provider, known),
      },
    },
  };
}

/** A store with what is known from those that read it. */
export function withHealth(
  { observed }: Store,
  health: StoreHealth,
): ResourceObservation {
  const { causes, ...rest } = health;
  return {
    ...observed,
    attributes: {
      ...observed.attributes,
      ...rest,
      causes: Object.entries(causes).map(
        ([cause, count]) => `${cause} ${count}`,
      ),
    },
  };
}
