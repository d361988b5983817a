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

import { setTimeout as sleep } from 'node:timers/promises';
import { waitAtMost } from './waitAtMost';

describe('waitAtMost', () => {
  it('says whether something came to its end in time', async () => {
    expect(await waitAtMost(1000, Promise.resolve('anything'))).toBe(true);
    expect(await waitAtMost(1, new Promise(() => {}))).toBe(false);
    await expect(
      waitAtMost(1000, Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    let fail!: (error: Error) => void;
    const failing = new Promise((_, reject) => {
      fail = reject;
    });
    expect(await waitAtMost(1, failing)).toBe(false);
    // Nobody waits for it any more, yet it is no unhandled rejection.
    fail(new Error('later'));
    await sleep(20);
  });
});
