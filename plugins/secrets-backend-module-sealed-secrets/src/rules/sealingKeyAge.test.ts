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

import type { Attributes } from '@keyward/observation';
import { sealingKeyAge } from './sealingKeyAge';

const MADE = '2026-01-01T00:00:00.000Z';
const DAY_MS = 86_400_000;

const judgeAfter = (days: number, attributes: Attributes) =>
  sealingKeyAge.judge(
    {
      attributes: { keysKnown: true, newestKeyAt: MADE, ...attributes },
    } as any,
    { now: new Date(Date.parse(MADE) + days * DAY_MS).toISOString() } as any,
  );

describe('sealing-key-age', () => {
  it.each<[string, Attributes, number]>([
    ['on', { renewal: 'on', renewalSeconds: 30 * 86_400 }, 31],
    ['on, each week', { renewal: 'on', renewalSeconds: 7 * 86_400 }, 8],
    ['off', { renewal: 'off' }, 23],
    ['unknown', { renewal: 'unknown' }, 31],
  ])('alarms by the renewal %s', (_, attributes, days) => {
    const before = judgeAfter(days - 0.01, attributes);
    expect(before.verdicts).toEqual([]);
    expect(before.reviewAt).toBe(
      new Date(Date.parse(MADE) + days * DAY_MS).toISOString(),
    );
    expect(judgeAfter(days, attributes).verdicts).toHaveLength(1);
  });

  it('says nothing of keys that are not known', () => {
    expect(judgeAfter(999, { renewal: 'on', keysKnown: false })).toEqual({
      verdicts: [],
    });
  });
});
