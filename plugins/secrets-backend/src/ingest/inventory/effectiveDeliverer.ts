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

import { believedDeliveries, mergeDeliverer } from '@keyward/kube-model';
import {
  type DelivererObservation,
  type ObjectStatusObservation,
  type SecretLocator,
} from '@keyward/observation';
import { describeLocator } from '../../store/edges/locatorKeyOf';
import type { StoredDeliverer } from '../../store/inventory';

/** An object that makes a secret, with its own word on its success. */
export interface DeliveringRow {
  objectRef: string;
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  from: SecretLocator[];
  status?: ObjectStatusObservation;
}

/** More places than that are counted: it is part of each list. */
const MOST_PLACES = 5;
const LONGEST_PLACE = 300;

/** What delivers a secret by all that is known, with status and origin where its object is known. */
export function effectiveDeliverer(
  own: DelivererObservation,
  deliveries: DeliveringRow[],
  namespace: string,
): StoredDeliverer {
  const { named, sure } = believedDeliveries(own, deliveries, namespace);
  const merged = mergeDeliverer(own, named);
  const delivery = named.find(
    each =>
      each.kind === merged.kind &&
      each.name === merged.name &&
      (merged.basis !== 'delivery' || each.namespace === merged.namespace),
  );
  if (!delivery) {
    return { ...merged };
  }
  const status = sure.includes(delivery) ? delivery.status : undefined;
  const from = describePlaces(delivery.from);
  return {
    ...merged,
    ...(delivery.namespace ? { namespace: delivery.namespace } : {}),
    ...(status ? { ready: status.ready } : {}),
    ...(status?.reason ? { reason: status.reason } : {}),
    ...(status?.since ? { since: status.since } : {}),
    ...(from ? { from } : {}),
  };
}

function describePlaces(places: SecretLocator[]): string {
  const shown = places
    .slice(0, MOST_PLACES)
    .map(place => describeLocator(place).slice(0, LONGEST_PLACE));
  const more = places.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
