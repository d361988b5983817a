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

import type { SecretDeliveryObject, SecretSourceObject } from '../objects';
import type { AccessPlace } from './types';

type Source = SecretDeliveryObject['sources'][number];

/** Where operators take secrets from, what they deliver of it and who may use it. */
export class SecretSources {
  readonly #known = new Map<AccessPlace, SecretSourceObject>();
  readonly #delivered = new Map<AccessPlace, Set<AccessPlace>>();

  addSource(source: SecretSourceObject) {
    this.#known.set(placeOf(source), source);
  }

  addDelivery({ namespace, target, sources }: SecretDeliveryObject) {
    for (const source of sources) {
      const place = placeOf(source);
      const known = this.#known.get(place);
      // Of a source that is not seen itself only where it is says who may use it.
      this.#known.set(place, known ?? source);
      const delivered = this.#delivered.get(place) ?? new Set();
      delivered.add(`secret:${namespace}/${target}`);
      this.#delivered.set(place, delivered);
    }
  }

  /** The `store` or `vault-auth` places that a namespace may use, or all by `*`. */
  *usableIn(sort: string, namespace: string): Iterable<AccessPlace> {
    for (const [place, source] of this.#known) {
      if (
        place.startsWith(`${sort}:`) &&
        (namespace === '*' || isUsableIn(source, namespace))
      ) {
        yield place;
      }
    }
  }

  /** The Secrets that hold something of a source. */
  delivered(place: AccessPlace): Iterable<AccessPlace> {
    return this.#delivered.get(place) ?? [];
  }
}

function placeOf({ kind, namespace, name }: Source): AccessPlace {
  const sort = kind === 'VaultAuth' ? 'vault-auth' : 'store';
  return `${sort}:${namespace ?? '*'}/${name}`;
}

function isUsableIn(
  { kind, namespace, namespaces }: SecretSourceObject,
  user: string,
): boolean {
  return (
    namespace === user ||
    (kind === 'ClusterSecretStore' && namespaces === undefined) ||
    (namespaces?.some(each => each === '*' || each === user) ?? false)
  );
}
