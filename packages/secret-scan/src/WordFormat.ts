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

import type { CredentialClass } from './types';

/** A credential of one word, in a format that its issuer documents or that nothing else has. */
export interface WordFormat {
  id: string;
  class: CredentialClass;
  /** Whose credential it is, in words. */
  title: string;
  /** What it begins with: one of these, or the place in it where one of these stands. */
  starts: readonly string[];
  /** How many characters may stand before the keyword; 0 unless said. */
  before?: readonly number[];
  /** The source of a regular expression; what surrounds a credential is not in it. */
  pattern: string;
  /** Where the issuer documents it. */
  source: string;
  /** Tells by a checksum or by what is encoded in it whether the issuer can have made it. */
  accepts?(word: string): boolean;
}
