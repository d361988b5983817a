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

import { itemsOf, namesOf, textAt } from './read';
import type { ObservedObject } from './readObserved';
import type { SecretDeliveryObject, SecretSourceObject } from './types';

type Source = SecretDeliveryObject['sources'][number];

/** What a store reads with: the Secrets and ServiceAccounts that it names. */
export function observedStore({
  kind,
  namespace,
  name,
  detail = {},
  references = [],
}: ObservedObject): SecretSourceObject {
  // By a CA a store knows its server, and logs in nowhere.
  const credentials = new Map(
    references
      .filter(({ path }) => !/caProvider/i.test(path ?? ''))
      .map(each => [
        `${each.namespace}/${each.name}`,
        { namespace: each.namespace, name: each.name },
      ]),
  );
  const accounts = itemsOf(detail.serviceAccounts).flatMap(each => {
    const where = namespace ?? textAt(each, 'namespace');
    const account = textAt(each, 'name');
    return where !== undefined && account !== undefined
      ? [{ namespace: where, name: account }]
      : [];
  });
  const isVault = kind === 'VaultAuth';
  return {
    kind: kind as SecretSourceObject['kind'],
    ...(namespace !== undefined && { namespace }),
    name,
    ...(isVault || detail.namespaces !== undefined
      ? { namespaces: namesOf(detail.namespaces) }
      : {}),
    ...(!isVault &&
      credentials.size > 0 && { credentials: [...credentials.values()] }),
    ...(accounts.length > 0 && { serviceAccounts: accounts }),
  };
}

/** What an operator's object makes, and of which stores; undefined for one that makes no Secret. */
export function observedDelivery({
  kind,
  namespace,
  name,
  detail = {},
  deliveries = [],
}: ObservedObject): SecretDeliveryObject | undefined {
  const [delivery] = deliveries;
  if (namespace === undefined || delivery === undefined) {
    return undefined;
  }
  const stores =
    kind === 'ExternalSecret'
      ? [
          textAt(detail, 'store'),
          ...(delivery.from ?? []).map(({ system, store }) =>
            system === 'generator' ? undefined : store,
          ),
        ].map(store => storeOf(store, namespace))
      : [vaultAuthOf(textAt(detail, 'vaultAuth'), namespace)];
  const sources = new Map(
    stores.flatMap(source =>
      source ? [[JSON.stringify(source), source] as const] : [],
    ),
  );
  return {
    kind: kind as SecretDeliveryObject['kind'],
    namespace,
    name,
    target: delivery.name,
    sources: [...sources.values()],
  };
}

/** A store as deliveries name it, for example `ClusterSecretStore/vault`. */
function storeOf(
  store: string | undefined,
  namespace: string,
): Source | undefined {
  const slash = store?.indexOf('/') ?? -1;
  if (store === undefined || slash < 0) {
    return undefined;
  }
  const kind = store.slice(0, slash);
  const name = store.slice(slash + 1);
  return kind === 'ClusterSecretStore'
    ? { kind, name }
    : { kind: 'SecretStore', namespace, name };
}

/** `name`, or `namespace/name`; without one that of the operator is used. */
function vaultAuthOf(
  auth: string | undefined,
  namespace: string,
): Source | undefined {
  if (auth === undefined) {
    return undefined;
  }
  const parts = auth.split('/');
  return {
    kind: 'VaultAuth',
    namespace: parts.length > 1 ? parts[0] : namespace,
    name: parts.at(-1)!,
  };
}
