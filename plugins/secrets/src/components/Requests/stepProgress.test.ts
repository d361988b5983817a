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

import { createRequest, daysAgo } from '../../__testUtils__';
import { stepsOf } from './stepProgress';

const words = (...args: Parameters<typeof stepsOf>) =>
  stepsOf(...args)
    .map(({ step, state }) => `${step} ${state}`)
    .join(', ');

describe('stepsOf', () => {
  it.each([
    [
      'preparing',
      'opened current, merged waiting, applied waiting, unsealed waiting, used waiting',
    ],
    [
      'opened',
      'opened done, merged current, applied waiting, unsealed waiting, used waiting',
    ],
    [
      'unsealed',
      'opened done, merged done, applied done, unsealed done, used current',
    ],
    [
      'used',
      'opened done, merged done, applied done, unsealed done, used done',
    ],
    [
      'delivered',
      'opened done, merged done, applied done, unsealed done, delivered done',
    ],
  ] as const)('of a request that is %s', (state, expected) => {
    const change = state === 'preparing' ? undefined : createRequest().change;
    expect(words(createRequest({ state, change }))).toBe(expected);
  });

  it('says at which step it hangs', () => {
    const blocked = { code: 'a', reason: 'A conflict', since: daysAgo(1) };
    expect(words(createRequest({ blocked }))).toBe(
      'opened done, merged blocked, applied waiting, unsealed waiting, used waiting',
    );
  });

  it.each(['closed', 'withdrawn', 'failed'] as const)(
    'calls nothing done that a request which is %s has not reached',
    state => {
      expect(words(createRequest({ state, change: undefined }))).toBe(
        'opened stopped, merged stopped, applied stopped, unsealed stopped, used stopped',
      );
      expect(words(createRequest({ state }))).toBe(
        'opened done, merged stopped, applied stopped, unsealed stopped, used stopped',
      );
    },
  );

  it('takes times from the history, and invents none', () => {
    const change = { ...createRequest().change!, mergedAt: daysAgo(1) };
    const request = createRequest({
      state: 'unsealed',
      updatedAt: daysAgo(0),
      change,
    });
    const timesOf = (...args: Parameters<typeof stepsOf>) =>
      stepsOf(...args).map(({ at }) => at);
    expect(timesOf(request)).toEqual([
      undefined,
      change.mergedAt,
      undefined,
      request.updatedAt,
      undefined,
    ]);
    expect(timesOf(request, request.history)[0]).toBe(request.history[1].at);
  });
});
