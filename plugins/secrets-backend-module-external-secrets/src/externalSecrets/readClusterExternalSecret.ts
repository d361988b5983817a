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
import { at, type Json, jsonsOf, listOf } from '@keyward/observation/json';

const MOST_NAMESPACES = 20;

/**
 * A ClusterExternalSecret as the inventory takes it: in which namespaces it could not
 * make its ExternalSecret. Why, the operator says in a text, which is not kept.
 *
 * @param item - as it is listed, without its kind
 * @throws ObservationError if it has no name
 */
export function readClusterExternalSecret(
  item: Json,
  { sourceId }: { sourceId: string },
): ResourceObservation {
  const object = {
    ...item,
    kind: 'ClusterExternalSecret',
    apiVersion: 'external-secrets.io/v1',
  };
  const { labels, annotations, status, ...observed } = observeObject(object, {
    sourceId,
    findsExposures: false,
  });
  const name = `ClusterExternalSecret/${observed.name}`;
  const failed = jsonsOf(at(item, 'status', 'failedNamespaces')).flatMap(
    ({ namespace }) =>
      typeof namespace === 'string' ? namespace.slice(0, 63) : [],
  );
  return {
    type: 'resource',
    kind: 'cluster-external-secret',
    ref: formatResourceRef('cluster-external-secret', sourceId, name),
    system: 'kubernetes',
    location: [],
    name,
    labels,
    annotations,
    ...(status ? { status } : {}),
    attributes: {
      namespaceCount: listOf(at(item, 'status', 'provisionedNamespaces'))
        .length,
      failedNamespaces: failed.slice(0, MOST_NAMESPACES),
      failedCount: failed.length,
    },
  };
}
