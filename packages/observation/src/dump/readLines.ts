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

import { decodeText, type InputChunks } from './decodeInput';
import { DumpError } from './DumpError';

/** Far beyond the observation of a Secret of 1 MiB with the shortest keys. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** The lines of a text that comes in pieces, without their ends. */
export async function* readLines(input: InputChunks): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  let line = 1;
  for await (const text of decodeText(input)) {
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
  const rest = pieces.join('');
  if (rest) {
    yield rest;
  }
}
