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

import { credentialClassOf } from './credentialClassOf';
import { isReference } from './isReference';
import { isPlain, looksRandom } from './valueShapes';

const LONGEST = 4096;

/**
 * Whether what is assigned to a name is a credential.
 *
 * @param isWord - asked of a password that is a word: whether it counts
 */
export function isCredential(
  name: string,
  value: string,
  { isWord }: { isWord(value: string): boolean },
): boolean {
  const kind = credentialClassOf(name);
  if (
    !kind ||
    value.length > LONGEST ||
    /\s/.test(value) ||
    isReference(value) ||
    isPlain(value)
  ) {
    return false;
  }
  if (kind === 'password') {
    return !isSame(name, value) && (/[^A-Za-z_-]/.test(value) || isWord(value));
  }
  return looksRandom(value);
}

/** `password: password` is what forms and examples say. */
function isSame(name: string, value: string): boolean {
  const words = (text: string) => text.replace(/[^A-Za-z]/g, '').toLowerCase();
  return words(name) === words(value);
}
