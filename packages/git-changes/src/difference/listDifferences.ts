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

/** One value of an object that is not as it was. */
export interface Difference {
  path: (string | number)[];
  kind: 'added' | 'changed' | 'removed';
  /** As it is now. */
  value: unknown;
}

/**
 * What differs between two objects, each as small as it can be told: of what is new, the
 * single values and the items of lists.
 */
export function* listDifferences(
  before: unknown,
  after: unknown,
  path: (string | number)[] = [],
): Generator<Difference> {
  if (isAbsent(before) && isAbsent(after)) {
    return;
  }
  if (isAbsent(after)) {
    yield { path, kind: 'removed', value: after };
  } else if (
    Array.isArray(after) &&
    (isAbsent(before) || Array.isArray(before))
  ) {
    const items: unknown[] = Array.isArray(before) ? before : [];
    for (let index = 0; index < Math.max(items.length, after.length); index++) {
      if (index >= items.length) {
        yield { path: [...path, index], kind: 'added', value: after[index] };
      } else {
        yield* listDifferences(items[index], after[index], [...path, index]);
      }
    }
    if (after.length === 0 && !Array.isArray(before)) {
      yield { path, kind: 'added', value: after };
    }
  } else if (isMap(after) && (isAbsent(before) || isMap(before))) {
    const fields = isMap(before) ? before : {};
    const keys = new Set([...Object.keys(fields), ...Object.keys(after)]);
    for (const key of keys) {
      yield* listDifferences(own(fields, key), own(after, key), [...path, key]);
    }
    if (keys.size === 0 && !isMap(before)) {
      yield { path, kind: 'added', value: after };
    }
  } else if (isAbsent(before)) {
    yield { path, kind: 'added', value: after };
  } else if (before !== after) {
    yield { path, kind: 'changed', value: after };
  }
}

function own(fields: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
