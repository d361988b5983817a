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

import type { BindingObject } from '../objects';

/** The bindings there are, by where they are, their name and the role they give. */
export class BindingTable {
  readonly #all = new Map<string, BindingObject[]>();
  readonly #byName = new Map<string, BindingObject[]>();
  readonly #byRole = new Map<string, Map<string, BindingObject>>();

  constructor(bindings: Iterable<BindingObject>) {
    for (const binding of bindings) {
      const { kind, namespace, name, roleRef } = binding;
      for (const place of namespace ? [namespace, '*'] : ['*']) {
        push(this.#all, `${kind} ${place}`, binding);
        push(this.#byName, `${kind} ${place}/${name}`, binding);
        this.#addGiving(`${kind} ${place}/${roleRef.name}`, binding);
      }
    }
  }

  /** Those of a namespace, or all by `*`. */
  in(kind: BindingObject['kind'], namespace: string): BindingObject[] {
    return this.#all.get(`${kind} ${namespace}`) ?? [];
  }

  named(kind: BindingObject['kind'], namespace: string, name: string) {
    return this.#byName.get(`${kind} ${namespace}/${name}`) ?? [];
  }

  /**
   * Those that give a role of this name, one of each namespace: whoever may change any
   * of them comes to the same by each, and there may be thousands.
   */
  giving(kind: BindingObject['kind'], namespace: string, role: string) {
    const found = this.#byRole.get(`${kind} ${namespace}/${role}`);
    return [...(found?.values() ?? [])];
  }

  #addGiving(key: string, binding: BindingObject) {
    const known = this.#byRole.get(key) ?? new Map<string, BindingObject>();
    this.#byRole.set(key, known);
    const namespace = binding.namespace ?? '';
    if (!known.has(namespace)) {
      known.set(namespace, binding);
    }
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T) {
  const known = map.get(key);
  if (known) {
    known.push(item);
  } else {
    map.set(key, [item]);
  }
}
