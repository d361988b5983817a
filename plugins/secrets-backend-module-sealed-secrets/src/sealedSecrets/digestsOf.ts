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

import { createHash } from 'node:crypto';

/** More keys than anybody seals into one Secret. */
const MOST_KEYS = 100;
/** Of 4 bits each. */
const MARK_DIGITS = 32;

/**
 * What tells sealed values from each other, by key. Nobody can guess a value by it: the
 * same value sealed again is another text.
 */
export function digestsOf(encryptedData: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(encryptedData)
      .slice(0, MOST_KEYS)
      .map(([key, sealed]) => [key, digestOf(String(sealed))]),
  );
}

/**
 * What is kept of a sealed value and of the key that it stands under. It is as long for
 * any key: all of a SealedSecret have to fit into what the inventory takes of one resource.
 *
 * @param digest - by {@link digestsOf}
 */
export function markOf(key: string, digest: string): string {
  return digestOf(JSON.stringify([key, digest])).slice(0, MARK_DIGITS);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex');
}
