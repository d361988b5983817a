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

/* eslint-disable no-bitwise */

const BITS = 31;
const ALL = -1;
const VERBS = new Map<string, number>(
  [
    'get',
    'list',
    'watch',
    'create',
    'update',
    'patch',
    'delete',
    'deletecollection',
  ].map((verb, bit) => [verb, 1 << bit]),
);
/** The bit of every other verb. */
const OTHER_VERB = 1 << 8;

export function verbMask(verb: string): number {
  return VERBS.get(verb) ?? OTHER_VERB;
}

/** Different resources may have the same: it tells what cannot match, not what does. */
export function resourceMask(resource: string): number {
  const { length } = resource;
  return (
    1 <<
    ((length +
      resource.charCodeAt(0) * 3 +
      resource.charCodeAt(length - 2) * 7) %
      BITS || 0)
  );
}

/** The masks of all names together; a wildcard has all bits. */
export function masksOf(
  names: readonly string[],
  maskOf: (name: string) => number,
): number {
  let mask = 0;
  for (const name of names) {
    mask |= name.startsWith('*') ? ALL : maskOf(name);
  }
  return mask;
}
