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

import { readTree } from './readTree';

const MIB = 1024 * 1024;

describe('readTree', () => {
  it.each([undefined, 0, 10])(
    'reads no more than it may where a host says a size of %s',
    async size => {
      const readBlob = jest.fn(async () => new Uint8Array(MIB));
      const { files } = await readTree(
        {
          list: async () => ({
            entries: Array.from({ length: 100 }, (_, index) => ({
              path: `${index}.yaml`,
              mode: '100644',
              sha: String(index),
              size,
            })),
            isComplete: true,
          }),
          readBlob,
        },
        { commit: 'c0de'.repeat(10), path: '' },
      );
      expect(files).toHaveLength(100);
      const read = files.filter(({ content }) => content !== undefined);
      expect(read.map(file => file.size)).toEqual(Array(5).fill(MIB));
      // Those that were asked for already when it was enough are read and not kept.
      expect(readBlob.mock.calls.length).toBeLessThan(20);
    },
  );
});
