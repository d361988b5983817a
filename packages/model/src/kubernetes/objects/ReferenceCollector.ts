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

import { ReferenceObservation } from '../../observation/types';
import { isDataKey, isNamespaceName, isSecretName } from './names';

/**
 * A reference as an object states it: name and namespace are not yet known to
 * be fit.
 */
export interface StatedReference
  extends Omit<ReferenceObservation, 'namespace' | 'name' | 'keys'> {
  name: unknown;
  /** Left out where the object says none, so that its own is meant. */
  namespace?: unknown;
  keys?: unknown[];
}

/**
 * Collects the references of one object, each once, and sorts out what cannot
 * be a reference.
 */
export class ReferenceCollector {
  readonly #namespace: string | undefined;
  readonly #references = new Map<string, ReferenceObservation>();
  readonly #unplaced = new Set<string>();

  /** @param namespace - the object's own, absent for cluster-scoped kinds */
  constructor(namespace: string | undefined) {
    this.#namespace = namespace;
  }

  add(stated: StatedReference): void {
    const { name, namespace, keys, ...rest } = stated;
    if (!isSecretName(name)) {
      return;
    }
    const place =
      namespace === undefined || namespace === null || namespace === ''
        ? this.#namespace
        : namespace;
    if (place === undefined) {
      this.#unplaced.add(name);
      return;
    }
    if (!isNamespaceName(place)) {
      return;
    }
    const named = keys?.filter(isDataKey) ?? [];
    const reference: ReferenceObservation = {
      namespace: place,
      name,
      ...withoutUndefined(rest),
      ...(named.length > 0 && { keys: [...new Set(named)] }),
    };
    const identity = JSON.stringify([
      place,
      name,
      reference.how,
      reference.path,
      reference.container,
      reference.keys,
    ]);
    if (!this.#references.has(identity)) {
      this.#references.set(identity, reference);
    }
  }

  /** All references, in the order in which they stand in the object. */
  get references(): ReferenceObservation[] {
    return [...this.#references.values()];
  }

  /** Names that a cluster-scoped object gives without a namespace. */
  get unplaced(): string[] {
    return [...this.#unplaced];
  }
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as T;
}
