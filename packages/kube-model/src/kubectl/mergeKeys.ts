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

import { isJson, type Json } from '@keyward/observation';

const MERGE = '<<';

/**
 * Puts the fields that YAML merge keys (`<<: *anchor`) stand for into the
 * objects that have them, as kubectl does. The parser could do so itself, but
 * would not stop where a small text stands for more than the memory holds.
 *
 * @returns false where it would take more than a number of fields, or where a
 *   merge key has something else than objects
 */
export function mergeKeys(root: unknown, limit: number): boolean {
  const seen = new Set<object>();
  let budget = limit;

  function visit(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      return true;
    }
    seen.add(value);
    return Object.values(value).every(visit) && merge(value as Json);
  }

  function merge(object: Json): boolean {
    if (!isJson(object) || !Object.hasOwn(object, MERGE)) {
      return true;
    }
    const sources = [object[MERGE]].flat();
    delete object[MERGE];
    for (const source of sources) {
      if (!isJson(source)) {
        return false;
      }
      for (const [field, value] of Object.entries(source)) {
        budget -= 1;
        if (budget < 0) {
          return false;
        }
        // What the object says itself, or an earlier source, has precedence.
        if (!Object.hasOwn(object, field)) {
          Object.defineProperty(object, field, {
            value,
            configurable: true,
            enumerable: true,
            writable: true,
          });
        }
      }
    }
    return true;
  }

  return visit(root);
}
