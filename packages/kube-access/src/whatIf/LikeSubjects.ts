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

import type { LazyAccessGraph } from '../paths/LazyAccessGraph';
import {
  type AccessPath,
  type AccessPlace,
  type AccessStep,
  hasTooMany,
} from '../paths';

/** Those that bindings name together mostly come up one after the other. */
const MOST_KEPT = 16;

/**
 * Answers about subjects, worked out once for those from whom the same steps lead on:
 * a binding may name thousands, who all reach the same by the same ways.
 */
export class LikeSubjects<T> {
  readonly #graphs: LazyAccessGraph[];
  readonly #answers = new Map<string, T>();

  constructor(graphs: LazyAccessGraph[]) {
    this.#graphs = graphs;
  }

  /** The answer about a subject, which may have been given about another one. */
  of(subject: AccessPlace, work: () => T): T {
    const key = this.#graphs
      .map(graph => graph.stepsFrom(subject).map(keyOf).join('\n'))
      .join('\n\n');
    const known = this.#answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = work();
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= MOST_KEPT) {
      this.#answers.delete(oldest);
    }
    this.#answers.set(key, answer);
    return answer;
  }
}

function keyOf(step: AccessStep): string {
  return `${step.kind} ${step.to} ${hasTooMany({ steps: [step] })}`;
}

/** Ways that begin at one subject, as another one has them from whom the same steps lead on. */
export function beginAt(
  graph: LazyAccessGraph,
  subject: AccessPlace,
): (path: AccessPath) => AccessPath {
  let own: Map<string, AccessStep> | undefined;
  return path => {
    if (path.subject === subject) {
      return path;
    }
    own ??= new Map(graph.stepsFrom(subject).map(step => [keyOf(step), step]));
    const [first, ...others] = path.steps;
    return { ...path, subject, steps: [own.get(keyOf(first))!, ...others] };
  };
}
