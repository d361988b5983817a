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

/** Texts that a database, a parser or a lookup may trip over. */
export const TEXTS = [
  '\0',
  `before\0after`,
  '',
  ' ',
  '-1',
  '1e308',
  'NaN',
  '2147483648',
  '9007199254740993',
  '{"a":1}',
  '__proto__',
  'constructor',
  `' or 1=1; --`,
  `"; drop table secrets; --`,
  '%00',
  '_!%\\',
  '../../etc/passwd',
  '${7*7}',
  '\r\nX-Injected: 1',
  '\u202e\u0301\ufffe\u{1f600}',
  'x'.repeat(6000),
  ' a'.repeat(3000),
];
const LONE_SURROGATE = '\ud800';
/** By which a query parameter comes as something else than a text. */
export const FORMS: ((name: string) => string)[] = [
  name => `${name}=a&${name}=b`,
  name => `${name}=a&${name}=%00`,
  name => Array.from({ length: 800 }, (_, i) => `${name}=v${i}`).join('&'),
  name => `${name}[]=a&${name}[]=b`,
  name => `${name}[a]=%00`,
  name => `${name}[__proto__]=b`,
  name => `${name}${'[a]'.repeat(30)}=b`,
  name => `${name}`,
  name => `${name}=%`,
  name => `${name}=%ED%A0%80`,
];
/** The same as JSON: also what is no text at all. */
export const JSON_VALUES = [
  ...[...TEXTS, LONE_SURROGATE, 'x'.repeat(90_000), 'x'.repeat(300_000)].map(
    text => JSON.stringify(text),
  ),
  ...['null', 'true', '0', '-1', '1.5', '1e308', '1e400', '-1e400'],
  ...['9007199254740993', '[]', '[[]]', '[null]', '{}', '{"__proto__":{}}'],
  ...['["\\u0000"]', '{"a":"\\u0000"}', '{"\\u0000":1}'],
  '[{"kind":"Role","name":"\\u0000"}]',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
];
/** In place of each value of a cursor. */
const CURSOR_VALUES = [
  ...['"\\u0000"', '"\\ud800"', '"text"', '1e308', '1e400', '-1', '1.5'],
  ...['9007199254740993', '2147483648', 'null', '[]', '{}'],
];
export const RAW_BODIES = [
  '',
  'null',
  '[]',
  '"text"',
  '{',
  '{"__proto__":{"state":"open"}}',
  `${'['.repeat(50_000)}`,
  `{"a":"${'x'.repeat(2_000_000)}"}`,
];

/** Of an order that there is not. */
export const OTHER_CURSOR = Buffer.from(
  JSON.stringify(['other,desc', 0, 'a']),
).toString('base64url');
export const HEADERS: Record<string, string>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': 'application/json; charset=__proto__' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': '__proto__' },
];
/** An object as JSON, with one more field whose value is given as JSON. */
export function withField(fields: {}, name: string, value: string): string {
  const { [name]: _, ...rest } = fields as Record<string, unknown>;
  const others = JSON.stringify(rest).slice(1, -1);
  return `{${[
    ...(others ? [others] : []),
    `${JSON.stringify(name)}:${value}`,
  ]}}`;
}

/** Cursors that look like a true one, and some that do not. */
export function forged(cursor: string): string[] {
  const values: unknown[] = JSON.parse(
    Buffer.from(cursor, 'base64url').toString(),
  );
  const texts = values.map(value => JSON.stringify(value));
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  return [
    ...texts.flatMap((_, index) =>
      CURSOR_VALUES.map(value => encode(`[${texts.with(index, value)}]`)),
    ),
    ...['[]', '{}', 'null', '"a"', '1', '[[[]]]', '{"length":3}'].map(encode),
    encode(`[${texts.slice(0, -1)}]`),
    encode(`[${[...texts, '1']}]`),
    encode(`{"__proto__":[${texts}]}`),
    encode(`${'['.repeat(4000)}${']'.repeat(4000)}`),
    Buffer.from([0xff, 0xfe, 0x00, 0xed, 0xa0, 0x80]).toString('base64url'),
    cursor.slice(0, -3),
    '!',
    '',
  ];
}

/** Whether a page could have given it, beside one that it gave. */
export function isLike(cursor: string, given: string): boolean {
  const parse = (text: string) =>
    JSON.parse(Buffer.from(text, 'base64url').toString());
  let values: unknown;
  try {
    values = parse(cursor);
  } catch {
    return false;
  }
  const [order, ...others]: unknown[] = parse(given);
  return (
    Array.isArray(values) &&
    values.length === others.length + 1 &&
    values[0] === order &&
    others.every((other, index) => {
      const value = values[index + 1];
      return (
        typeof value === typeof other &&
        (typeof value === 'number'
          ? Number.isSafeInteger(value)
          : !String(value).includes('\0'))
      );
    })
  );
}

/** Whether an answer says only what was wrong with the request. */
export function isPlain(text: string): boolean {
  const { name, message } = JSON.parse(text).error;
  return (
    name === 'InputError' &&
    message.length < 2000 &&
    !/sqlite|postgres|database error|violates|TypeError|cannot read/i.test(
      message,
    )
  );
}

/** Whether a value in JSON is what the schema of a field asks for, as far as types go. */
export function isOfType(value: string, type: string): boolean {
  const parsed: unknown = JSON.parse(value);
  switch (type) {
    case 'integer':
      return Number.isInteger(parsed);
    case 'array':
      return Array.isArray(parsed);
    default:
      return typeof parsed === type;
  }
}
