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

import { at, instantOf, isJson, type Json } from '@keyward/observation/json';

const EMPTY: Json = Object.freeze({});
const LONGEST_TEXT = 1024;

/** The object at a path, an empty one where there is none. */
export function objectAt(value: unknown, ...path: string[]): Json {
  const found = at(value, ...path);
  return isJson(found) ? found : EMPTY;
}

/** The objects of the list at a path, each with its place in the list. */
export function itemsAt(
  value: unknown,
  ...path: string[]
): { index: number; item: Json }[] {
  const found = at(value, ...path);
  const items: { index: number; item: Json }[] = [];
  if (Array.isArray(found)) {
    found.forEach((item, index) => {
      if (isJson(item)) {
        items.push({ index, item });
      }
    });
  }
  return items;
}

/** The text at a path, if it is one, not empty and no longer than a name may be. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return isText(found) ? found : undefined;
}

/** The texts of the list at a path. */
export function textsAt(value: unknown, ...path: string[]): string[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isText) : [];
}

/** The finite number at a path. */
export function numberAt(
  value: unknown,
  ...path: string[]
): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found)
    ? found
    : undefined;
}

/** The boolean at a path. */
export function flagAt(value: unknown, ...path: string[]): boolean | undefined {
  const found = at(value, ...path);
  return typeof found === 'boolean' ? found : undefined;
}

/** The instant at a path as ISO 8601 in UTC. */
export function timeAt(value: unknown, ...path: string[]): string | undefined {
  const found = textAt(value, ...path);
  return found !== undefined && /^\d{4}-\d\d-\d\dT/.test(found)
    ? instantOf(found)
    : undefined;
}

/** The names of the entries of the object at a path. */
export function keysAt(value: unknown, ...path: string[]): string[] {
  return Object.keys(objectAt(value, ...path));
}

/**
 * An object without its undefined fields, empty lists and empty objects;
 * `undefined` if none is left.
 */
export function compact<T extends object>(fields: T): Partial<T> | undefined {
  const kept = Object.entries(fields).filter(([, value]) => {
    if (Array.isArray(value)) {
      return value.length > 0;
    }
    return isJson(value) ? Object.keys(value).length > 0 : value !== undefined;
  });
  return kept.length > 0 ? (Object.fromEntries(kept) as Partial<T>) : undefined;
}

function isText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= LONGEST_TEXT
  );
}
