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

import { parseDuration } from './parseDuration';

it.each([
  ['1h0m0s', 3_600_000],
  ['1h', 3_600_000],
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['100ms', 100],
  ['1m30s', 90_000],
  ['0', 0],
  ['0s', 0],
  ['-1m', -60_000],
  ['', undefined],
  ['1', undefined],
  ['1d', undefined],
  ['h', undefined],
  [3600, undefined],
])('reads %p as %p ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it('takes no longer for a long text that is no duration', () => {
  const started = process.cpuUsage();
  expect(parseDuration(`${'1h'.repeat(50_000)}x`)).toBeUndefined();
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
});
