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

import { combineAges, narrowAge } from '.';
import { valueAgeOf } from './valueAgeOf';

const JAN = '2026-01-01T00:00:00.000Z';
const FEB = '2026-02-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const APR = '2026-04-01T00:00:00.000Z';

const writer = (name: string, time: string, ...dataKeys: string[]) => ({
  name,
  operation: 'Update',
  time,
  ...(dataKeys.length > 0 ? { dataKeys } : {}),
});

describe('valueAgeOf', () => {
  it('lies between the creation and the newest write of the data', () => {
    const object = {
      createdAt: JAN,
      managers: [
        writer('kubectl', FEB, 'password', 'user'),
        writer('eso', MAR, 'token'),
        writer('labeller', APR),
      ],
    };
    expect(valueAgeOf('password', object)).toEqual({
      earliest: JAN,
      latest: FEB,
      basis: 'managed-fields',
    });
    expect(valueAgeOf('token', object).latest).toBe(MAR);
    expect(valueAgeOf('unowned', object).latest).toBe(MAR);
  });

  it('knows the creation only where nobody is named', () => {
    expect(
      valueAgeOf('password', {
        createdAt: JAN,
        managers: [writer('labeller', APR)],
      }),
    ).toEqual({ earliest: JAN, basis: 'creation' });
    expect(valueAgeOf('password', { managers: [] })).toEqual({
      basis: 'unknown',
    });
  });

  it('never runs backwards', () => {
    expect(
      valueAgeOf('a', { createdAt: FEB, managers: [writer('x', JAN, 'a')] }),
    ).toEqual({ earliest: JAN, latest: JAN, basis: 'managed-fields' });
  });
});

describe('narrowAge', () => {
  const managed = (earliest: string, latest: string) => ({
    earliest,
    latest,
    basis: 'managed-fields' as const,
  });

  it('narrows a change that was seen', () => {
    expect(
      narrowAge(managed(JAN, MAR), {
        age: managed(JAN, JAN),
        changed: true,
        lastSeenAt: FEB,
        observedAt: APR,
      }),
    ).toEqual({ earliest: FEB, latest: MAR, basis: 'observed' });
  });

  it('keeps the age of a value that is deleted and created again', () => {
    expect(
      narrowAge(managed(APR, APR), {
        age: managed(JAN, FEB),
        changed: false,
        observedAt: APR,
      }),
    ).toEqual(managed(JAN, FEB));
  });

  it('is not moved by a new label', () => {
    expect(
      narrowAge(managed(JAN, APR), {
        age: { earliest: JAN, latest: FEB, basis: 'observed' },
        changed: false,
        observedAt: APR,
      }),
    ).toEqual({ earliest: JAN, latest: FEB, basis: 'observed' });
  });

  it('gives no lower bound to a value that has none', () => {
    const restored = { latest: APR, basis: 'managed-fields' as const };
    expect(
      narrowAge(restored, { age: restored, changed: false, observedAt: APR }),
    ).toEqual(restored);
  });

  it('leaves an exact date of the source alone', () => {
    const exact = { earliest: MAR, latest: MAR, basis: 'source' as const };
    expect(
      narrowAge(exact, {
        age: managed(JAN, FEB),
        changed: false,
        observedAt: APR,
      }),
    ).toEqual(exact);
  });
});

describe('combineAges', () => {
  it('is that of the oldest value', () => {
    expect(
      combineAges([
        { earliest: FEB, latest: MAR, basis: 'observed' },
        { earliest: JAN, latest: FEB, basis: 'managed-fields' },
        { basis: 'unknown' },
      ]),
    ).toEqual({ earliest: JAN, latest: FEB, basis: 'managed-fields' });
    expect(
      combineAges([
        { earliest: JAN, latest: MAR, basis: 'managed-fields' },
        { latest: FEB, basis: 'managed-fields' },
      ]),
    ).toEqual({ latest: FEB, basis: 'managed-fields' });
    expect(combineAges([])).toEqual({ basis: 'unknown' });
  });
});
