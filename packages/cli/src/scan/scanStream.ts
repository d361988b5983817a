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

import type { ContentScanner } from './ContentScanner';

/** A piece has so many characters at least, unless it is the last. */
const PIECE = 1024 * 1024;
/** So much of a piece is looked at again with the next, for what stands across their border. */
const OVERLAP = 16 * 1024;
/** Git takes a file for binary by a zero in as many bytes. */
const LOOKED_AT = 8000;

/**
 * Looks through a file of any size with a memory that does not depend on it, nor
 * on the length of its lines. Binary files are skipped.
 *
 * @returns whether it was a text
 */
export async function scanStream(
  scanner: ContentScanner,
  file: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  let decoder: TextDecoder | undefined;
  let text = '';
  let line = 1;
  let column = 0;
  let from = 0;
  const take = async (isLast: boolean) => {
    await scanner.scan({ file, text, line, column, from });
    if (isLast) {
      return;
    }
    const kept = Math.min(OVERLAP, text.length);
    const gone = text.slice(0, -kept);
    const breaks = gone.split('\n').length - 1;
    column =
      breaks > 0
        ? gone.length - gone.lastIndexOf('\n') - 1
        : column + gone.length;
    line += breaks;
    text = text.slice(-kept);
    // What begins in the first half had room enough in the piece before.
    from = kept / 2;
  };
  for await (const chunk of stream) {
    if (!decoder) {
      const isUtf16 = chunk[0] === 0xff && chunk[1] === 0xfe;
      if (!isUtf16 && chunk.subarray(0, LOOKED_AT).includes(0)) {
        return false;
      }
      decoder = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8');
    }
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= PIECE + OVERLAP) {
      await take(false);
    }
  }
  text += decoder?.decode() ?? '';
  await take(true);
  return true;
}
