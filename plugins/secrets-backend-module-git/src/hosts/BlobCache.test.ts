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

import { BlobCache } from './BlobCache';
import type { TreeSource } from './readTree';

describe('BlobCache', () => {
  let asked: string[];

  const source: TreeSource = {
    list: async () => ({ entries: [], isComplete: true }),
    readBlob: async sha => {
      asked.push(sha);
      return Buffer.from(`content of ${sha}`.padEnd(20));
    },
  };

  beforeEach(() => {
    asked = [];
  });

  const read = async (
    cache: BlobCache,
    repository: string,
    ...ids: string[]
  ) => {
    for (const id of ids) {
      const blob = await cache.over(repository, source).readBlob(id);
      expect(Buffer.from(blob).toString()).toContain(`content of ${id}`);
    }
  };

  it('asks for a content once, in each repository', async () => {
    const cache = new BlobCache();
    await read(cache, 'one', 'a', 'b', 'a');
    expect(asked).toEqual(['a', 'b']);
    await read(cache, 'two', 'a');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('keeps what was asked for last, as far as there is room', async () => {
    const cache = new BlobCache({ mostBytes: 40 });
    await read(cache, 'one', 'a', 'b', 'a', 'c');
    expect(asked).toEqual(['a', 'b', 'c']);
    await read(cache, 'one', 'a', 'c');
    expect(asked).toEqual(['a', 'b', 'c']);
    await read(cache, 'one', 'b');
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('keeps none that is larger than all of its room', async () => {
    const cache = new BlobCache({ mostBytes: 10 });
    await read(cache, 'one', 'a', 'a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('lists anew each time', async () => {
    const list = jest.spyOn(source, 'list');
    const over = new BlobCache().over('one', source);
    await over.list('commit', true);
    await over.list('commit', true);
    expect(list).toHaveBeenCalledTimes(2);
  });
});
