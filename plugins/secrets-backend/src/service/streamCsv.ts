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

import { once } from 'events';

const MOST_ROWS = 100_000;

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** Answers with a list as a file, a page at a time, as fast as it is taken. */
export async function streamCsv<T>(
  response: any,
  options: {
    /** Of the file, before the day. */
    name: string;
    header: string;
    line: (item: T) => string;
    list: (cursor: string | undefined) => Promise<Page<T>>;
  },
): Promise<void> {
  const { name, header, line, list } = options;
  // The first page comes before the header: an error can still be told.
  let page = await list(undefined);
  response
    .status(200)
    .type('text/csv')
    .attachment(`${name}-${new Date().toISOString().slice(0, 10)}.csv`);
  response.write(header);
  for (let rows = 0; rows < MOST_ROWS && !response.destroyed; ) {
    rows += page.items.length;
    if (!response.write(page.items.map(line).join(''))) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    if (!page.nextCursor) {
      break;
    }
    page = await list(page.nextCursor);
  }
  response.end();
}
