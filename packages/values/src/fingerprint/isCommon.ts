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

import { dictionary } from '@zxcvbn-ts/language-common';
import { KNOWN_DEFAULTS } from './knownDefaults';

let common: Set<string> | undefined;

/**
 * Whether a text is a password that is commonly chosen or delivered, also with
 * other cases, digits and signs around it.
 */
export function isCommon(text: string): boolean {
  common ??= new Set([
    ...(dictionary.passwords as string[]),
    ...KNOWN_DEFAULTS,
  ]);
  const lower = text.toLowerCase();
  if (holds(common, lower)) {
    return true;
  }
  // Number and sign at the end or the start are what policies make people add.
  let from = 0;
  let to = lower.length;
  while (from < to && !isLetter(lower.charCodeAt(from))) {
    from++;
  }
  while (to > from && !isLetter(lower.charCodeAt(to - 1))) {
    to--;
  }
  return (to - from) * 2 > lower.length && holds(common, lower.slice(from, to));
}

function holds(words: Set<string>, text: string): boolean {
  return words.has(text) || words.has(text.replace(/[-_ ]/g, ''));
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
