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

import { describeError } from './describeError';
import { rebuildError } from './rebuildError';

const VALUE = 'hunter2-in-plain';

function errorWith(properties: object, message = VALUE): Error {
  return Object.assign(new Error(message), properties);
}

function thrown(cause: () => unknown): unknown {
  try {
    return cause();
  } catch (error) {
    return error;
  }
}

/** Errors that quote a value, and what is told in place of it. */
const QUOTING: [what: string, error: unknown, told: RegExp][] = [
  [
    'PostgreSQL',
    errorWith({
      name: 'error',
      code: '23505',
      detail: `Key (name)=(${VALUE}) already exists.`,
      where: `JSON data, line 1: ${VALUE}`,
    }),
    /^database error 23505: there is a row with this key already$/,
  ],
  [
    'PostgreSQL, by the class of a code',
    errorWith({ name: 'error', code: '22P02' }),
    /^database error 22P02: something given cannot be stored or compared$/,
  ],
  [
    'PostgreSQL, of a code without a word',
    errorWith({ name: 'error', code: 'XX001' }),
    /^database error XX001$/,
  ],
  [
    'SQLite',
    errorWith({ name: 'SqliteError', code: 'SQLITE_FULL' }),
    /^database error SQLITE_FULL: the disk is full$/,
  ],
  [
    'SQLite, with an extended code',
    errorWith({ name: 'SqliteError', code: 'SQLITE_IOERR_WRITE' }),
    /^database error SQLITE_IOERR_WRITE: the file cannot be read or written$/,
  ],
  [
    'a connection',
    errorWith({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '127.0.0.1',
      port: 5432,
    }),
    /^ECONNREFUSED connect 127.0.0.1:5432$/,
  ],
  [
    'a file',
    errorWith({ code: 'ENOENT', syscall: 'open', path: '/etc/dump' }),
    /^ENOENT open \/etc\/dump$/,
  ],
  ['JSON', thrown(() => JSON.parse(`{"a": ${VALUE}`)), /^SyntaxError$/],
  ['BigInt', thrown(() => BigInt(VALUE)), /^SyntaxError$/],
  [
    'Node.js',
    thrown(() => Buffer.from({ [VALUE]: VALUE } as any)),
    /^ERR_INVALID_ARG_TYPE$/,
  ],
  ['YAML', errorWith({ name: 'YAMLException' }), /^YAMLException$/],
  [
    'a class of its own',
    errorWith({ name: VALUE }),
    /^an error without a name/,
  ],
  ['text', VALUE, /^string thrown in place of an error$/],
  ['nothing', undefined, /^undefined thrown in place of an error$/],
  [
    'the cause of an error of Backstage',
    errorWith(
      {
        name: 'InputError',
        cause: thrown(() => JSON.parse(`{"a": ${VALUE}`)),
      },
      `The text is no JSON; caused by SyntaxError: "${VALUE}" is not valid JSON`,
    ),
    /^The text is no JSON; caused by SyntaxError$/,
  ],
  [
    'the cause of the cause',
    new Error('fetch', {
      cause: new Error('inner', { cause: errorWith({ code: '53100' }) }),
    }),
    /^fetch; caused by inner; caused by database error 53100: the disk is full$/,
  ],
];

describe('describeError', () => {
  it.each(QUOTING)(
    'does not quote what is in an error of %s',
    (_, error, told) => {
      const description = describeError(error);
      expect(description).toMatch(told);
      expect(description).not.toContain(VALUE);
    },
  );

  it('tells what is written for people, on one line and not at any length', () => {
    expect(describeError(new Error('GET /api answered 500'))).toBe(
      'GET /api answered 500',
    );
    expect(
      describeError(errorWith({ name: 'NotFoundError' }, 'No such secret')),
    ).toBe('No such secret');
    expect(describeError(new Error('one\n[31mtwo\0'))).toBe('one [31mtwo');
    expect(describeError(new Error('x'.repeat(5000)))).toHaveLength(1001);
    const wrongType =
      "Invalid type in config for key 'a' in 'mock-config', got object, wanted string";
    expect(describeError(new TypeError(wrongType))).toBe(wrongType);
    expect(describeError(new TypeError(`${wrongType}: ${VALUE}`))).toBe(
      'TypeError',
    );
    const circular = new Error('around');
    circular.cause = circular;
    expect(describeError(circular)).toBe(
      Array(4).fill('around').join('; caused by '),
    );
  });
});

describe('rebuildError', () => {
  it.each(QUOTING)(
    'has nothing of an error of %s but calls',
    (_, error, told) => {
      const rebuilt = rebuildError(error);
      expect(rebuilt.message).toMatch(told);
      expect(rebuilt.stack).toContain(rebuilt.message);
      const all = [rebuilt, rebuilt.stack, rebuilt.message].concat(
        Object.values(rebuilt),
      );
      expect(all.map(String).join()).not.toContain(VALUE);
    },
  );

  it('keeps the calls, the code and what the status goes by', () => {
    const { stack, ...rest } = rebuildError(
      errorWith({ name: 'error', code: '53100', detail: VALUE }),
    );
    expect(stack).toMatch(/\n {4}at errorWith /);
    expect(rest).toEqual({ code: '53100' });
    const refused = errorWith(
      { name: 'InputError', cause: new SyntaxError(VALUE) },
      `No JSON; caused by SyntaxError: ${VALUE}`,
    );
    expect(rebuildError(refused)).toMatchObject({
      name: 'InputError',
      message: 'No JSON; caused by SyntaxError',
    });
  });

  it('passes on what may be told, and what is about what was sent', () => {
    for (const error of [
      errorWith({ name: 'NotFoundError' }),
      new Error('It has to begin anew'),
      errorWith({ name: 'PayloadTooLargeError', status: 413 }),
    ]) {
      expect(rebuildError(error)).toBe(error);
    }
  });
});
