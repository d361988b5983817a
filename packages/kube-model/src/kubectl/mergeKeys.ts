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
import { randomUUID } from 'crypto';
import { CORE_SCHEMA, Type } from 'js-yaml';

const PLAIN = '<<';
/** What a merge key is read as; a field that is called `"<<"`, in quotes, is none. */
const MERGE = `${PLAIN}${randomUUID()}`;

/** That of `CORE_SCHEMA`, by which {@link mergeKeys} tells merge keys. */
export const MERGE_SCHEMA = CORE_SCHEMA.extend({
  implicit: [
    new Type('tag:keyward.io,2026:merge', {
      kind: 'scalar',
      resolve: text => text === PLAIN,
      construct: () => MERGE,
    }),
  ],
});

const UNFOLDS = 'its aliases unfold to more than it holds';
const NO_OBJECT = 'a merge key has something else than objects';
const REPLACES =
  'a merge key stands after a field that it would replace, which readers of YAML take differently';

/**
 * Puts the fields that YAML merge keys (`<<: *anchor`) stand for into the
 * objects that have them, as kubectl does. The parser could do so itself, but
 * would not stop where a small text stands for more than the memory holds.
 *
 * @param root - read by {@link MERGE_SCHEMA}
 * @param limit - how many fields may be put in
 * @returns what is wrong; undefined where all was put in
 */
export function mergeKeys(root: unknown, limit: number): string | undefined {
  const seen = new Set<object>();
  // What a merge key names is to have its own merged before.
  const open: { value: unknown; isNext?: boolean }[] = [{ value: root }];
  let budget = limit;

  function merge(object: Json): string | undefined {
    const sources = [object[MERGE]].flat();
    const fields = Object.keys(object);
    const before = new Set(fields.slice(0, fields.indexOf(MERGE)));
    delete object[MERGE];
    for (const source of sources) {
      if (!isJson(source)) {
        return NO_OBJECT;
      }
      for (const [field, value] of Object.entries(source)) {
        budget -= 1;
        if (budget < 0) {
          return UNFOLDS;
        }
        // YAML has the object's own field count, kubectl what comes last.
        if (before.has(field) && object[field] !== value) {
          return REPLACES;
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
    return undefined;
  }

  for (let next = open.pop(); next; next = open.pop()) {
    const { value, isNext } = next;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (isNext) {
      const problem =
        isJson(value) && Object.hasOwn(value, MERGE) ? merge(value) : undefined;
      if (problem) {
        return problem;
      }
    } else if (!seen.has(value)) {
      seen.add(value);
      open.push({ value, isNext: true });
      for (const [field, child] of Object.entries(value)) {
        if (child === MERGE) {
          (value as Json)[field] = PLAIN;
        }
        open.push({ value: child });
      }
    }
  }
  return undefined;
}
