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

const FEWEST_DISTINCT = 5;
/** In so many signs at the end a random word has more different ones. */
const LOOKED_AT = 16;

/** What examples in documentation have in them. */
const EXAMPLE =
  /EXAMPLE|example[-_]?(?:key|token|secret)|your[-_]|[-_]here|placeholder|changeme|redacted|dummy|x{6}|X{6}|\*{4}|\.{4}|0{8}|0123456789abcdef|1234567890abcdef|abcdefghijkl|ABCDEFGHIJKL/;
/** The signature of the sample token that jwt.io shows. */
const SAMPLE = 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c';

/** Whether something that has the form of a credential stands for one in an example. */
export function isPlaceholder(word: string): boolean {
  return (
    EXAMPLE.test(word) ||
    word.endsWith(SAMPLE) ||
    (word.length >= LOOKED_AT &&
      new Set(word.slice(-LOOKED_AT)).size < FEWEST_DISTINCT)
  );
}
