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

import type { AccessRiskExtent } from './types';
import type { Reach } from './Reach';

const MOST_EXAMPLES = 20;

/** Which Secrets there are, by what they are counted by. */
export class SecretMap {
  readonly #byNamespace = new Map<string, Set<string>>();
  readonly #byName = new Map<string, Set<string>>();
  /** The namespaces with a Secret of one of some names: many subjects have the same. */
  readonly #withNames = new Map<string, Set<string>>();
  #size = 0;

  addNamespace(namespace: string) {
    if (!this.#byNamespace.has(namespace)) {
      this.#byNamespace.set(namespace, new Set());
    }
  }

  add(namespace: string, name: string) {
    this.addNamespace(namespace);
    const names = this.#byNamespace.get(namespace)!;
    if (!names.has(name)) {
      this.#size += 1;
      names.add(name);
      const namespaces = this.#byName.get(name) ?? new Set();
      this.#byName.set(name, namespaces.add(namespace));
    }
  }

  /** Whether there is anything to be counted. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  get hasNamespaces(): boolean {
    return this.#byNamespace.size > 0;
  }

  /** Whether a namespace has any Secret. */
  hasIn(namespace: string): boolean {
    return (this.#byNamespace.get(namespace)?.size ?? 0) > 0;
  }

  /** Whether one of these names is that of a Secret. */
  hasAny(namespace: string | undefined, names: string[]): boolean {
    const there =
      namespace === undefined
        ? this.#byName
        : this.#byNamespace.get(namespace) ?? new Set();
    return names.some(name => there.has(name));
  }

  /** Counts without looking at single Secrets where all of a namespace are meant. */
  extentOf(reach: Reach, except?: string): AccessRiskExtent {
    const secretExamples = first(this.#secretsIn(reach, except));
    const namespaces = this.#namespacesIn(reach, except);
    return {
      secrets: this.#count(reach, except),
      namespaces: namespaces.count,
      secretExamples,
      namespaceExamples: first(namespaces.names),
    };
  }

  #count(reach: Reach, except: string | undefined): number {
    const sizeOf = (namespace: string) =>
      this.#byNamespace.get(namespace)?.size ?? 0;
    if (reach.isEverywhere) {
      return this.#size - (except === undefined ? 0 : sizeOf(except));
    }
    let count = 0;
    for (const namespace of reach.namespaces) {
      count += namespace === except ? 0 : sizeOf(namespace);
    }
    for (const [namespace, names] of reach.named) {
      if (!reach.namespaces.has(namespace) && namespace !== except) {
        for (const name of names) {
          count += Number(
            !reach.anywhere.has(name) && this.hasAny(namespace, [name]),
          );
        }
      }
    }
    for (const name of reach.anywhere) {
      const there = this.#byName.get(name);
      if (there) {
        count += there.size;
        for (const namespace of reach.namespaces) {
          count -= Number(namespace !== except && there.has(namespace));
        }
        count -= Number(except !== undefined && there.has(except));
      }
    }
    return count;
  }

  #namespacesIn(
    reach: Reach,
    except: string | undefined,
  ): { count: number; names: Iterable<string> } {
    if (reach.isEverywhere || reach.ways.has('*')) {
      const all = this.#byNamespace;
      const isLess = except !== undefined && all.has(except);
      return {
        count: all.size - Number(isLess),
        names: without(all.keys(), except),
      };
    }
    const own = new Set([...reach.namespaces, ...reach.ways]);
    for (const [namespace, names] of reach.named) {
      if (this.isEmpty || this.hasAny(namespace, [...names])) {
        own.add(namespace);
      }
    }
    if (except !== undefined) {
      own.delete(except);
    }
    const others = this.#namespacesWith([...reach.anywhere]);
    let count = own.size + others.size;
    for (const namespace of own) {
      count -= Number(others.has(namespace));
    }
    count -= Number(except !== undefined && others.has(except));
    return {
      count,
      names: without(union(own, others), except),
    };
  }

  #namespacesWith(names: string[]): Set<string> {
    const key = JSON.stringify(names.sort());
    let found = this.#withNames.get(key);
    if (!found) {
      found = new Set();
      for (const name of names) {
        for (const namespace of this.#byName.get(name) ?? []) {
          found.add(namespace);
        }
      }
      this.#withNames.set(key, found);
    }
    return found;
  }

  *#secretsIn(
    reach: Reach,
    except: string | undefined,
  ): Iterable<{ namespace: string; name: string }> {
    const whole = reach.isEverywhere
      ? this.#byNamespace.keys()
      : reach.namespaces;
    for (const namespace of without(whole, except)) {
      for (const name of this.#byNamespace.get(namespace) ?? []) {
        yield { namespace, name };
      }
    }
    if (reach.isEverywhere) {
      return;
    }
    for (const name of reach.anywhere) {
      for (const namespace of without(this.#byName.get(name) ?? [], except)) {
        if (!reach.namespaces.has(namespace)) {
          yield { namespace, name };
        }
      }
    }
    for (const namespace of without(reach.named.keys(), except)) {
      if (!reach.namespaces.has(namespace)) {
        for (const name of reach.named.get(namespace)!) {
          if (!reach.anywhere.has(name) && this.hasAny(namespace, [name])) {
            yield { namespace, name };
          }
        }
      }
    }
  }
}

function first<T>(items: Iterable<T>): T[] {
  const found: T[] = [];
  for (const item of items) {
    found.push(item);
    if (found.length === MOST_EXAMPLES) {
      break;
    }
  }
  return found;
}

function* without(items: Iterable<string>, except: string | undefined) {
  for (const item of items) {
    if (item !== except) {
      yield item;
    }
  }
}

function* union(one: Set<string>, other: Set<string>) {
  yield* one;
  for (const item of other) {
    if (!one.has(item)) {
      yield item;
    }
  }
}
