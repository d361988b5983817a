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

import { type ManagerObservation, type ValueAge } from '../observation/types';

/**
 * When a key's value was set, as far as the Kubernetes object tells: not before
 * its creation, and not after the newest write of a manager that owns the key.
 * That write may have changed another field, hence it is a bound only.
 *
 * @public
 */
export function valueAgeOf(
  key: string,
  object: { createdAt?: string; managers: ManagerObservation[] },
): ValueAge {
  const writers = object.managers.filter(
    ({ dataKeys, subresource }) => dataKeys && !subresource,
  );
  const owners = writers.filter(({ dataKeys }) => dataKeys!.includes(key));
  const latest = (owners.length > 0 ? owners : writers)
    .map(({ time }) => time)
    .filter((time): time is string => time !== undefined)
    .sort()
    .at(-1);
  const earliest = object.createdAt;
  if (latest) {
    return {
      ...(earliest ? { earliest: earlier(earliest, latest) } : {}),
      latest,
      basis: 'managed-fields',
    };
  }
  return earliest ? { earliest, basis: 'creation' } : { basis: 'unknown' };
}

/** Clocks of several API servers may differ: an interval never runs backwards. */
function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
