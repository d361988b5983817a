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

import { mergeDeliverer } from '@keyward/kube-model';
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

/** What delivers a secret by all that is known, with status and origin where its object is known. */
export function effectiveDeliverer(
  own: DelivererObservation,
  deliveries: DeliveringRow[],
): StoredDeliverer {
  const merged = mergeDeliverer(own, deliveries);
  const delivery = deliveries.find(
    ({ kind, name }) => kind === merged.kind && name === merged.name,
  );
  if (!delivery) {
    return { ...merged };
  }
  const { status } = delivery;
  const from = delivery.from.map(describeLocator).join(', ');
  return {
    ...merged,
    ...(delivery.namespace ? { namespace: delivery.namespace } : {}),
    ...(status ? { ready: status.ready } : {}),
    ...(status?.reason ? { reason: status.reason } : {}),
    ...(status?.since ? { since: status.since } : {}),
    ...(from ? { from } : {}),
  };
}
