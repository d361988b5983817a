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

import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import { createGunzip } from 'zlib';
import { DumpError } from './DumpError';

/** The parts of a file, as bytes or as text. */
export type InputChunks =
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/**
 * A text that comes in pieces.
 *
 * @public
 */
export interface DecodedInput {
  /** Its first part, long enough to tell what it is. */
  start: string;
  /** All of it, to be read once. */
  text: AsyncIterable<string>;
}

const START_LENGTH = 1024;
/** Some less than what a text can hold at all. */
const LONGEST_TEXT = 400 * 1024 * 1024;

/**
 * Decodes a file that somebody gave: UTF-8, what PowerShell's `>` writes
 * (UTF-16 with a byte order mark), and either of them compressed by gzip.
 *
 * @public
 */
export async function decodeInput(input: InputChunks): Promise<DecodedInput> {
  const { head, all } = await peek(decodeText(input), START_LENGTH);
  return { start: head.join(''), text: all };
}

/**
 * All of a text that comes in pieces.
 *
 * @param longest - how many characters are taken; as many as a text can hold unless set
 * @throws {@link DumpError} for one that does not fit into the memory
 * @public
 */
export async function readWholeText(
  text: AsyncIterable<string>,
  longest = LONGEST_TEXT,
): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    length += piece.length;
    if (length > longest) {
      throw new DumpError(
        1,
        'it is too large to be read at once',
        'Take a dump with `keyward dump`, of which each line is read by itself',
      );
    }
    pieces.push(piece);
  }
  return pieces.join('');
}

/** The text that bytes stand for, in pieces. */
export async function* decodeText(input: InputChunks): AsyncGenerator<string> {
  const { head, all } = await peek(unzip(input), 2);
  const decoder = new TextDecoder(encodingOf(firstBytes(head)));
  for await (const chunk of all) {
    yield typeof chunk === 'string'
      ? chunk
      : decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

function encodingOf([first, second]: number[]): string {
  if (first === 0xff && second === 0xfe) {
    return 'utf-16le';
  }
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

async function* unzip(input: InputChunks): AsyncGenerator<Uint8Array | string> {
  const { head, all } = await peek(input, 2);
  const [first, second] = firstBytes(head);
  if (first !== 0x1f || second !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  const fed = pipeline(Readable.from(all, { objectMode: false }), gunzip);
  // It ends the reading below too.
  fed.catch(() => {});
  try {
    yield* gunzip;
  } catch (error) {
    if (/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) {
      throw new DumpError(
        1,
        'its gzip data is damaged or cut off',
        'Copy the file again, or give it uncompressed',
      );
    }
    throw error;
  } finally {
    gunzip.destroy();
  }
}

function firstBytes(chunks: (Uint8Array | string)[]): number[] {
  return chunks
    .filter(chunk => typeof chunk !== 'string')
    .flatMap(chunk => [...chunk.subarray(0, 2)]);
}

/** Reads as many chunks as hold a length, and gives them again with the rest. */
async function peek<T extends Uint8Array | string>(
  input: AsyncIterable<T> | Iterable<T>,
  length: number,
): Promise<{ head: T[]; all: AsyncGenerator<T> }> {
  const iterator =
    Symbol.asyncIterator in input
      ? input[Symbol.asyncIterator]()
      : input[Symbol.iterator]();
  const head: T[] = [];
  let isDone = false;
  for (let seen = 0; seen < length && !isDone; ) {
    const next = await iterator.next();
    isDone = next.done === true;
    if (!next.done) {
      head.push(next.value);
      seen += next.value.length;
    }
  }
  async function* all() {
    try {
      yield* head;
      while (!isDone) {
        const next = await iterator.next();
        isDone = next.done === true;
        if (!next.done) {
          yield next.value;
        }
      }
    } finally {
      if (!isDone) {
        await iterator.return?.();
      }
    }
  }
  return { head, all: all() };
}
