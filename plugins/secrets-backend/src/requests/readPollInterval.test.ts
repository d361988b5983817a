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

import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { readPollInterval } from './readPollInterval';

const intervalOf = (pollInterval?: JsonValue) =>
  readPollInterval(
    new ConfigReader({ secrets: { requests: { pollInterval } } }),
  );

describe('readPollInterval', () => {
  it.each<[JsonValue | undefined, number]>([
    [undefined, 10_000],
    [{ seconds: 1 }, 1_000],
    [{ minutes: 1, seconds: 30 }, 90_000],
    ['30s', 30_000],
    ['PT2M', 120_000],
    [{ minutes: 10 }, 600_000],
  ])('takes %j for %d ms', (given, expected) => {
    expect(intervalOf(given)).toBe(expected);
  });

  it.each<JsonValue>([
    { milliseconds: 999 },
    { seconds: 0 },
    { seconds: -30 },
    { minutes: 11 },
    { second: 30 },
    {},
    30,
    '30',
    'often',
    true,
    [30],
  ])('refuses %j, and says what can stand there', given => {
    expect(() => intervalOf(given)).toThrow(
      /^secrets\.requests\.pollInterval must be a duration from one second to 10 minutes, for example \{ seconds: 30 \}/,
    );
  });
});
