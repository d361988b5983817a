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

import { scanNamed } from '@keyward/secret-scan';
import type { ExposureObservation } from '@keyward/observation';

/** Of one object so many places are told. */
const MOST = 50;
const MOST_NAMES = 10;
/** What a name may look like that is kept: never more than a setting's. */
const NAME = /^[\w./@:-]{1,253}$/;

type Place = Pick<ExposureObservation, 'place' | 'name' | 'container' | 'path'>;

/** What was found at a place. */
type Found = Pick<ExposureObservation, 'detector' | 'class'> & {
  /** What it is assigned to. */
  name?: string;
};

/** Gathers what is found in one object. */
export class Exposures {
  readonly #found = new Map<string, ExposureObservation>();

  get list(): ExposureObservation[] {
    return [...this.#found.values()];
  }

  /** Looks at a text that has a name. Nothing of the text is kept. */
  look(place: Place, text: unknown, named = place.name): void {
    if (typeof text === 'string' && text !== '') {
      this.note(place, scanNamed(named, text), named);
    }
  }

  note(place: Place, detections: Found[], named?: string): void {
    if (
      detections.length === 0 ||
      this.#found.size >= MOST ||
      !NAME.test(place.name)
    ) {
      return;
    }
    const key = keyOf(place);
    const known = this.#found.get(key);
    const names = detections.flatMap(({ name }) =>
      name !== undefined && name !== named && NAME.test(name) ? [name] : [],
    );
    const all = [...new Set([...(known?.names ?? []), ...names])];
    this.#found.set(key, {
      ...place,
      class: known?.class ?? detections[0].class,
      detector: known?.detector ?? detections[0].detector,
      count: (known?.count ?? 0) + detections.length,
      ...(all.length > 0 ? { names: all.slice(0, MOST_NAMES) } : {}),
    });
  }
}

/** What tells one place of an object from the others. */
export function keyOf({
  place,
  container,
  name,
}: Pick<ExposureObservation, 'place' | 'container' | 'name'>): string {
  return [place, container ?? '', name].join('\u0000');
}
