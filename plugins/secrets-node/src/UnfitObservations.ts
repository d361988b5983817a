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

import type { AnyObservation, ObservationBatch } from '@keyward/observation';
import type { AttributesSchema } from './sources';

/** The inventory takes 16,384 characters of attributes. */
const MOST_CHARACTERS = 16_000;
/** With its marks beside it, a longer ref has no room in an index of PostgreSQL. */
const LONGEST_REF = 1500;

/**
 * Leaves out of batches what the inventory would refuse for its ref or its attributes.
 * It refuses whole batches, and in many systems anybody may create an object with names
 * and lists that no schema expects: this must not keep those of others from being
 * looked at.
 *
 * @public
 */
export class UnfitObservations {
  readonly #attributes: Readonly<Record<string, AttributesSchema>>;
  /** By stream. */
  readonly #leftOut = new Map<
    string,
    { generation: string; count: number; ref: string }
  >();

  constructor(attributes: Readonly<Record<string, AttributesSchema>>) {
    this.#attributes = attributes;
  }

  /** The batch without what is unfit. */
  leaveOut(batch: ObservationBatch): ObservationBatch {
    const { stream, generation, upserts } = batch;
    const unfit = new Set(upserts.filter(each => !this.#isFit(each)));
    if (generation !== undefined) {
      const known = this.#leftOut.get(stream);
      const before = known?.generation === generation ? known.count : 0;
      const [first] = unfit;
      this.#leftOut.set(stream, {
        generation,
        count: before + unfit.size,
        ref: before > 0 ? known!.ref : first?.ref ?? '',
      });
    }
    return unfit.size > 0
      ? { ...batch, upserts: upserts.filter(each => !unfit.has(each)) }
      : batch;
  }

  /** How many were left out of the last full sync of each stream, where any were, and the beginning of the ref of one. */
  leftOut(): { count: number; ref: string }[] {
    return [...this.#leftOut.values()]
      .filter(({ count }) => count > 0)
      .map(({ count, ref }) => ({ count, ref: ref.slice(0, 300) }));
  }

  #isFit(observation: AnyObservation): boolean {
    if (observation.ref.length > LONGEST_REF) {
      return false;
    }
    const attributes =
      'attributes' in observation ? observation.attributes : undefined;
    if (!attributes) {
      return true;
    }
    const kind =
      observation.type === 'resource' ? observation.kind : observation.type;
    const parsed = this.#attributes[kind]?.safeParse(attributes);
    return (
      !parsed ||
      (parsed.success && JSON.stringify(parsed.data).length <= MOST_CHARACTERS)
    );
  }
}
