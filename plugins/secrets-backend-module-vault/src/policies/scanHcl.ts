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

import { PolicyError } from './PolicyError';

/** A word of a policy: a sign is one of `{ } [ ] , =`. */
export type HclToken =
  | { kind: 'sign' | 'name' | 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean };

const SKIPPED = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/uy;
const NAME = /[\p{L}_][\p{L}\p{Nd}_.-]*/uy;
const NUMBER = /-?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/uy;
const SIGN = /[{}[\],=]/uy;
const ESCAPED = /\\(?:([abfnrtv\\"])|x([\da-fA-F]{2})|u([\da-fA-F]{4}))/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * The words of a policy in HCL 1 or in JSON, which differ only by the sign behind a key.
 * Heredocs and octal escapes, which no path needs, are not understood.
 * Source: https://github.com/hashicorp/hcl/tree/hcl1
 *
 * @throws PolicyError
 */
export function* scanHcl(text: string): Generator<HclToken> {
  const isJson = /^\s*\{/.test(text);
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    at += found?.[0].length ?? 0;
    return found;
  };
  for (;;) {
    match(SKIPPED);
    if (at >= text.length) {
      return;
    }
    const name = match(NAME)?.[0];
    if (name === 'true' || name === 'false') {
      yield { kind: 'boolean', value: name === 'true' };
    } else if (name !== undefined) {
      yield { kind: 'name', text: name };
    } else if (text[at] === '"') {
      const { value, end } = readText(text, at + 1, isJson);
      at = end;
      yield { kind: 'text', text: value };
    } else if (isJson && text[at] === ':') {
      at += 1;
      yield { kind: 'sign', text: '=' };
    } else {
      const sign = match(SIGN)?.[0];
      const number = sign === undefined ? match(NUMBER)?.[0] : undefined;
      if (sign !== undefined) {
        yield { kind: 'sign', text: sign };
      } else if (number !== undefined) {
        yield { kind: 'number', value: Number(number) };
      } else {
        throw new PolicyError(`Nothing can begin with ${text[at]} there`);
      }
    }
  }
}

/** Reads a quoted text up to its end; in `${…}` quotes mean nothing. */
function readText(
  text: string,
  start: number,
  isJson: boolean,
): { value: string; end: number } {
  let value = '';
  let braces = 0;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"' && braces === 0) {
      return { value, end: at + 1 };
    }
    if (sign === '\n' && braces === 0) {
      break;
    }
    if (sign === '\\') {
      const { character, length } = readEscape(text, at, isJson);
      value += character;
      at += length - 1;
      continue;
    }
    if (!isJson && braces === 0 && sign === '$' && text[at + 1] === '{') {
      braces = 1;
      value += '${';
      at += 1;
      continue;
    }
    if (braces > 0) {
      braces += Number(sign === '{') - Number(sign === '}');
    }
    value += sign;
  }
  throw new PolicyError('A text does not end');
}

function readEscape(
  text: string,
  at: number,
  isJson: boolean,
): { character: string; length: number } {
  if (isJson && text[at + 1] === '/') {
    return { character: '/', length: 2 };
  }
  ESCAPED.lastIndex = at;
  const found = ESCAPED.exec(text);
  if (!found) {
    throw new PolicyError('A text has an escape that is not understood');
  }
  const [all, plain, byte, unit] = found;
  return {
    character:
      plain === undefined
        ? String.fromCharCode(Number.parseInt(byte ?? unit, 16))
        : ESCAPES[plain] ?? plain,
    length: all.length,
  };
}
