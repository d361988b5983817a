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

import { randomBytes } from 'crypto';
import { isGuessable } from './isGuessable';

const guessable = (text: string) => isGuessable(Buffer.from(text));

describe('isGuessable', () => {
  it.each([
    '',
    'hunter2',
    'true',
    '5432',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabcabcabcabc',
    '123456789012345678',
    'abcdefghijklmnop',
    'qwerty123456',
    'Leavemealone1!',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxb',
    'changemechangeme',
    'prom-operator',
    'yourStrong(!)Password',
  ])('finds %p guessable', text => {
    expect(guessable(text)).toBe(true);
  });

  it.each([
    'k7Qz-vP2x9LmTr4w',
    'correct horse battery staple',
    '8f14e45fceea167a5a36dedd4bea2543',
    'postgres://app:8sJf2lsk@db.payments:5432/app',
    `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBg'.repeat(9)}`,
  ])('leaves %p alone', text => {
    expect(guessable(text)).toBe(false);
  });

  it('finds no random value of 16 bytes guessable', () => {
    for (let run = 0; run < 2000; run++) {
      expect(isGuessable(randomBytes(16))).toBe(false);
      expect(guessable(randomBytes(12).toString('base64'))).toBe(false);
    }
  });
});
