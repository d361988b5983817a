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

import {
  ANY_NAMESPACE,
  copySourceOf,
  holdSameValue,
  mountedReferences,
  possiblePlacesOf,
  resolveSought,
  topLevelOf,
} from '@keyward/kube-model';
import {
  type ObjectObservation,
  type OwnerObservation,
  type SecretObservation,
} from '@keyward/observation';
import { ObservedWhereabouts } from './ObservedWhereabouts';
import { type ConsumerRow } from './InventoryRow';

/** The objects around one secret. */
export interface SecretNeighbours {
  consumers: ConsumerRow[];
  /** What may refer to it: in which namespace it does is not known, or whether at all. */
  possibleConsumers: ConsumerRow[];
  /** The objects that name the secret as what they make. */
  delivering: ObjectObservation[];
  /** Something refers to it and cannot do without. */
  required: boolean;
}

const nothing = (): SecretNeighbours => ({
  consumers: [],
  possibleConsumers: [],
  delivering: [],
  required: false,
});

/** Who refers to which secret and what makes it, by `namespace/name`. */
export class SurroundingObjects {
  readonly #sourceId: string;
  readonly #byUid = new Map<string, ObjectObservation>();
  readonly #byRef = new Map<string, ObjectObservation>();
  readonly #byName = new Map<string, ObjectObservation>();
  readonly #neighbours = new Map<string, SecretNeighbours>();
  readonly #consumers = new Map<string, Map<string, ConsumerRow>>();
  readonly #whereabouts: ObservedWhereabouts;

  constructor(
    objects: ObjectObservation[],
    secrets: readonly SecretObservation[],
    sourceId: string,
  ) {
    this.#sourceId = sourceId;
    this.#whereabouts = new ObservedWhereabouts(objects, secrets);
    for (const object of objects) {
      if (object.uid) {
        this.#byUid.set(object.uid, object);
      }
      this.#byRef.set(object.ref, object);
      this.#byName.set(nameKey(object, object.namespace), object);
    }
    for (const object of objects) {
      this.#addReferences(object);
      for (const { namespace, name } of object.deliveries) {
        this.#get(`${namespace}/${name}`).delivering.push(object);
      }
    }
    const byPlace = new Map(
      secrets.map(secret => [`${secret.namespace}/${secret.name}`, secret]),
    );
    for (const secret of secrets) {
      this.#addCopy(secret, byPlace);
    }
    for (const [place, consumers] of this.#consumers) {
      this.#get(place).consumers = [...consumers.values()].sort(byName);
    }
  }

  of({ namespace, name }: { namespace: string; name: string }) {
    return {
      ...(this.#neighbours.get(`${namespace}/${name}`) ?? nothing()),
      possibleConsumers: possiblePlacesOf({ namespace, name }).flatMap(
        place =>
          this.#neighbours.get(`${place.namespace}/${place.name}`)?.consumers ??
          [],
      ),
    };
  }

  /** Those that are referred to or made, by `namespace/name`. */
  *entries(): Iterable<[string, SecretNeighbours]> {
    for (const [place, neighbours] of this.#neighbours) {
      if (!place.startsWith(ANY_NAMESPACE)) {
        yield [place, neighbours];
      }
    }
  }

  #addReferences(object: ObjectObservation) {
    const references = [
      ...object.references,
      ...mountedReferences(
        object,
        this.#sourceId,
        ref => this.#byRef.get(ref)?.deliveries ?? [],
      ),
      ...resolveSought(object, this.#sourceId, this.#whereabouts),
    ];
    if (references.length === 0) {
      return;
    }
    const top = topLevelOf(object, (owner, namespace) =>
      this.#ownerOf(owner, namespace),
    );
    const stated = new Set(object.references);
    for (const reference of references) {
      const place = `${reference.namespace}/${reference.name}`;
      const { namespace = reference.namespace } = object;
      // What names another namespace could have any number of secrets be missing there.
      const isForeign =
        stated.has(reference) && namespace !== reference.namespace;
      this.#get(place).required ||= !reference.optional && !isForeign;
      this.#addConsumer(place, top, reference.how);
    }
  }

  /** Who copies a secret uses it. Whoever only says so does not. */
  #addCopy(
    secret: SecretObservation,
    byPlace: ReadonlyMap<string, SecretObservation>,
  ) {
    const copied = copySourceOf(secret);
    const place = `${copied?.namespace}/${copied?.name}`;
    const source = byPlace.get(place);
    if (source && holdSameValue(source, secret)) {
      const { ref, namespace, name } = secret;
      const copy = { ref, apiGroup: '', kind: 'Secret', namespace, name };
      this.#get(place);
      this.#addConsumer(place, copy, 'copy');
    }
  }

  #addConsumer(
    place: string,
    object: Omit<ConsumerRow, 'how'> & { ref: string },
    how: string,
  ) {
    const consumers = this.#consumers.get(place) ?? new Map();
    this.#consumers.set(place, consumers);
    const { apiGroup, kind, namespace, name } = object;
    const consumer: ConsumerRow = consumers.get(object.ref) ?? {
      apiGroup,
      kind,
      ...(namespace ? { namespace } : {}),
      name,
      how: [],
    };
    consumers.set(object.ref, consumer);
    if (!consumer.how.includes(how)) {
      consumer.how.push(how);
    }
  }

  #ownerOf(owner: OwnerObservation, namespace: string | undefined) {
    const named = { ...owner, apiGroup: groupOf(owner) };
    return (
      this.#byUid.get(owner.uid) ??
      this.#byName.get(nameKey(named, namespace)) ??
      this.#byName.get(nameKey(named, undefined))
    );
  }

  #get(place: string): SecretNeighbours {
    let neighbours = this.#neighbours.get(place);
    if (!neighbours) {
      neighbours = nothing();
      this.#neighbours.set(place, neighbours);
    }
    return neighbours;
  }
}

/** Objects of raw kubectl output may lack a uid; the API version may differ. */
function nameKey(
  object: { apiGroup: string; kind: string; name: string },
  namespace: string | undefined,
): string {
  const { apiGroup, kind, name } = object;
  return [apiGroup, kind, namespace ?? '', name].join('|');
}

function groupOf({ apiVersion }: OwnerObservation): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

function byName(a: ConsumerRow, b: ConsumerRow): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ kind, namespace, name }: ConsumerRow): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
