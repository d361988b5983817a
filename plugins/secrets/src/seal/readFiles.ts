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

/** What a Secret holds at most. */
export const LARGEST_SECRET = 1024 * 1024;

/** A file of more is not read at all. */
export class FileTooLargeError extends Error {
  constructor(readonly file: string) {
    super('The file is larger than a Secret may be');
    this.name = 'FileTooLargeError';
  }
}

/** Whether a file holds several values, by its name: `.env`, `prod.env`, `.env.local`. */
export function isEnvFile(name: string): boolean {
  return /(^|\.)env(\.[\w-]+)?$/.test(name);
}

/**
 * Reads files that somebody dropped or picked: a `.env` file by its lines, any other
 * as the value of one key, byte by byte, which its name is the key of.
 *
 * @throws FileTooLargeError, and SealingError where a line or a name is none
 */
export async function readFiles(
  files: readonly File[],
): Promise<Map<string, Uint8Array>> {
  const values = new Map<string, Uint8Array>();
  for (const file of files) {
    const bytes = await readFile(file);
    if (isEnvFile(file.name)) {
      const read = readEnvFile(new TextDecoder().decode(bytes), {
        where: file.name,
      });
      bytes.fill(0);
      for (const [key, value] of read) {
        values.set(key, value);
      }
    } else {
      values.set(checkKey(file.name, file.name), bytes);
    }
  }
  return values;
}

/** The bytes of one file, for one key. */
export async function readFile(file: File): Promise<Uint8Array> {
  if (file.size > LARGEST_SECRET) {
    throw new FileTooLargeError(file.name);
  }
  return new Uint8Array(await file.arrayBuffer());
}
