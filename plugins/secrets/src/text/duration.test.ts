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

import { durationOf } from './duration';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durationOf', () => {
  it.each([
    [-5, 'seconds', 0],
    [59_999, 'seconds', 59],
    [MINUTE, 'minutes', 1],
    [119 * MINUTE, 'minutes', 119],
    [2 * HOUR, 'hours', 2],
    [47 * HOUR, 'hours', 47],
    [2 * DAY, 'days', 2],
    [1000 * DAY, 'days', 1000],
    [5 * 366 * DAY, 'years', 5],
  ])('says %d ms in %s', (milliseconds, unit, count) => {
    expect(durationOf(milliseconds)).toEqual({ unit, count });
  });
});
