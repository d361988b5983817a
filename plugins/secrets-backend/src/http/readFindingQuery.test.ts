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

import {
  readFindingFilters,
  readFindingOrder,
  readStateChange,
} from './readFindingQuery';

const NOW = new Date('2026-06-01T00:00:00Z');

describe('readStateChange', () => {
  it('takes a suppression with a reason and an end', () => {
    expect(
      readStateChange(
        { state: 'suppressed', reason: ' known ', expiresAt: '2026-07-01' },
        NOW,
      ),
    ).toEqual({
      state: 'suppressed',
      reason: 'known',
      expiresAt: '2026-07-01T00:00:00.000Z',
    });
    expect(readStateChange({ state: 'open' }, NOW)).toEqual({ state: 'open' });
  });

  it.each([
    [{ expiresAt: '2026-07-01' }, 'give the reason'],
    [{ reason: '  ', expiresAt: '2026-07-01' }, 'give the reason'],
    [{ reason: 'known' }, 'say until when'],
    [{ reason: 'known', expiresAt: 'for ever' }, 'say until when'],
    [{ reason: 'known', expiresAt: '2026-05-31' }, 'say until when'],
    [{ reason: 'known', expiresAt: '2028-01-01' }, 'say until when'],
  ])('refuses %j', (body, message) => {
    expect(() =>
      readStateChange({ state: 'suppressed', ...body }, NOW),
    ).toThrow(message);
  });
});

describe('what a query may ask', () => {
  it('is told where it is none', () => {
    expect(() => readFindingFilters({ state: ['closed'] })).toThrow(
      'state must be one of open',
    );
    expect(() => readFindingFilters({ severity: ['bad'] })).toThrow('severity');
    expect(() => readFindingOrder('age,asc')).toThrow('orderBy');
    expect(readFindingOrder('dueAt')).toEqual({
      field: 'dueAt',
      direction: 'asc',
    });
  });
});
