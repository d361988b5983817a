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

import { sealingKey } from '../__testUtils__/objects';
import { readBackup } from './readBackup';
import { readKey } from './readKeys';

const NOW = new Date('2026-06-01T00:00:00Z');

/** A key as its metadata is listed, with a note of its backup or without one. */
function keyOf(createdAt: string, note?: string, state = 'active') {
  const { metadata } = sealingKey(`key-${createdAt}`, createdAt, { state });
  return readKey({
    metadata: {
      ...metadata,
      ...(note ? { annotations: { 'keyward.io/backed-up-at': note } } : {}),
    },
  })!;
}

describe('readBackup', () => {
  it.each<[string, ReturnType<typeof keyOf>[]]>([
    ['there are no keys', []],
    ['no backup is noted', [keyOf('2026-01-01T00:00:00Z')]],
    ['the note is no time', [keyOf('2026-01-01T00:00:00Z', 'yesterday')]],
    [
      'the time is still to come',
      [keyOf('2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z')],
    ],
  ])('is unknown where %s', (_, keys) => {
    expect(readBackup(keys, NOW)).toEqual({ state: 'unknown' });
  });

  it('is complete where each active key was there at the last backup', () => {
    const keys = [
      keyOf('2026-01-01T00:00:00Z', '2026-02-02T00:00:00Z'),
      keyOf('2026-02-01T00:00:00Z'),
      keyOf('2026-03-01T00:00:00Z', undefined, 'compromised'),
    ];
    expect(readBackup(keys, NOW)).toEqual({
      state: 'complete',
      lastAt: '2026-02-02T00:00:00.000Z',
    });
  });

  it('is incomplete where active keys are newer than the last backup', () => {
    const keys = [
      keyOf('2026-05-01T00:00:00Z'),
      keyOf('2026-01-01T00:00:00Z', '2026-02-02T01:00:00+01:00'),
      keyOf('2026-04-01T00:00:00Z'),
    ];
    expect(readBackup(keys, NOW)).toEqual({
      state: 'incomplete',
      lastAt: '2026-02-02T00:00:00.000Z',
      since: '2026-04-01T00:00:00.000Z',
      missing: 2,
    });
  });
});
