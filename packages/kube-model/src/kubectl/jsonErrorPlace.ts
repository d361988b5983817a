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

/** Blanks, then a sign, a string or any other scalar. */
const TOKEN = new RegExp(
  String.raw`[ \t\r\n]*(?:([{}[\],:])|("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))`,
  'y',
);

type Expected = 'value' | 'item' | 'key' | 'first key' | 'colon' | 'comma';

/**
 * Where a text stops being JSON. The parser of V8 tells it in part of the cases
 * only, and quotes the text.
 */
export function jsonErrorPlace(text: string): string {
  const offset = jsonErrorOffset(text);
  if (offset >= text.trimEnd().length) {
    return 'the end, as if cut off';
  }
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function jsonErrorOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected | 'nothing' = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const sign = match?.[1] ?? (match?.[2] === undefined ? 'other' : 'string');
    const next: Expected | 'nothing' | undefined = match
      ? step(expected, sign, open)
      : undefined;
    if (!next) {
      const blank = /[ \t\r\n]*/y;
      blank.lastIndex = offset;
      return offset + (blank.exec(text)?.[0].length ?? 0);
    }
    expected = next;
    offset = TOKEN.lastIndex;
  }
}

/** What is expected after a token; undefined when it may not stand there. */
function step(
  expected: Expected | 'nothing',
  sign: string,
  open: ('{' | '[')[],
): Expected | 'nothing' | undefined {
  const inside = open.at(-1);
  const afterValue = () => (open.length > 0 ? 'comma' : 'nothing');
  if (sign === '}' || sign === ']') {
    const fits =
      sign === '}'
        ? inside === '{' && (expected === 'comma' || expected === 'first key')
        : inside === '[' && (expected === 'comma' || expected === 'item');
    if (!fits) {
      return undefined;
    }
    open.pop();
    return afterValue();
  }
  switch (expected) {
    case 'value':
    case 'item':
      if (sign === '{' || sign === '[') {
        open.push(sign);
        return sign === '{' ? 'first key' : 'item';
      }
      return sign === 'string' || sign === 'other' ? afterValue() : undefined;
    case 'key':
    case 'first key':
      return sign === 'string' ? 'colon' : undefined;
    case 'colon':
      return sign === ':' ? 'value' : undefined;
    case 'comma':
      if (sign !== ',') {
        return undefined;
      }
      return inside === '{' ? 'key' : 'value';
    default:
      return undefined;
  }
}
