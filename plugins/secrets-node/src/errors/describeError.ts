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

import { describeDatabaseCode } from './describeDatabaseCode';

/**
 * Errors whose messages are written for people, by Keyward or by Backstage. Those
 * of parsers, drivers and of JavaScript itself quote what they were given.
 */
const WRITTEN = new Set([
  'Error',
  // Backstage
  'AuthenticationError',
  'ConflictError',
  'ForwardedError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'NotImplementedError',
  'NotModifiedError',
  'ResponseError',
  'ServiceUnavailableError',
  // Keyward
  'ClusterError',
  'DatabaseError',
  'DumpError',
  'GitChangeError',
  'GitHostError',
  'LeaseLostError',
  'ObservationError',
  'ResourceSyncError',
  'SealingError',
]);

/** What Backstage says of a configuration: a place and two types, never what stands there. */
const WRONG_TYPE =
  /^Invalid type in config for key '[^'\n]{1,200}' in '[^'\n]{1,200}', got [\w-]{1,40}, wanted [\w -]{1,40}$/;

const LONGEST = 1000;
const MOST_CAUSES = 3;

/** What is read of an error; it may come from another realm or library. */
interface ErrorLike {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  syscall?: unknown;
  address?: unknown;
  hostname?: unknown;
  port?: unknown;
  path?: unknown;
  cause?: unknown;
}

/**
 * What an error says without quoting anything that was in hand when it happened:
 * to be logged, stored or answered in place of its message. The message of a
 * database error holds what a statement was called with, a parser's what it could
 * not read; so these are told by code and name. Messages that are written for
 * people are told as they are.
 *
 * @public
 */
export function describeError(error: unknown): string {
  return describe(error, MOST_CAUSES);
}

/** Whether the message of a class of errors is written for people. */
export function isWrittenName(name: string): boolean {
  return WRITTEN.has(name);
}

/** Whether an error may be passed on as it is: its message, and those of its causes. */
export function isWritten(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as ErrorLike;
  return (
    error instanceof Error &&
    typeof name === 'string' &&
    WRITTEN.has(name) &&
    codeOf(error) === undefined &&
    (cause === undefined || isWritten(cause))
  );
}

function describe(error: unknown, causesLeft: number): string {
  if (typeof error !== 'object' || error === null) {
    return `${typeof error} thrown in place of an error`;
  }
  const own = describeOwn(error);
  const { cause } = error as ErrorLike;
  return cause === undefined || cause === null || causesLeft === 0
    ? own
    : `${own}; caused by ${describe(cause, causesLeft - 1)}`;
}

function describeOwn(error: ErrorLike): string {
  const code = codeOf(error);
  if (code !== undefined) {
    return describeDatabaseCode(code) ?? describeSystemError(error, code);
  }
  const name = nameOf(error);
  return isOfConfig(error) || (name !== undefined && WRITTEN.has(name))
    ? messageOf(error)
    : name ?? 'an error without a name';
}

/** Whether it is of a configuration that is not of the right type. */
function isOfConfig({ name, message }: ErrorLike): boolean {
  return (
    name === 'TypeError' &&
    typeof message === 'string' &&
    WRONG_TYPE.test(message)
  );
}

/** Its code where that says what happened, rather than its message. */
function codeOf(error: ErrorLike): string | undefined {
  const { code } = error;
  if (typeof code !== 'string') {
    return undefined;
  }
  return describeDatabaseCode(code) !== undefined || /^E[A-Z\d_]+$/.test(code)
    ? code
    : undefined;
}

/** An error of Node.js: what it was doing, with which file or address. */
function describeSystemError(error: ErrorLike, code: string): string {
  const { syscall, path, address, hostname, port } = error;
  const host = address ?? hostname;
  const object =
    path ?? (host && port !== undefined ? `${host}:${port}` : host);
  return [code, syscall, object]
    .filter(part => typeof part === 'string')
    .map(part => shorten(part as string))
    .join(' ');
}

/** A name that is one; anything may be set on an error. */
function nameOf({ name }: ErrorLike): string | undefined {
  return typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : undefined;
}

/** Without the cause that some classes append to it. */
function messageOf({ message }: ErrorLike): string {
  return typeof message === 'string' && message
    ? shorten(message.split(/(?:; )?caused by /, 1)[0])
    : 'no message';
}

function shorten(text: string): string {
  // eslint-disable-next-line no-control-regex
  const line = text.replace(/[\0-\x1f\x7f]+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
