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

import { DumpError } from './DumpError';

/** Far beyond the observation of a Secret of 1 MiB with the shortest keys. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** The lines of a text that comes in pieces, without their ends. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let pieces: string[] = [];
  let length = 0;
  let line = 1;
  let started = false;
  for await (const chunk of input) {
    if (!started && chunk.length > 0) {
      started = true;
      refuseUtf16(chunk);
    }
    const text =
      typeof chunk === 'string'
        ? chunk
        : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (
      let to = text.indexOf('\n');
      to !== -1;
      to = text.indexOf('\n', from)
    ) {
      pieces.push(text.slice(from, to));
      yield pieces.join('').replace(/\r$/, '');
      pieces = [];
      length = 0;
      line++;
      from = to + 1;
    }
    pieces.push(text.slice(from));
    length += text.length - from;
    if (length > LONGEST_LINE) {
      throw new DumpError(
        line,
        'it is longer than any line of a dump',
        'Give a file that `keyward dump` wrote',
      );
    }
  }
  const rest = pieces.join('') + decoder.decode();
  if (rest) {
    yield rest;
  }
}

/** PowerShell's `>` writes it. */
function refuseUtf16(chunk: Uint8Array | string): void {
  if (typeof chunk === 'string') {
    return;
  }
  const [first, second] = chunk;
  if (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff)
  ) {
    throw new DumpError(
      1,
      'the file is UTF-16',
      'Take the dump again with `keyward dump --output FILE` in place of a shell redirection',
    );
  }
}
