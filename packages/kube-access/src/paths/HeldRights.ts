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

import type { Grant } from '../authorizer/GrantTable';
import { matchRight, type RightMatch } from './matchRights';
import type { NeededRight } from './types';

/** What some grants give of a right, by where it counts: one proof for each place and list of names. */
class PlacedMatches {
  readonly everywhere: RightMatch[] = [];
  readonly #byNamespace = new Map<string, RightMatch[]>();
  readonly #byName = new Map<string | undefined, Map<string, RightMatch>>();

  constructor(matches: RightMatch[]) {
    // Of a rule the list of names is the same object, whoever has it.
    const seen = new Map<string | undefined, Set<string[] | undefined>>();
    for (const match of matches) {
      const { namespace = undefined, names } = match;
      const known = seen.get(namespace) ?? new Set();
      seen.set(namespace, known);
      if (!known.has(names)) {
        known.add(names);
        this.#listFor(namespace).push(match);
      }
    }
  }

  get isEmpty(): boolean {
    return this.everywhere.length === 0 && this.#byNamespace.size === 0;
  }

  namespaces(): Iterable<string> {
    return this.#byNamespace.keys();
  }

  /** Those of a namespace alone, or those that count everywhere. */
  at(namespace: string | undefined): RightMatch[] {
    return namespace === undefined
      ? this.everywhere
      : this.#byNamespace.get(namespace) ?? [];
  }

  *all(): Iterable<RightMatch> {
    yield* this.everywhere;
    for (const matches of this.#byNamespace.values()) {
      yield* matches;
    }
  }

  /** One that counts in a namespace for any object. */
  unnamed(namespace: string | undefined): RightMatch | undefined {
    return this.#find(namespace, at => this.at(at).find(({ names }) => !names));
  }

  /** One that counts in a namespace for the object of a name. */
  named(namespace: string | undefined, name: string): RightMatch | undefined {
    return (
      this.unnamed(namespace) ??
      this.#find(namespace, at => this.#namesAt(at).get(name))
    );
  }

  /** The names that matches of a namespace, or of everywhere, are narrowed to. */
  *names(namespace: string | undefined): Iterable<string> {
    yield* this.#namesAt(undefined).keys();
    if (namespace !== undefined) {
      yield* this.#namesAt(namespace).keys();
    }
  }

  #find<T>(
    namespace: string | undefined,
    findAt: (namespace: string | undefined) => T | undefined,
  ): T | undefined {
    return (
      findAt(undefined) ??
      (namespace === undefined ? undefined : findAt(namespace))
    );
  }

  #namesAt(namespace: string | undefined): Map<string, RightMatch> {
    let known = this.#byName.get(namespace);
    if (!known) {
      known = new Map();
      for (const match of this.at(namespace)) {
        for (const name of match.names ?? []) {
          if (!known.has(name)) {
            known.set(name, match);
          }
        }
      }
      this.#byName.set(namespace, known);
    }
    return known;
  }

  #listFor(namespace: string | undefined): RightMatch[] {
    if (namespace === undefined) {
      return this.everywhere;
    }
    const known = this.#byNamespace.get(namespace) ?? [];
    this.#byNamespace.set(namespace, known);
    return known;
  }
}

/** What is given to somebody, by the rights that are asked for. */
export class HeldRights {
  readonly #grants: Grant[];
  readonly #known = new Map<NeededRight, PlacedMatches>();

  #byNamespace: Map<string | undefined, Grant[]> | undefined;

  constructor(grants: Iterable<Grant>) {
    this.#grants = [...grants];
  }

  /** Those of a namespace alone, or those that count everywhere. */
  grantsAt(namespace: string | undefined): Grant[] {
    return this.#grantsByNamespace().get(namespace) ?? [];
  }

  /** Where something is given, everywhere by `undefined`. */
  namespaces(): Iterable<string | undefined> {
    return this.#grantsByNamespace().keys();
  }

  of(right: NeededRight): PlacedMatches {
    let known = this.#known.get(right);
    if (!known) {
      known = new PlacedMatches(matchRight(right, this.#grants));
      this.#known.set(right, known);
    }
    return known;
  }

  #grantsByNamespace(): Map<string | undefined, Grant[]> {
    if (!this.#byNamespace) {
      this.#byNamespace = new Map();
      for (const grant of this.#grants) {
        const { namespace } = grant.binding;
        const known = this.#byNamespace.get(namespace);
        if (known) {
          known.push(grant);
        } else {
          this.#byNamespace.set(namespace, [grant]);
        }
      }
    }
    return this.#byNamespace;
  }
}

export type { PlacedMatches };
