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

import { type ManagerObservation, type ValueAge } from '../observation';

/** What of an object tells the ages of its values. */
interface AgedObject {
  /** Left out where the values may be older than the object. */
  createdAt?: string;
  managers: ManagerObservation[];
}

/**
 * When a key's value was set, as far as the Kubernetes object tells: not before
 * its creation, and not after the newest write of a manager that owns the key.
 * That write may have changed another field, hence it is a bound only.
 *
 * @public
 */
export function valueAgeOf(key: string, object: AgedObject): ValueAge {
  return valueAgesOf(object)(key);
}

/**
 * As {@link valueAgeOf}, for the many keys of one object.
 *
 * @public
 */
export function valueAgesOf(object: AgedObject): (key: string) => ValueAge {
  const { createdAt } = object;
  const newest = new Map<string, string>();
  let newestOfAll: string | undefined;
  for (const { dataKeys, subresource, time } of object.managers) {
    if (!dataKeys || subresource || time === undefined) {
      continue;
    }
    newestOfAll = later(newestOfAll, time);
    for (const key of dataKeys) {
      newest.set(key, later(newest.get(key), time));
    }
  }
  return key => {
    // A key that nobody owns may have been written by any of them.
    const latest = newest.get(key) ?? newestOfAll;
    if (latest) {
      return {
        ...(createdAt ? { earliest: earlier(createdAt, latest) } : {}),
        latest,
        basis: 'managed-fields',
      };
    }
    return createdAt
      ? { earliest: createdAt, basis: 'creation' }
      : { basis: 'unknown' };
  };
}

function later(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b;
}

/** Clocks of several API servers may differ: an interval never runs backwards. */
function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
