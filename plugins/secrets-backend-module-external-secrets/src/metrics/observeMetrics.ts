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
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { readMetrics } from './readMetrics';

const KIND = 'external-secrets-operator';
const NAME = 'Operator';

/** The operator of a cluster, with what it counted since it started. It is never kept from being observed by its metrics. */
export async function observeMetrics(
  url: string,
  options: { sourceId: string; signal: AbortSignal; now: Date },
): Promise<ResourceObservation> {
  const answer = await readMetrics(url, options);
  return {
    type: 'resource',
    kind: KIND,
    ref: formatResourceRef(KIND, options.sourceId, NAME),
    system: 'kubernetes',
    location: [],
    name: NAME,
    attributes: {
      metrics: answer.state,
      ...(answer.state === 'read'
        ? answer.counts
        : { problem: answer.problem }),
    },
  };
}
