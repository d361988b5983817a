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

import { at } from '@keyward/observation/json';
import { itemsAt, textAt, textsAt } from '../../fields/read';
import type {
  KnownAccess,
  ObservedForAccess,
  SecretSourceName,
  SecretSourceObject,
} from '../KnownAccess';
import { CLUSTER_STORE } from './names';
import { readStoreAuth } from './readStoreAuth';

const SORT = 'store';

/** What an ExternalSecret writes, and of which stores. */
export const externalSecretAccess: KnownAccess = {
  role: 'delivery',
  read: (object, { namespace, name }) => {
    const spec = at(object, 'spec');
    const entries = [...itemsAt(spec, 'data'), ...itemsAt(spec, 'dataFrom')];
    const stores = [
      at(spec, 'secretStoreRef'),
      ...entries.map(({ item }) => at(item, 'sourceRef', 'storeRef')),
    ];
    return {
      kind: 'delivery',
      namespace,
      name,
      target: textAt(spec, 'target', 'name') ?? name,
      sources: distinct(
        stores.map(store =>
          sourceOf(textAt(store, 'kind'), textAt(store, 'name'), namespace),
        ),
      ),
    };
  },
  readObserved: ({ namespace, name, detail = {}, deliveries = [] }) => {
    const [delivery] = deliveries;
    if (delivery === undefined) {
      return undefined;
    }
    const stores = [
      textAt(detail, 'store'),
      ...(delivery.from ?? []).map(({ system, store }) =>
        system === 'generator' ? undefined : store,
      ),
    ];
    return {
      kind: 'delivery',
      namespace,
      name,
      target: delivery.name,
      sources: distinct(stores.map(store => namedSource(store, namespace))),
    };
  },
};

/** What a SecretStore reads with. */
export const storeAccess: KnownAccess = {
  role: 'source',
  sort: SORT,
  read: (object, { namespace, name }) => ({
    kind: 'source',
    sort: SORT,
    namespace,
    name,
    ...readStoreAuth(at(object, 'spec', 'provider'), namespace),
  }),
  readObserved: observed => ({
    ...observedStore(observed, observed.namespace),
    namespace: observed.namespace,
  }),
};

/**
 * The same of a ClusterSecretStore, and who may use it. Conditions by label or
 * pattern are not evaluated: any namespace may meet them.
 */
export const clusterStoreAccess: KnownAccess = {
  role: 'source',
  sort: SORT,
  read: (object, { name }) => {
    const conditions = itemsAt(object, 'spec', 'conditions');
    const isByNames = conditions.every(
      ({ item }) =>
        item.namespaceSelector === undefined &&
        item.namespaceRegexes === undefined,
    );
    return {
      kind: 'source',
      sort: SORT,
      name,
      ...readStoreAuth(at(object, 'spec', 'provider'), undefined),
      ...(conditions.length > 0 &&
        isByNames && {
          namespaces: conditions.flatMap(({ item }) =>
            textsAt(item, 'namespaces'),
          ),
        }),
    };
  },
  readObserved: observed => observedStore(observed, undefined),
};

/** What a store reads with: the Secrets and ServiceAccounts that it names. */
function observedStore(
  { name, detail = {}, references = [] }: ObservedForAccess,
  namespace: string | undefined,
): SecretSourceObject {
  // By a CA a store knows its server, and logs in nowhere.
  const credentials = new Map(
    references
      .filter(({ path }) => !/caProvider/i.test(path ?? ''))
      .map(each => [
        `${each.namespace}/${each.name}`,
        { namespace: each.namespace, name: each.name },
      ]),
  );
  const accounts = itemsAt(detail, 'serviceAccounts').flatMap(({ item }) => {
    const where = namespace ?? textAt(item, 'namespace');
    const account = textAt(item, 'name');
    return where !== undefined && account !== undefined
      ? [{ namespace: where, name: account }]
      : [];
  });
  return {
    kind: 'source',
    sort: SORT,
    name,
    ...(detail.namespaces !== undefined && {
      namespaces: textsAt(detail, 'namespaces'),
    }),
    ...(credentials.size > 0 && { credentials: [...credentials.values()] }),
    ...(accounts.length > 0 && { serviceAccounts: accounts }),
  };
}

/** A store as deliveries name it, for example `ClusterSecretStore/vault`. */
function namedSource(
  store: string | undefined,
  namespace: string,
): SecretSourceName | undefined {
  const slash = store?.indexOf('/') ?? -1;
  return store === undefined || slash < 0
    ? undefined
    : sourceOf(store.slice(0, slash), store.slice(slash + 1), namespace);
}

function sourceOf(
  kind: string | undefined,
  name: string | undefined,
  namespace: string,
): SecretSourceName | undefined {
  if (name === undefined) {
    return undefined;
  }
  return kind === CLUSTER_STORE
    ? { sort: SORT, name }
    : { sort: SORT, namespace, name };
}

function distinct(
  sources: (SecretSourceName | undefined)[],
): SecretSourceName[] {
  return [
    ...new Map(
      sources.flatMap(each =>
        each ? [[`${each.namespace ?? ''}/${each.name}`, each] as const] : [],
      ),
    ).values(),
  ];
}
