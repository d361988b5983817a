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

import { createReadStream } from 'fs';
import type { Readable } from 'stream';
import { UserError } from '../run/UserError';
import { explainInput } from './withInput';

const STDIN = '-';

/** The bytes of a file, or of standard input as `-`, as they are. */
export async function readBytes(
  file: string,
  io: { stdin: Readable },
  limit: number,
): Promise<Uint8Array> {
  const name = file === STDIN ? 'standard input' : file;
  const stream = file === STDIN ? io.stdin : createReadStream(file);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) {
        throw new UserError(`There is more in it than ${limit} bytes`, {
          where: name,
          remedy: 'look whether this is the right file',
        });
      }
    }
  } catch (error) {
    throw explainInput(error, name);
  } finally {
    if (file !== STDIN) {
      stream.destroy();
    }
  }
  return Buffer.concat(chunks);
}

/** The text of a file that is written back as it was, so that no other encoding is taken. */
export async function readUtf8(
  file: string,
  io: { stdin: Readable },
  limit: number,
): Promise<string> {
  const bytes = await readBytes(file, io, limit);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new UserError('This is no text in UTF-8', {
      where: file === STDIN ? 'standard input' : file,
      remedy: 'save it as UTF-8',
    });
  }
}
