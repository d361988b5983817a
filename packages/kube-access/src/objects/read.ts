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

/** What stands at a path, `undefined` if there is nothing. */
export function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const field of path) {
    if (
      typeof found !== 'object' ||
      found === null ||
      !Object.hasOwn(found, field)
    ) {
      return undefined;
    }
    found = (found as Record<string, unknown>)[field];
  }
  return found;
}

/** The text at a path, if it is one and not empty. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The entries of a list, none for anything else. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list; the empty one counts, it is the core group. */
export function namesOf(value: unknown): string[] {
  return itemsOf(value).filter(
    (item): item is string => typeof item === 'string',
  );
}
