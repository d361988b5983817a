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

import type { SecretClass, Weakness, SecretValue } from '@keyward/observation';
import { isCommon } from './isCommon';

/**
 * So many bytes are needed, by class; classes that nobody guesses at are not
 * here. People type passwords; what only machines use costs nothing to be 128
 * bits long, and 16 bytes of text are less than that already.
 */
const SHORTEST: Partial<Record<SecretClass, number>> = {
  password: 12,
  'api-key': 16,
  token: 16,
  'oauth-client': 16,
  'encryption-key': 16,
};
/** Longer ones are no words. */
const LONGEST_COMMON = 96;

/**
 * Why a value is weak for what it is, the first that is true of it. Says
 * nothing of user names, hosts and other values of no secret class: that one
 * of these is common would give it away for nothing.
 *
 * @param guessable - whether it is, as its fingerprint was asked for
 * @public
 */
export function weaknessOf(
  value: SecretValue,
  secretClass: SecretClass,
  guessable: boolean,
): Weakness | undefined {
  const shortest = SHORTEST[secretClass];
  if (shortest === undefined || (!guessable && value.length >= shortest)) {
    return undefined;
  }
  return value.use(bytes => {
    if (bytes.length > LONGEST_COMMON) {
      return 'guessable';
    }
    // A line end that `echo` put there protects nothing.
    const text = bytes.toString('latin1').trim();
    if (text === '') {
      return 'empty';
    }
    if (isCommon(text)) {
      return 'common';
    }
    return text.length < shortest ? 'short' : 'guessable';
  });
}
