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

import type { ProjectObject } from '@keyward/kube-model/systems';
import { compilePattern, type Pattern } from './compilePattern';

const OWN_SERVER = 'https://kubernetes.default.svc';
const OWN_NAME = 'in-cluster';

type Destination = ProjectObject['destinations'][0];

/** A destination, with all decided that no namespace is needed for. */
interface Bound {
  namespace?: Pattern;
  /** Whether its server or its name is that of the own cluster. */
  isOwn: boolean;
  /** Whether it says that another server or name than the own one is denied. */
  deniesOwn: boolean;
}

/** In which namespaces of its own cluster an AppProject lets objects be applied, and who may name it. */
export class ProjectBounds {
  readonly project: ProjectObject;
  /** Whether every namespace of the own cluster is a destination. */
  readonly permitsAll: boolean;
  readonly #sources: Pattern[];
  readonly #destinations: Bound[];
  readonly #hasDenials: boolean;

  constructor(project: ProjectObject) {
    this.project = project;
    const distinct = new Map(
      project.destinations.map(each => [JSON.stringify(partsOf(each)), each]),
    );
    const destinations = [...distinct.values()];
    this.#sources = [...new Set(project.sourceNamespaces)].map(compileSource);
    this.#destinations = destinations.map(boundOf);
    this.#hasDenials = destinations.some(each => partsOf(each).some(isDenial));
    this.permitsAll =
      !this.#hasDenials &&
      destinations.some(
        ({ namespace }, at) =>
          namespace === '*' && this.#destinations[at].isOwn,
      );
  }

  /** What it costs to match it against each of so many namespaces. */
  costOf(namespaces: number): number {
    const toMatch = this.permitsAll
      ? []
      : this.#destinations.flatMap(({ namespace }) => namespace ?? []);
    const each = [...this.#sources, ...toMatch].reduce(
      (sum, { cost }) => sum + cost,
      this.#hasDenials ? this.#destinations.length : 0,
    );
    return each * namespaces;
  }

  /** Whether an Application of a namespace may name the project. */
  isUsableIn(namespace: string): boolean {
    return (
      namespace === '*' ||
      namespace === this.project.namespace ||
      this.#sources.some(pattern => pattern.matches(namespace))
    );
  }

  /** Those of some namespaces that are a destination. */
  *permittedOf(namespaces: ReadonlySet<string>): Iterable<string> {
    if (this.#hasDenials) {
      for (const namespace of namespaces) {
        if (this.#permits(namespace)) {
          yield namespace;
        }
      }
      return;
    }
    const patterns = this.#destinations.flatMap(each =>
      each.namespace && each.isOwn ? each.namespace : [],
    );
    const named = new Set(
      patterns.flatMap(({ literal }) => (literal === undefined ? [] : literal)),
    );
    const others = patterns.filter(({ literal }) => literal === undefined);
    if (others.length === 0) {
      yield* [...named].filter(name => namespaces.has(name));
      return;
    }
    for (const namespace of namespaces) {
      if (
        named.has(namespace) ||
        others.some(each => each.matches(namespace))
      ) {
        yield namespace;
      }
    }
  }

  /** As Argo CD decides it, one destination after another. */
  #permits(namespace: string): boolean {
    let isPermitted = false;
    for (const each of this.#destinations) {
      const isNamespace = each.namespace?.matches(namespace) ?? false;
      if (each.isOwn && isNamespace) {
        isPermitted = true;
      } else if (
        isNamespace
          ? each.deniesOwn
          : each.namespace?.isDenial === true && each.isOwn
      ) {
        return false;
      }
    }
    return isPermitted;
  }
}

function boundOf({ server, name, namespace }: Destination): Bound {
  const isServer = matches(server, OWN_SERVER);
  const isName = matches(name, OWN_NAME);
  return {
    ...(namespace !== undefined && { namespace: compilePattern(namespace) }),
    isOwn: isServer || isName,
    deniesOwn: (!isName && isDenial(name)) || (!isServer && isDenial(server)),
  };
}

function partsOf({ server, name, namespace }: Destination) {
  return [server, name, namespace];
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern !== undefined && compilePattern(pattern).matches(text);
}

function isDenial(pattern: string | undefined): boolean {
  return pattern?.startsWith('!') ?? false;
}

/** A regular expression is not evaluated: any namespace may match it. */
function compileSource(pattern: string): Pattern {
  return /^\/.*\/$/s.test(pattern)
    ? { cost: 0, isDenial: false, matches: () => true }
    : compilePattern(pattern);
}
