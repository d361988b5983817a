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
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type express from 'express';

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** A list as a file. */
export interface CsvFile<T> {
  /** Before the day. */
  name: string;
  header: string;
  line(item: T): string;
  list(cursor: string | undefined): Promise<Page<T>>;
}

/** What became of a file. */
interface Streamed {
  /** That were read for it. */
  rows: number;
  /** False if the client went away before its end. */
  complete: boolean;
}

/**
 * Answers with a list as a file, a page at a time, as fast as it is taken. If
 * something fails in the middle, the connection is broken: a file that ends
 * early would seem whole.
 */
export async function streamCsv<T>(
  response: express.Response,
  { name, header, line, list }: CsvFile<T>,
): Promise<Streamed> {
  // The first page comes before the header: an error can still be told.
  const first = await list(undefined);
  let rows = 0;
  async function* read() {
    yield header;
    for (let page = first; ; page = await list(page.nextCursor)) {
      rows += page.items.length;
      yield page.items.map(line).join('');
      if (!page.nextCursor) {
        return;
      }
    }
  }
  response
    .status(200)
    .type('text/csv')
    .attachment(`${name}-${new Date().toISOString().slice(0, 10)}.csv`);
  try {
    await pipeline(Readable.from(read(), { highWaterMark: 1 }), response);
  } catch (error) {
    if (isClosedByClient(error)) {
      return { rows, complete: false };
    }
    throw error;
  }
  return { rows, complete: true };
}

function isClosedByClient(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    // It had gone away before the first page was read.
    code === 'ERR_STREAM_UNABLE_TO_PIPE'
  );
}
