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

import { at, itemsOf, namesOf, textAt } from './read';
import { readStoreAuth } from './readStoreAuth';
import type { SecretDeliveryObject, SecretSourceObject } from './types';

type Source = SecretDeliveryObject['sources'][number];

/** What an ExternalSecret writes, and of which stores. */
export function readExternalSecret(
  object: unknown,
  namespace: string,
  name: string,
): SecretDeliveryObject {
  const spec = at(object, 'spec');
  const entries = [
    ...itemsOf(at(spec, 'data')),
    ...itemsOf(at(spec, 'dataFrom')),
  ];
  const stores = [
    at(spec, 'secretStoreRef'),
    ...entries.map(entry => at(entry, 'sourceRef', 'storeRef')),
  ];
  const sources = new Map<string, Source>();
  for (const store of stores) {
    const storeName = textAt(store, 'name');
    if (storeName !== undefined) {
      const kind = textAt(store, 'kind') ?? 'SecretStore';
      sources.set(
        `${kind}/${storeName}`,
        kind === 'ClusterSecretStore'
          ? { kind, name: storeName }
          : { kind: 'SecretStore', namespace, name: storeName },
      );
    }
  }
  return {
    kind: 'ExternalSecret',
    namespace,
    name,
    target: textAt(spec, 'target', 'name') ?? name,
    sources: [...sources.values()],
  };
}

/** What an object of the Vault operator writes; one without a VaultAuth uses that of the operator. */
export function readVaultSecret(
  object: unknown,
  kind: Exclude<SecretDeliveryObject['kind'], 'ExternalSecret'>,
  namespace: string,
  name: string,
): SecretDeliveryObject {
  const reference = textAt(object, 'spec', 'vaultAuthRef');
  const parts = reference?.split('/') ?? [];
  return {
    kind,
    namespace,
    name,
    target: textAt(object, 'spec', 'destination', 'name') ?? name,
    sources: reference
      ? [
          {
            kind: 'VaultAuth',
            namespace: parts.length > 1 ? parts[0] : namespace,
            name: parts.at(-1)!,
          },
        ]
      : [],
  };
}

/**
 * Who may use a store. Conditions by label or pattern are not evaluated: any
 * namespace may meet them.
 */
export function readClusterSecretStore(
  object: unknown,
  name: string,
): SecretSourceObject {
  const conditions = itemsOf(at(object, 'spec', 'conditions'));
  const isByNames = conditions.every(
    each =>
      at(each, 'namespaceSelector') === undefined &&
      at(each, 'namespaceRegexes') === undefined,
  );
  return {
    kind: 'ClusterSecretStore',
    name,
    ...readStoreAuth(at(object, 'spec', 'provider'), undefined),
    ...(conditions.length > 0 &&
      isByNames && {
        namespaces: conditions.flatMap(each => namesOf(at(each, 'namespaces'))),
      }),
  };
}
