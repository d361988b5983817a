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

import {
  decodeInput,
  type DecodedInput,
  DumpError,
} from '@keyward/observation';
import { createReadStream } from 'fs';
import type { Readable } from 'stream';
import { UserError } from '../run/UserError';

const REMEDIES: Record<string, string> = {
  ENOENT: 'there is no such file: check the path, or give - for standard input',
  EACCES: 'you may not read it: ask its owner',
  EISDIR: 'this is a folder: name a file in it',
};
const STDIN = '-';

/** Opens a file, or standard input as `-`, and says what is wrong with it. */
export async function withInput<T>(
  file: string,
  io: { stdin: Readable },
  read: (input: DecodedInput, name: string) => T | Promise<T>,
): Promise<T> {
  const name = file === STDIN ? 'standard input' : file;
  const stream = file === STDIN ? io.stdin : createReadStream(file);
  try {
    return await read(await decodeInput(stream), name);
  } catch (error) {
    throw explainInput(error, name);
  } finally {
    if (file !== STDIN) {
      stream.destroy();
    }
  }
}

/** The error for a file that holds nothing at all. */
export function emptyInput(name: string): UserError {
  return new UserError('There is nothing in it', {
    where: name,
    remedy:
      'look at the command that wrote it: it may have failed and left this empty',
  });
}

/** The error for a file that cannot be read. */
export function explainInput(error: unknown, name: string): unknown {
  if (error instanceof DumpError) {
    return new UserError(`The file cannot be read: ${error.problem}`, {
      where: `${name}, line ${error.line}`,
      remedy: error.remedy,
    });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new UserError(`The file cannot be read (${code})`, {
      where: name,
      remedy: REMEDIES[code] ?? 'look at the file and its folder',
    });
  }
  return error;
}
