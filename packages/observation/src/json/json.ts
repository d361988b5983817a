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

/**
 * JSON of which nothing is known. The functions beside it read it: what is not as
 * expected is absent.
 *
 * @public
 */
export type Json = Record<string, unknown>;

/**
 * Whether a value is an object with properties: neither null nor a list.
 *
 * @public
 */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value if it is an object, else an empty one.
 *
 * @public
 */
export function jsonOf(value: unknown): Json {
  return isJson(value) ? value : {};
}

/**
 * The value if it is a list, else an empty one.
 *
 * @public
 */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * The objects of a list; others are left out.
 *
 * @public
 */
export function jsonsOf(value: unknown): Json[] {
  return listOf(value).filter(isJson);
}

/**
 * The value if it is a text that is not empty.
 *
 * @public
 */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The entries of a map of strings; others are left out.
 *
 * @public
 */
export function stringMapOf(value: unknown): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const [key, item] of Object.entries(jsonOf(value))) {
    if (typeof item === 'string') {
      result[key] = item;
    }
  }
  return result;
}

/**
 * The value at a path of property names.
 *
 * @public
 */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isJson(current) || !Object.hasOwn(current, name)) {
      return undefined;
    }
    current = current[name];
  }
  return current;
}

/** `Date.parse` also takes what only begins or ends like a date. */
const INSTANT =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** As API servers write it, on a day that each month has. */
const PLAIN_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/**
 * An instant as ISO 8601 in UTC; undefined for what is no instant.
 *
 * @public
 */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  // Each object has several, and a Date for each would cost more than all else.
  if (PLAIN_INSTANT.test(value)) {
    return `${value.slice(0, -1)}.000Z`;
  }
  const time = INSTANT.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
