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

import { type SecretClass, SecretValue } from '@keyward/observation';
import { isGuessable } from './isGuessable';
import { weaknessOf } from './weaknessOf';

const why = (text: string, secretClass: SecretClass = 'password') => {
  const value = SecretValue.fromText(text);
  return weaknessOf(value, secretClass, value.use(isGuessable));
};

describe('weaknessOf', () => {
  it.each<[string, string, SecretClass, string]>([
    ['', 'empty', 'password', 'k7Qz-vP2x9LmTr4w'],
    [' \n', 'empty', 'token', 'k7Qz-vP2x9LmTr4w'],
    ['changeme', 'common', 'password', 'k7Qz-vP2x9LmTr4w-changeme'],
    ['Change_Me\n', 'common', 'password', 'Change-k7Qz-vP2x9L'],
    ['P@ssw0rd', 'common', 'password', 'k7Qz-vP2x9Lm'],
    ['prom-operator', 'common', 'password', 'prom-k7Qz-operator'],
    ['minioadmin', 'common', 'api-key', 'minio-k7Qz-vP2x9Lm'],
    ['Admin123!', 'common', 'password', 'Admin123!k7Qz-vP2'],
    [
      'your-super-secret-jwt-token-with-at-least-32-characters-long',
      'common',
      'encryption-key',
      '8f14e45fceea167a5a36dedd4bea2543',
    ],
    ['vP2x9LmT', 'short', 'password', 'vP2x9LmTr4wQ'],
    ['k7Qz-vP2x9Lm', 'short', 'encryption-key', 'k7Qz-vP2x9LmTr4w'],
    ['k7Qz-vP2x9Lm', 'short', 'token', 'k7Qz-vP2x9LmTr4w'],
    [
      '111122223333111122223333',
      'guessable',
      'password',
      '8f14e45fceea167a5a36dedd',
    ],
    ['ab'.repeat(200), 'guessable', 'token', 'k7Qz-vP2x9LmTr4w'.repeat(20)],
  ])('says of %p that it is %s, and nothing of its twin', (...row) => {
    const [weak, expected, secretClass, clean] = row;
    expect(why(weak, secretClass)).toBe(expected);
    expect(why(clean, secretClass)).toBeUndefined();
  });

  it.each<SecretClass>(['identifier', 'public', 'other', 'tls', 'ssh-key'])(
    'says nothing of the class %s',
    secretClass => {
      expect(why('admin', secretClass)).toBeUndefined();
      expect(why('', secretClass)).toBeUndefined();
    },
  );

  it('says nothing of random values as they are made', () => {
    // Simulated: a fixed sequence, so that the outcome is always the same.
    let state = 1;
    const letters =
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const random = (length: number) =>
      Array.from({ length }, () => {
        state = (state * 48271) % 2147483647;
        return letters[state % letters.length];
      }).join('');
    for (let run = 0; run < 2000; run++) {
      expect(why(random(16))).toBeUndefined();
      expect(why(random(32), 'encryption-key')).toBeUndefined();
    }
  });
});
