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

import type {
  ClusterObserver,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import type { AnyObservation, ObservationBatch } from '@keyward/observation';

/** The inventory takes 16,384 characters of attributes of a resource. */
const MOST_CHARACTERS = 16_000;

/**
 * Leaves out of batches what the inventory would refuse for its attributes. It refuses
 * whole batches, and in a cluster anybody may create an object with names and lists that
 * no schema expects: this must not keep those of others from being looked at.
 */
export class UnfitResources {
  readonly #observer: Pick<ClusterObserver, 'id' | 'attributes'>;
  /** By stream: how many of a full sync were left out, and one of them. */
  readonly #leftOut = new Map<
    string,
    { generation: string; count: number; ref: string }
  >();

  constructor(observer: Pick<ClusterObserver, 'id' | 'attributes'>) {
    this.#observer = observer;
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

  /** Says what was left out of the last full sync of each stream. */
  problems(): SourceProblem[] {
    return [...this.#leftOut.values()]
      .filter(({ count }) => count > 0)
      .map(({ count, ref }) => ({
        code: 'observer-left-out',
        message: `${count} ${
          count === 1 ? 'object' : 'objects'
        } of this cluster could not be read by the module ${
          this.#observer.id
        }, so nothing is found about them: ${ref.slice(0, 300)}`,
        remedy:
          'Look at the object: names in it, or lists, are longer than Kubernetes and its controllers take them.',
      }));
  }

  #isFit(observation: AnyObservation): boolean {
    if (observation.type !== 'resource' || !observation.attributes) {
      return true;
    }
    const parsed = this.#observer.attributes[observation.kind]?.safeParse(
      observation.attributes,
    );
    return (
      !parsed ||
      (parsed.success && JSON.stringify(parsed.data).length <= MOST_CHARACTERS)
    );
  }
}
