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

import { isPlaceholder } from './isPlaceholder';
import { KeywordIndex } from './KeywordIndex';
import type { Detection } from './types';
import { WORD_FORMATS } from './wordFormats';

/** Longer words are data; a token in a header has to be shorter too. */
const LONGEST = 16_384;

interface Rule {
  id: string;
  class: Detection['class'];
  order: number;
  before: readonly number[];
  /** Tried where the word has to begin, and nowhere else. */
  pattern: RegExp;
  accepts?(word: string): boolean;
}

const RULES: Rule[] = WORD_FORMATS.map((format, order) => ({
  id: format.id,
  class: format.class,
  order,
  before: format.before ?? [0],
  pattern: new RegExp(
    `(?:(?<![0-9A-Za-z_.-])|(?<=\\\\[nrt]))(?:${format.pattern})(?![0-9A-Za-z_])`,
    'y',
  ),
  accepts: format.accepts,
}));

/** Words without which nothing else of this package fits; which of them stand in a text is found in the same pass. */
const MARKS = [
  'hooks.slack.com',
  'discord',
  'office',
  'chat.googleapis',
  'sig=',
  'authorization',
  'curl',
  'mysql',
  'mariadb',
  'accesskey',
  'accountkey',
  'age-secret-key',
  'private key',
  '://',
  '"auths"',
  'service_account',
  'users',
  'aws_access_key_id',
] as const;

export type Mark = (typeof MARKS)[number];

/** What names of credentials end with: see `credentialClassOf`. */
const NAMES = [
  'pass',
  'pwd',
  'auth',
  'secret',
  'key',
  'token',
  'bearer',
  'pat',
  'pepper',
  'credential',
];

const NAME = Symbol('name');

const INDEX = new KeywordIndex<Rule | Mark | typeof NAME>([
  ...WORD_FORMATS.flatMap(({ starts }, index) =>
    starts.map(start => [start, RULES[index]] as const),
  ),
  ...MARKS.map(mark => [mark, mark] as const),
  ...NAMES.map(name => [name, NAME] as const),
]);

/** What one pass over a text finds. */
export interface Words {
  /** Credentials of one word, in the order in which they stand there. */
  words: Detection[];
  marks: ReadonlySet<Mark>;
  /** Where parts of names of credentials stand, ascending. */
  names: readonly number[];
}

/**
 * Credentials of one word, by one pass over the text for what they begin with.
 * A word begins where no other goes on, so that a run of its own characters is
 * tried once and not from each of them.
 */
export function scanWords(text: string): Words {
  const found: (Detection & { order: number })[] = [];
  const marks = new Set<Mark>();
  const names: number[] = [];
  INDEX.forEach(text, (entry, at) => {
    if (entry === NAME) {
      names.push(at);
    } else if (typeof entry === 'string') {
      marks.add(entry);
    } else {
      for (const before of entry.before) {
        const end = tryAt(text, entry, at - before);
        if (end >= 0) {
          found.push({
            detector: entry.id,
            class: entry.class,
            start: at - before,
            end,
            order: entry.order,
          });
        }
      }
    }
  });
  return {
    words: found
      .sort((a, b) => a.start - b.start || a.order - b.order)
      .map(({ order, ...detection }) => detection),
    marks,
    names: names.sort((a, b) => a - b),
  };
}

/** Where the word ends that begins at a place, or -1. */
function tryAt(text: string, rule: Rule, start: number): number {
  if (start < 0) {
    return -1;
  }
  rule.pattern.lastIndex = start;
  const word = rule.pattern.exec(text)?.[0];
  return word !== undefined &&
    word.length <= LONGEST &&
    rule.accepts?.(word) !== false &&
    !isPlaceholder(word)
    ? start + word.length
    : -1;
}
