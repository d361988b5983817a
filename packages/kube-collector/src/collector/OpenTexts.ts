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

import type { SecretLookup } from '@keyward/kube-model';
import type { NameWatcher, SecretNames } from './SecretNames';

/** So many of one object are followed; whoever has more has lists of something else. */
const MOST = 500;

/** The texts of a stream's objects that would name a Secret if there were one, as digests. */
export class OpenTexts implements NameWatcher {
  readonly #names: SecretNames;
  readonly #onNamed: () => void;
  readonly #byRef = new Map<string, Set<string>>();
  /** How many objects have each. */
  readonly #counts = new Map<string, number>();

  /** @param onNamed - called when one of them is the name of a Secret from now on */
  constructor(names: SecretNames, onNamed: () => void) {
    this.#names = names;
    this.#onNamed = onNamed;
    names.watch(this);
  }

  get isEmpty(): boolean {
    return this.#byRef.size === 0;
  }

  added(digests: readonly string[]): void {
    if (digests.some(digest => this.#counts.has(digest))) {
      this.#onNamed();
    }
  }

  /** For the object that is read now: what was known of it is forgotten. */
  lookupFor(ref: string): SecretLookup {
    this.forget(ref);
    return this.#names.lookup(digest => this.#note(ref, digest));
  }

  forget(ref: string): void {
    for (const digest of this.#byRef.get(ref) ?? []) {
      const count = this.#counts.get(digest)! - 1;
      if (count === 0) {
        this.#counts.delete(digest);
      } else {
        this.#counts.set(digest, count);
      }
    }
    this.#byRef.delete(ref);
  }

  clear(): void {
    this.#byRef.clear();
    this.#counts.clear();
  }

  #note(ref: string, digest: string): void {
    const digests = this.#byRef.get(ref) ?? new Set();
    if (!digests.has(digest) && digests.size < MOST) {
      this.#byRef.set(ref, digests.add(digest));
      this.#counts.set(digest, (this.#counts.get(digest) ?? 0) + 1);
    }
  }
}
