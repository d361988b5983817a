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

import type { ObjectStatusObservation } from '@keyward/observation';
import { at, type Json } from '@keyward/observation/json';
import { itemsAt, textAt, timeAt } from './read';

const REASON = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** A reason or state word. Anything else could be a message, which could hold a value. */
export function wordAt(value: unknown, ...path: string[]): string | undefined {
  const found = textAt(value, ...path);
  return found !== undefined && REASON.test(found) ? found : undefined;
}

/**
 * The object's own word on its success: the first of the named conditions that
 * it has. Messages are not kept.
 */
export function statusOf(
  object: Json,
  conditionTypes: string[] = ['Ready', 'Synced', 'Available'],
  lastSync?: string,
): ObjectStatusObservation | undefined {
  const conditions = new Map<string, Json>();
  for (const { item } of itemsAt(object, 'status', 'conditions')) {
    const type = textAt(item, 'type');
    if (type !== undefined) {
      conditions.set(type, item);
    }
  }
  const type = conditionTypes.find(candidate => conditions.has(candidate));
  if (type === undefined) {
    return lastSync === undefined ? undefined : { ready: 'unknown', lastSync };
  }
  const condition = conditions.get(type);
  const reason = wordAt(condition, 'reason');
  const since = timeAt(condition, 'lastTransitionTime');
  return {
    ready: readyOf(at(condition, 'status')),
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since }),
    ...(lastSync !== undefined && { lastSync }),
  };
}

function readyOf(status: unknown): ObjectStatusObservation['ready'] {
  if (status === 'True') {
    return 'true';
  }
  return status === 'False' ? 'false' : 'unknown';
}
