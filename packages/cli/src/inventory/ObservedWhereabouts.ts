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
  type ObjectObservation,
  type SecretObservation,
} from '@keyward/observation';
import {
  type OperatedGroup,
  operatedGroupsOf,
  PodPlaces,
  readNamespaceOf,
  type WhereaboutsLookup,
} from '@keyward/kube-model';

/** Where operators, pods and stores of a source are, by the objects that were read. */
export class ObservedWhereabouts implements WhereaboutsLookup {
  readonly #operators = new Map<string, OperatedGroup[]>();
  readonly #stores = new Map<string, string>();
  readonly #pods = new PodPlaces();
  readonly #secrets = new Map<string, SecretObservation[]>();

  constructor(
    objects: ObjectObservation[],
    secrets: Iterable<SecretObservation>,
  ) {
    for (const secret of secrets) {
      addTo(this.#secrets, secret.namespace, secret);
    }
    for (const object of objects) {
      for (const operated of operatedGroupsOf(object)) {
        addTo(this.#operators, operated.group, operated);
      }
      const namespace = readNamespaceOf(object);
      if (namespace !== undefined) {
        this.#stores.set(object.ref, namespace);
      }
      if (object.namespace !== undefined) {
        const labels = podLabelsOf(object);
        this.#pods.add({ namespace: object.namespace, labels });
      }
    }
  }

  operatorsOf(group: string): OperatedGroup[] {
    return this.#operators.get(group) ?? [];
  }

  namespacesOfPods(
    labels: Record<string, string>,
  ): readonly string[] | undefined {
    return this.#pods.namespacesWith(labels);
  }

  secretsIn(namespace: string): SecretObservation[] {
    return this.#secrets.get(namespace) ?? [];
  }

  namespaceOfStore(ref: string): string | undefined {
    return this.#stores.get(ref);
  }
}

function podLabelsOf({
  apiGroup,
  kind,
  labels,
  podLabels,
}: ObjectObservation): Record<string, string> {
  return apiGroup === '' && kind === 'Pod' ? labels : podLabels ?? {};
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T) {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
