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

import { ObjectPool } from './ObjectPool';

describe('ObjectPool', () => {
  const counts = (of: Record<string, number>) => new Map(Object.entries(of));

  it('refuses more than there may be of a kind, and of all', () => {
    const pool = new ObjectPool({ ofEach: 100, ofAll: 150 });
    expect(pool.refuse('a', 101)).toBe('there are more than 100 objects');
    expect(pool.refuse('a', 100)).toBeUndefined();
    expect(pool.refuse('b', 51)).toBe(
      'there are more than 150 objects of kinds that nobody named',
    );
    expect(pool.refuse('b', 50)).toBeUndefined();
    // In place of those that it had.
    expect(pool.refuse('a', 100)).toBeUndefined();
    expect(pool.refuse('a', 40)).toBeUndefined();
    expect(pool.refuse('b', 100)).toBeUndefined();
  });

  it('keeps what is in namespaces with few, whoever has many', () => {
    const pool = new ObjectPool({ ofEach: 100, ofAll: 150 });
    expect(
      pool.share('a', counts({ noisy: 1_000_000, b: 60, c: 0, d: 30 })),
    ).toEqual(['c', 'd', 'b']);
    expect(pool.countOf('a')).toBe(90);
    expect(
      pool.share('a', counts({ b: 60, d: 50, unknown: Infinity })),
    ).toEqual(['d']);
  });

  it('has room for those with few where others have filled it', () => {
    const pool = new ObjectPool({ ofEach: 100, ofAll: 150 });
    expect(pool.refuse('a', 100)).toBeUndefined();
    expect(pool.refuse('b', 50)).toBeUndefined();
    expect(pool.refuse('c', 5)).toContain('more than 150 objects');
    expect(pool.share('c', counts({ x: 5, y: 6, z: 1 }))).toEqual(['z', 'x']);
    // Where namespaces are listed one by one from the beginning.
    expect(pool.refuse('d', 5, true)).toBeUndefined();
    expect(pool.refuse('e', 6, true)).toContain('more than 150 objects');
    // Twice as much is the end.
    const few = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`n${index}`, 5]),
    );
    const wide = new ObjectPool({ ofEach: 100, ofAll: 100 });
    expect(wide.share('a', counts(few))).toHaveLength(20);
    expect(wide.share('b', counts(few))).toHaveLength(20);
    expect(wide.share('c', counts(few))).toHaveLength(0);
  });
});
