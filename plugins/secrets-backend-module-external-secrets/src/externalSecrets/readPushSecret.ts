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

import { observeObject } from '@keyward/kube-model';
import {
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { at, instantOf, type Json } from '@keyward/observation/json';

/**
 * A PushSecret as the inventory takes it: what it pushes where, the collector tells.
 *
 * @param item - as it is listed, without its kind
 * @throws ObservationError if it has no name
 */
export function readPushSecret(
  item: Json,
  { sourceId }: { sourceId: string },
): ResourceObservation {
  const object = {
    ...item,
    kind: 'PushSecret',
    apiVersion: 'external-secrets.io/v1alpha1',
  };
  const { labels, annotations, status, detail, ...observed } = observeObject(
    object,
    { sourceId, findsExposures: false },
  );
  const namespace = observed.namespace ?? '';
  const name = `PushSecret/${observed.name}`;
  const refreshTime = instantOf(at(item, 'status', 'refreshTime'));
  const stores = Array.isArray(detail?.stores) ? detail.stores : [];
  return {
    type: 'resource',
    kind: 'push-secret',
    ref: formatResourceRef('push-secret', sourceId, namespace, name),
    system: 'kubernetes',
    location: [namespace],
    name,
    labels,
    annotations,
    ...(status ? { status } : {}),
    attributes: {
      state: stateOf(status),
      // A name with its kind has at most 253 characters and a few.
      stores: stores.slice(0, 20).map(each => String(each).slice(0, 300)),
      deletesRemote: detail?.deletionPolicy === 'Delete',
      ...(refreshTime ? { refreshTime } : {}),
    },
  };
}

/** `SourceDeleted` is called ready: the Secret that was pushed no longer exists. */
function stateOf(status: ResourceObservation['status']): string {
  if (!status || status.ready === 'unknown') {
    return status ? 'unknown' : 'pending';
  }
  if (status.ready === 'false') {
    return 'failing';
  }
  return status.reason === 'SourceDeleted' ? 'source-deleted' : 'pushed';
}
