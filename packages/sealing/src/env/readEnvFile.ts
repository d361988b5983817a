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

import { checkKey } from '../names';
import { SealingError } from '../SealingError';

const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  $: '$',
};

/** Makes an error of the line that is read, without its text. */
type Refuse = (what: string, remedy: string) => SealingError;

/**
 * Reads a `.env` text: `KEY=VALUE` lines, also after `export`, with comments and
 * with values in single or double quotes over any number of lines. No variable is
 * filled in. What readers of such files take differently is refused, as a value
 * that silently lacks its end would only be found in the service.
 *
 * @throws {@link SealingError} with the number of the line, never its text
 * @public
 */
export function readEnvFile(
  text: string,
  options: { where?: string } = {},
): Map<string, Uint8Array> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const values = new Map<string, Uint8Array>();
  let next = 0;
  while (next < lines.length) {
    const line = lines[next].trim();
    next += 1;
    const where = [options.where, `line ${next}`].filter(Boolean).join(', ');
    const refuse: Refuse = (what, remedy) =>
      new SealingError('value', what, { where, remedy });
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) {
      throw refuse(
        'This line has no =',
        'write KEY=VALUE, or # before a comment',
      );
    }
    const key = line
      .slice(0, equals)
      .trim()
      .replace(/^export\s+/, '');
    checkKey(key, where);
    if (values.has(key)) {
      throw refuse('This key is there already', 'leave one of the two out');
    }
    const rest = line.slice(equals + 1).trim();
    let value: string;
    if (/^["']/.test(rest)) {
      // What follows on the line counts, so it is taken untrimmed.
      const start = lines[next - 1].indexOf('=') + 1;
      const first = lines[next - 1].slice(start).trimStart();
      const quoted = readQuoted(first, { lines, next }, refuse);
      value = quoted.value;
      next += quoted.lines - 1;
    } else {
      value = readPlain(rest, refuse);
    }
    values.set(key, new TextEncoder().encode(value));
  }
  return values;
}

function readPlain(text: string, refuse: Refuse): string {
  if (text.includes('#')) {
    throw refuse(
      'Some readers take # as the beginning of a comment here, others as part of the value',
      "put the value in single quotes: KEY='VALUE'",
    );
  }
  return text;
}

/** @param rest - the lines after the first, from an index on */
function readQuoted(
  first: string,
  rest: { lines: readonly string[]; next: number },
  refuse: Refuse,
): { value: string; lines: number } {
  const quote = first[0];
  let value = '';
  for (let index = 0; index <= rest.lines.length - rest.next; index += 1) {
    const line = index === 0 ? first : rest.lines[rest.next + index - 1];
    let at = index === 0 ? 1 : 0;
    value += index === 0 ? '' : '\n';
    for (; at < line.length && line[at] !== quote; at += 1) {
      if (quote === '"' && line[at] === '\\') {
        at += 1;
        const escaped = ESCAPES[line[at]];
        if (escaped === undefined) {
          throw refuse(
            'Readers take this backslash differently',
            'put the value in single quotes, or write \\\\ for a backslash',
          );
        }
        value += escaped;
      } else {
        value += line[at];
      }
    }
    if (at < line.length) {
      if (!/^\s*(#.*)?$/.test(line.slice(at + 1))) {
        throw refuse(
          'There is more after the closing quote',
          'put the whole value in quotes, in single ones if it has double ones',
        );
      }
      return { value, lines: index + 1 };
    }
  }
  throw refuse('This quote is not closed', `end the value with ${quote}`);
}
