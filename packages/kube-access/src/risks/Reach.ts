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

import type { RightScope } from '../paths';

/** Which Secrets can be read by several rights, and in which namespaces others count. */
export class Reach {
  isEverywhere = false;
  /** All Secrets there. */
  readonly namespaces = new Set<string>();
  /** Single ones, by namespace. */
  readonly named = new Map<string, Set<string>>();
  /** Of these names in all namespaces. */
  readonly anywhere = new Set<string>();
  /** Where there is a way to more; `*` for all. */
  readonly ways = new Set<string>();

  addRead({ namespace, names }: RightScope) {
    if (!names) {
      if (namespace === undefined) {
        this.isEverywhere = true;
      } else {
        this.namespaces.add(namespace);
      }
      return;
    }
    let known = this.anywhere;
    if (namespace !== undefined) {
      known = this.named.get(namespace) ?? new Set();
      this.named.set(namespace, known);
    }
    for (const name of names) {
      known.add(name);
    }
  }

  addWay(namespace: string | undefined) {
    this.ways.add(namespace ?? '*');
  }
}
