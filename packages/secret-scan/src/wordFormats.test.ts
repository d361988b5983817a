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

import { formatOf, scanText } from '.';
import { Dice } from './__testUtils__/Dice';
import { sampleOfFormat } from './__testUtils__/sampleOfFormat';
import { crc32, hasBase62Checksum, hasGrafanaChecksum } from './checksums';
import { KeywordIndex } from './KeywordIndex';
import { WORD_FORMATS } from './wordFormats';

const each = WORD_FORMATS.map(
  (format, index) => [`${format.id} (${index})`, format] as const,
);

describe('the formats', () => {
  it('are of many kinds', () => {
    expect(new Set(WORD_FORMATS.map(({ id }) => id)).size).toBeGreaterThan(90);
  });

  it.each(each)('finds %s wherever it stands', (_, format) => {
    const dice = new Dice(format.pattern.length + 7);
    for (let count = 0; count < 20; count++) {
      const sample = sampleOfFormat(format, dice);
      for (const text of [
        sample,
        `const a = "${sample}";`,
        `curl -H 'X-Key: ${sample}' https://api.example.com`,
        JSON.stringify({ text: `first\n${sample}\n` }),
      ]) {
        expect([text, scanText(text)]).toEqual([
          text,
          [
            expect.objectContaining({
              detector: format.id,
              class: format.class,
              start: text.indexOf(sample),
              end: text.indexOf(sample) + sample.length,
            }),
          ],
        ]);
      }
      expect(formatOf(sample)?.detector).toBe(format.id);
      expect(scanText(`a${sample}`).map(({ start }) => start)).not.toContain(1);
    }
  });

  it.each(each)('takes time by length alone: %s', (_, { pattern }) => {
    // No part that is repeated without a limit holds another repetition, no
    // lookaround, no reference to a group: there is one way to match a text.
    expect(pattern).not.toMatch(/\(\?[^:]|\\[1-9kpP]|\.[*+]/);
    expect(pattern).not.toMatch(/\([^()]*[*+}][^()]*\)(?:[*+]|\{)/);
    // What is repeated without a limit ends where its own signs end.
    for (const [, signs, next] of pattern.matchAll(
      /(\[[^\]]*\])(?:\*|\+|\{\d+,\})(\\.|\[[^\]]*\]|[^|)])?/g,
    )) {
      expect(next === undefined || !sharesSign(signs, next)).toBe(true);
    }
  });

  it.each(each)('says where %s is documented', (_, { source, title }) => {
    expect(source).toMatch(/^https:\/\/[a-z0-9.-]+\/\S*$/);
    expect(title).toMatch(/^\S.*\S$/);
  });

  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'x'.repeat(36)}`,
    `sk_live_${'your-key-here'.repeat(2)}`,
    `glpat-${'a'.repeat(20)}`,
    'sk-loading-spinner-with-a-long-name',
    // The sample token of jwt.io.
    `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(
      '{"sub":"1234567890"}',
    ).toString('base64url')}.${'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV'}_adQssw5c`,
  ])('takes %s for an example', text => {
    expect(scanText(text)).toEqual([]);
  });
});

describe('checksums', () => {
  it('are those of GitHub, npm and Grafana', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    const token = `ghp_${'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'}0mLq17`;
    expect(hasBase62Checksum(token)).toBe(true);
    expect(scanText(token)).toHaveLength(1);
    expect(scanText(token.replace('q1', 'q2'))).toEqual([]);
    expect(hasGrafanaChecksum(`glsa_${'a'.repeat(32)}_00000000`)).toBe(false);
  });
});

describe('KeywordIndex', () => {
  it('finds all keywords, those within others too, in either case', () => {
    const index = new KeywordIndex(
      ['he', 'she', 'his', 'hers'].map(word => [word, word] as const),
    );
    const found: [string, number][] = [];
    index.forEach('uSHers hé', (word, start) => found.push([word, start]));
    expect(found).toEqual([
      ['she', 1],
      ['he', 2],
      ['hers', 2],
    ]);
  });

  it('takes ASCII only', () => {
    expect(() => new KeywordIndex([['é', 1]])).toThrow(RangeError);
  });
});

/** Whether a sign that fits the first fits the second too. */
function sharesSign(first: string, second: string): boolean {
  const patterns = [first, second].map(source => new RegExp(`^${source}$`));
  return Array.from({ length: 128 }, (_, code) =>
    String.fromCharCode(code),
  ).some(sign => patterns.every(pattern => pattern.test(sign)));
}
