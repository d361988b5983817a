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

import { inspect } from 'util';
import { createFingerprinter } from '.';
import { SecretValue } from '@keyward/observation';

const SECRET = 'k7Qz-vP2x9LmTr4w';
const KEY = Buffer.alloc(32, 7);

describe('SecretValue', () => {
  it('shows nothing of itself', () => {
    const value = SecretValue.fromText(SECRET);
    const shown = [
      String(value),
      `${value}`,
      JSON.stringify({ value }),
      inspect(value),
      inspect({ nested: [value] }, { depth: 9, showHidden: true }),
      `${value as unknown as number}`,
      Object.values(value).join(),
    ].join('\n');
    expect(shown).not.toContain(SECRET);
    expect(shown).toContain('[redacted]');
  });

  it('lends its bytes', () => {
    const value = SecretValue.fromBase64(
      Buffer.from(SECRET).toString('base64'),
    );
    expect(value.use(bytes => bytes.toString())).toBe(SECRET);
    expect(value.length).toBe(16);
    expect(SecretValue.fromBase64('').length).toBe(0);
  });

  it.each(['a', 'ab=c', 'äöüß', '!!!!', 'YQ=', '===='])(
    'refuses %p, without quoting it',
    text => {
      let message = '';
      try {
        SecretValue.fromBase64(text);
      } catch (error) {
        message = String(error);
      }
      expect(message).toBe('Error: not valid base64');
    },
  );
});

describe('createFingerprinter', () => {
  const fingerprinter = createFingerprinter({ key: KEY, keyId: 'one' });

  it('is the same for equal values and differs for others', () => {
    const first = fingerprinter.fingerprint(SecretValue.fromText(SECRET));
    expect(first).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      weak: false,
      keyId: 'one',
    });
    expect(fingerprinter.fingerprint(SecretValue.fromText(SECRET))).toEqual(
      first,
    );
    const other = fingerprinter.fingerprint(SecretValue.fromText(`${SECRET}!`));
    expect(other.fingerprint).not.toBe(first.fingerprint);
  });

  it('depends on the key', () => {
    const other = createFingerprinter({
      key: Buffer.alloc(32, 8).toString('base64'),
      keyId: 'two',
    });
    expect(
      other.fingerprint(SecretValue.fromText(SECRET)).fingerprint,
    ).not.toBe(
      fingerprinter.fingerprint(SecretValue.fromText(SECRET)).fingerprint,
    );
  });

  it('gives guessable values none', () => {
    expect(fingerprinter.fingerprint(SecretValue.fromText('hunter2'))).toEqual({
      weak: true,
      keyId: 'one',
    });
  });

  it('refuses a short key without showing it', () => {
    expect(() =>
      createFingerprinter({ key: 'c2hvcnQ=', keyId: 'one' }),
    ).toThrow(/has 5 bytes, at least 32/);
    expect(() => createFingerprinter({ key: KEY, keyId: '' })).toThrow(/keyId/);
  });
});
