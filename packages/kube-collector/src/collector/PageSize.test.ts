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

import { PageSize } from './PageSize';

const MIB = 1024 * 1024;

describe('PageSize', () => {
  const learn = (bytesEach: number, pages: number) => {
    const size = new PageSize();
    let largest = 0;
    for (let page = 0; page < pages; page++) {
      largest = Math.max(largest, size.limit * bytesEach);
      size.observe(size.limit, size.limit * bytesEach);
    }
    return { limit: size.limit, largest };
  };

  it('grows to large pages of small objects', () => {
    expect(learn(600, 5).limit).toBe(1000);
  });

  it('never asks for many objects of 1 MiB', () => {
    const { limit, largest } = learn(1.4 * MIB, 5);
    expect(limit).toBeLessThanOrEqual(5);
    // The first page is the only one that is asked for blindly.
    expect(largest).toBeLessThanOrEqual(16 * MIB);
  });

  it('shrinks until one object is too large by itself', () => {
    const size = new PageSize();
    const limits = [size.limit];
    while (size.shrink()) {
      limits.push(size.limit);
    }
    expect(limits).toEqual([10, 1]);
  });
});
