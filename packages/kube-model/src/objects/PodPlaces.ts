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

/** In so many namespaces a name is looked for; in more it may be anywhere. */
export const MOST_PLACES = 20;
/** So many pods are looked at for one selector, whatever others cost. */
const FEW = 500;
/** So many are looked at for all others together. */
const MOST_LOOKED_AT = 1_000_000;

/**
 * A pod, or the template of pods, by its labels.
 *
 * @public
 */
export interface PlacedPod {
  namespace: string;
  labels: Record<string, string>;
}

/**
 * In which namespaces there are pods, or templates of pods, with some labels.
 *
 * @public
 */
export class PodPlaces {
  readonly #byLabel = new Map<string, PlacedPod[]>();
  readonly #found = new Map<string, readonly string[] | undefined>();
  #left = MOST_LOOKED_AT;

  /** Adds a pod, before anything is asked. */
  add(pod: PlacedPod): void {
    for (const [key, value] of Object.entries(pod.labels)) {
      const label = `${key}=${value}`;
      const known = this.#byLabel.get(label);
      if (known) {
        known.push(pod);
      } else {
        this.#byLabel.set(label, [pod]);
      }
    }
  }

  /** The namespaces of pods with all of these labels; undefined where they are too many to tell. */
  namespacesWith(
    labels: Record<string, string>,
  ): readonly string[] | undefined {
    const key = JSON.stringify(labels);
    if (!this.#found.has(key)) {
      this.#found.set(key, this.#find(Object.entries(labels)));
    }
    return this.#found.get(key);
  }

  #find(labels: [string, string][]): readonly string[] | undefined {
    const [pods = []] = labels
      .map(label => this.#byLabel.get(label.join('=')) ?? [])
      .sort((one, other) => one.length - other.length);
    const cost = pods.length * labels.length;
    if (cost > FEW) {
      if (cost > this.#left) {
        return undefined;
      }
      this.#left -= cost;
    }
    const namespaces = new Set<string>();
    for (const pod of pods) {
      if (
        !namespaces.has(pod.namespace) &&
        labels.every(([key, value]) => pod.labels[key] === value)
      ) {
        namespaces.add(pod.namespace);
        if (namespaces.size > MOST_PLACES) {
          return undefined;
        }
      }
    }
    return [...namespaces];
  }
}
