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

import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { longTransaction } from './longTransaction';

const knex = {
  client: { pool: { max: 4 } },
  transaction: async (work: () => Promise<unknown>) => await work(),
} as unknown as Knex;

describe('longTransaction', () => {
  it('runs as many at a time as half of the pool, in their order, whatever becomes of them', async () => {
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map(number =>
        longTransaction(knex, async () => {
          begun.push(number);
          running += 1;
          most = Math.max(most, running);
          await sleep(number % 2);
          running -= 1;
          if (number % 3 === 0) {
            throw new Error('no');
          }
          return number;
        }),
      ),
    );
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
    expect(most).toBe(2);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(await longTransaction(knex, async () => 'again')).toBe('again');
  });
});
