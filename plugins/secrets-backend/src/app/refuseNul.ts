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

import { InputError } from '@backstage/errors';

const NUL = '\0';

/**
 * Refuses what has a NUL character in one of its texts. PostgreSQL has no place for
 * it, not even to compare with, and nothing that Keyward knows of has one in its name.
 *
 * @throws InputError
 */
export function refuseNul(given: unknown): void {
  // Without recursion: who nests deep must not exhaust the stack.
  const left = [given];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && value.includes(NUL)) {
      throw hasNul();
    }
    if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        left.push(name, each);
      }
    }
  }
}

/**
 * The same for the path and the query of a URL.
 *
 * @throws InputError
 */
export function refuseNulInUrl(url: string): void {
  if (url.includes('%00')) {
    throw hasNul();
  }
}

function hasNul(): InputError {
  return new InputError('No text may have a NUL character in it');
}
