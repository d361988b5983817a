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

import { readState } from './readState';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const SINCE = '2026-12-01T11:00:00Z';

function externalSecret(
  ready: object | undefined,
  { spec = {}, refreshTime = '2026-12-01T11:30:00Z' } = {},
) {
  return {
    spec: { refreshInterval: '1h0m0s', ...spec },
    status: {
      refreshTime,
      conditions: ready
        ? [
            { type: 'Deleted', status: 'False' },
            { type: 'Ready', lastTransitionTime: SINCE, ...ready },
          ]
        : [],
    },
  };
}

describe('readState', () => {
  it.each([
    [{ status: 'True', reason: 'SecretSynced' }, 'synced'],
    [
      {
        status: 'True',
        reason: 'SecretSynced',
        message: 'secret retained due to DeletionPolicy=Retain',
      },
      'retained',
    ],
    [{ status: 'True', reason: 'SecretDeleted' }, 'deleted'],
    [{ status: 'True', reason: 'SecretMissing' }, 'no-target'],
    [{ status: 'True', reason: 'ResourceSynced' }, 'synced'],
    [{ status: 'False', reason: 'SecretSyncedError' }, 'failing'],
    [{ status: 'True', reason: 'SomethingNew' }, 'unknown'],
    [{ status: 'Unknown' }, 'unknown'],
    [undefined, 'pending'],
  ])('of %p is %p', (ready, state) => {
    expect(readState(externalSecret(ready), NOW).state).toBe(state);
  });

  it.each([
    ['1h0m0s', '2026-12-01T11:30:00Z', {}, false],
    ['1h0m0s', '2026-12-01T10:00:00Z', {}, false],
    ['1h0m0s', '2026-12-01T09:58:59Z', {}, true],
    ['10s', '2026-12-01T11:59:00Z', {}, false],
    ['0', '2020-12-01T09:00:00Z', {}, false],
    ['1h0m0s', '2020-12-01T09:00:00Z', { refreshPolicy: 'CreatedOnce' }, false],
    ['1h0m0s', '2020-12-01T09:00:00Z', { refreshPolicy: 'OnChange' }, false],
    ['1h0m0s', '2020-12-01T09:00:00Z', { refreshPolicy: 'Periodic' }, true],
    ['nonsense', '2020-12-01T09:00:00Z', {}, false],
    ['1h0m0s', 'nonsense', {}, false],
  ])(
    'with an interval of %p and refreshed at %p, %p, is stale: %p',
    (refreshInterval, refreshTime, more, expected) => {
      const item = externalSecret(
        { status: 'True', reason: 'SecretSynced' },
        { spec: { refreshInterval, ...more }, refreshTime },
      );
      expect(readState(item, NOW).isStale).toBe(expected);
    },
  );

  it('says whether a refresh can be requested', () => {
    const refreshesOf = (spec: object) =>
      readState(externalSecret(undefined, { spec }), NOW).refreshes;
    expect(refreshesOf({})).toBe('periodic');
    expect(refreshesOf({ refreshInterval: '0' })).toBe('no-interval');
    expect(refreshesOf({ refreshPolicy: 'CreatedOnce' })).toBe('created-once');
    expect(
      refreshesOf({ refreshPolicy: 'OnChange', refreshInterval: '0' }),
    ).toBe('on-change');
  });

  it.each([
    null,
    'text',
    [],
    { status: 'text' },
    { status: { conditions: {} } },
  ])('takes %p for one of which nothing is known', item => {
    expect(readState(item as any, NOW)).toMatchObject({
      state: 'pending',
      isStale: false,
    });
  });
});
