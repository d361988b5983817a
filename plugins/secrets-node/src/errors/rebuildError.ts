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

import { describeError, isWritten, isWrittenName } from './describeError';

/**
 * An error to be thrown on to where it is logged, stored or answered by others: the
 * same one where its message is written for people, or is about what a caller sent
 * (status 4xx), and else one with what {@link describeError} says and with the
 * same calls in its stack.
 *
 * @public
 */
export function rebuildError(error: unknown): Error {
  if (error instanceof Error && (isWritten(error) || isOfCaller(error))) {
    return error;
  }
  const rebuilt = new Error(describeError(error));
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof name === 'string' && isWrittenName(name)) {
    // What an answer's status goes by.
    rebuilt.name = name;
  }
  if (typeof code === 'string' && /^\w{1,60}$/.test(code)) {
    Object.assign(rebuilt, { code });
  }
  const calls = error instanceof Error ? callsOf(error) : [];
  rebuilt.stack = [`${rebuilt.name}: ${rebuilt.message}`, ...calls].join('\n');
  return rebuilt;
}

function isOfCaller(error: Error): boolean {
  const { status, statusCode } = error as { status?: number } & {
    statusCode?: number;
  };
  const told = status ?? statusCode ?? 500;
  return told >= 400 && told < 500;
}

/** The calls that a stack lists, without the message before them, which may have been changed since. */
function callsOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  return at < 0
    ? []
    : stack
        .slice(at + message.length)
        .split('\n')
        .filter(line => /^ {4}at /.test(line));
}
