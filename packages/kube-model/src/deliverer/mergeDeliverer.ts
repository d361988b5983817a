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

import { type DelivererObservation } from '@keyward/observation';
import { knownSystems, type KnownSystems } from '../systems';

/**
 * An object that says that it makes a secret.
 *
 * @public
 */
export interface DeliveringObject {
  kind: string;
  apiGroup: string;
  namespace?: string;
  name: string;
}

/**
 * The deliverer of a secret when the objects that deliver it are known too.
 * An owner that the secret names counts first: garbage collection depends on
 * it. Else an object that names the secret as its target counts more than
 * labels, as these are copied along.
 *
 * @public
 */
export function mergeDeliverer(
  own: DelivererObservation,
  delivering: DeliveringObject[],
  systems: KnownSystems = knownSystems,
): DelivererObservation {
  if (own.basis === 'owner' || delivering.length === 0) {
    return own;
  }
  const [first] = [...delivering].sort(
    (a, b) =>
      rankOf(a, own, systems) - rankOf(b, own, systems) ||
      `${a.kind}/${a.name}`.localeCompare(`${b.kind}/${b.name}`),
  );
  return {
    kind: first.kind,
    ...(first.apiGroup ? { apiGroup: first.apiGroup } : {}),
    ...(first.namespace ? { namespace: first.namespace } : {}),
    name: first.name,
    basis: 'delivery',
  };
}

function rankOf(
  object: DeliveringObject,
  own: DelivererObservation,
  systems: KnownSystems,
): number {
  if (object.kind === own.kind) {
    return 0;
  }
  // A carrier knows less of the value than others.
  const { deliverer } = systems.kind(object.apiGroup, object.kind) ?? {};
  return deliverer?.isCarrier ? 2 : 1;
}
