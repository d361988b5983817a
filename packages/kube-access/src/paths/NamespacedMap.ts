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

/** Things by namespace and name, and by name in all namespaces. */
export class NamespacedMap<T> {
  readonly #all = new Map<string, Map<string, T>>();
  /** The namespaces with each name; made once somebody asks. */
  #byName: Map<string, Set<string>> | undefined;

  set(namespace: string, name: string, item: T) {
    let names = this.#all.get(namespace);
    if (!names) {
      names = new Map();
      this.#all.set(namespace, names);
    }
    names.set(name, item);
    if (this.#byName) {
      addTo(this.#byName, name, namespace);
    }
  }

  delete(namespace: string, name: string) {
    const names = this.#all.get(namespace);
    names?.delete(name);
    if (names?.size === 0) {
      this.#all.delete(namespace);
    }
    this.#byName?.get(name)?.delete(namespace);
  }

  get(namespace: string, name: string): T | undefined {
    return this.#all.get(namespace)?.get(name);
  }

  namespaces(): Iterable<string> {
    return this.#all.keys();
  }

  names(namespace: string): Iterable<string> {
    return this.#all.get(namespace)?.keys() ?? [];
  }

  /** All of a namespace. */
  in(namespace: string): Iterable<T> {
    return this.#all.get(namespace)?.values() ?? [];
  }

  /** The namespaces in which there is something of a name, of which one may name one or all by `*`. */
  with(namespace: string, name: string): Iterable<string> {
    if (namespace !== '*') {
      return this.#all.get(namespace)?.has(name) ? [namespace] : [];
    }
    if (!this.#byName) {
      this.#byName = new Map();
      for (const [each, names] of this.#all) {
        for (const known of names.keys()) {
          addTo(this.#byName, known, each);
        }
      }
    }
    return this.#byName.get(name) ?? [];
  }
}

function addTo(map: Map<string, Set<string>>, key: string, item: string) {
  const known = map.get(key);
  if (known) {
    known.add(item);
  } else {
    map.set(key, new Set([item]));
  }
}
