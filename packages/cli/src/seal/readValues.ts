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

import { checkKey, readEnvFile } from '@keyward/sealing';
import { basename } from 'path';
import { readBytes, readUtf8 } from '../input';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';
import { explainSealing } from './explainSealing';

/** What a Secret holds at most. */
const LARGEST = 1024 * 1024;
const NEWLINE = 0x0a;

/** Where the values come from: never from the command line, which others can read. */
export interface ValueOptions {
  fromFile?: string[];
  fromEnvFile?: string[];
  fromStdin?: string;
}

/** Reads the values, each under its key. */
export async function readValues(
  options: ValueOptions,
  io: CliIo,
): Promise<Map<string, Uint8Array>> {
  const values = new Map<string, Uint8Array>();
  const add = (key: string, value: Uint8Array, where: string) => {
    if (values.has(key)) {
      throw new UserError('This key is given twice', {
        where,
        remedy: 'leave one of the two out',
      });
    }
    values.set(key, value);
  };
  for (const text of options.fromFile ?? []) {
    const { key, file } = splitFromFile(text);
    const value = await readBytes(file, io, LARGEST);
    await warnOfLineEnd(key, value, io);
    add(key, value, `--from-file ${file}`);
  }
  for (const file of options.fromEnvFile ?? []) {
    const text = await readUtf8(file, io, LARGEST);
    for (const [key, value] of inPlace(file, () => readEnvFile(text))) {
      add(key, value, `--from-env-file ${file}`);
    }
  }
  if (options.fromStdin !== undefined) {
    const key = options.fromStdin;
    inPlace('--from-stdin', () => checkKey(key));
    const value = await readBytes('-', io, LARGEST);
    await warnOfLineEnd(key, value, io);
    add(key, value, '--from-stdin');
  }
  if (values.size === 0) {
    throw new UserError('There is no value to seal', {
      where: '--from-file, --from-env-file and --from-stdin',
      remedy: 'give one of them',
    });
  }
  return values;
}

function splitFromFile(text: string): { key: string; file: string } {
  const at = text.indexOf('=');
  const file = text.slice(at + 1);
  const key = at > 0 ? text.slice(0, at) : basename(file);
  inPlace('--from-file', () => checkKey(key));
  return { key, file };
}

function inPlace<T>(place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw explainSealing(error, place);
  }
}

/** One line with its end is mostly a password that `echo` wrote. */
async function warnOfLineEnd(
  key: string,
  value: Uint8Array,
  io: CliIo,
): Promise<void> {
  if (value.length > 1 && value.indexOf(NEWLINE) === value.length - 1) {
    await writeTo(
      io.stderr,
      `warning: the value of ${key} is one line, and the line end is sealed with it; printf '%s' writes none\n`,
    );
  }
}
