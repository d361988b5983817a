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

import { extentOf } from './extentOf';

const node = (id: string) => ({ id, role: 'consumer', kind: 'Pod', title: id });
const edge = (from: string, to: string) => ({ from, to });

describe('extentOf', () => {
  it('counts steps along the longest way, and what stands side by side', () => {
    const nodes = ['store', 'eso', 'secret', 'web', 'job', 'cron'].map(node);
    expect(
      extentOf({
        nodes,
        edges: [
          edge('secret', 'web'),
          edge('secret', 'job'),
          edge('secret', 'cron'),
          edge('eso', 'secret'),
          edge('store', 'eso'),
          edge('store', 'secret'),
        ],
      } as any),
    ).toEqual({ steps: 4, breadth: 3 });
  });

  it('ends with a circle, and has nothing of nothing', () => {
    const nodes = ['a', 'b'].map(node);
    expect(
      extentOf({ nodes, edges: [edge('a', 'b'), edge('b', 'a')] } as any),
    ).toMatchObject({ breadth: expect.any(Number) });
    expect(extentOf({ nodes: [], edges: [] })).toEqual({
      steps: 0,
      breadth: 0,
    });
  });
});
