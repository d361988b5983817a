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

import { createHmac, randomBytes } from 'crypto';
import { parseSecretRef } from '@keyward/observation';
import { type SecretLookup } from '@keyward/kube-model';

/** Waits for Secrets of some names. */
export interface NameWatcher {
  /** Whether it waits for none. */
  readonly isEmpty: boolean;
  /** A Secret turned up that texts with these digests name. */
  added(digests: readonly string[]): void;
}

/**
 * The Secrets of a cluster by their names, so that a text of an object which may be
 * a name as well as a value can be told from one that is none. Texts that name
 * nothing are given on as digests under a key of this process, for they may be values.
 */
export class SecretNames {
  readonly #key = randomBytes(32);
  readonly #names = new Map<string, Set<string>>();
  readonly #watchers = new Set<NameWatcher>();

  /** Tells whether there is a Secret; what there is not is given to `miss`, as a digest. */
  lookup(miss: (digest: string) => void): SecretLookup {
    return (namespace, name) => {
      const isThere =
        namespace === undefined
          ? [...this.#names.values()].some(names => names.has(name))
          : this.#names.get(namespace)?.has(name) === true;
      if (!isThere) {
        miss(this.#digestOf(namespace, name));
      }
      return isThere;
    };
  }

  watch(watcher: NameWatcher): void {
    this.#watchers.add(watcher);
  }

  add(ref: string): void {
    const [namespace, name] = parseSecretRef(ref).segments;
    const names = this.#names.get(namespace) ?? new Set<string>();
    this.#names.set(namespace, names);
    if (names.has(name)) {
      return;
    }
    names.add(name);
    const watchers = [...this.#watchers].filter(({ isEmpty }) => !isEmpty);
    if (watchers.length > 0) {
      const digests = [
        this.#digestOf(namespace, name),
        this.#digestOf(undefined, name),
      ];
      watchers.forEach(watcher => watcher.added(digests));
    }
  }

  remove(ref: string): void {
    const [namespace, name] = parseSecretRef(ref).segments;
    this.#names.get(namespace)?.delete(name);
  }

  #digestOf(namespace: string | undefined, name: string): string {
    return createHmac('sha256', this.#key)
      .update(`${namespace ?? ''}/${name}`)
      .digest('base64');
  }
}
