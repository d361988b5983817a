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

import type { ComplianceFacts, Tally } from '../facts';
import { complianceChecks } from './checks';
import { checksById } from './checksById';
import { tallyCheck } from './tallyCheck';

const source = {
  id: 'inventory',
  title: 'a cluster that Keyward may read',
  remedy: 'Connect one.',
};

const check = tallyCheck({
  id: 'rotation',
  title: 'Values are rotated',
  source,
  remedy: 'Rotate them.',
  rules: ['rotation-due'],
  counts: ['value', 'values'],
  good: 'is within the period',
  bad: 'is overdue',
});

function ask(tally: Tally | undefined) {
  const facts: ComplianceFacts = {
    scope: { kind: 'portal', ref: '*' },
    at: '2026-11-27T12:00:00Z',
    tallies: { rotation: tally },
  };
  const { verdict, evidence, missing } = check.evaluate(facts);
  return { verdict, texts: evidence.map(({ text }) => text), missing };
}

describe('tallyCheck', () => {
  it('says what is at fault first, in whole sentences', () => {
    expect(ask({ good: 1200, bad: 1, unknown: 2 })).toEqual({
      verdict: 'fail',
      texts: [
        '1 of 1,203 values is overdue.',
        'Not known of 2 of 1,203 values: a cluster that Keyward may read would tell.',
        '1,200 of 1,203 values are within the period.',
      ],
      missing: source,
    });
    expect(ask({ good: 1, bad: 0, unknown: 0 })).toEqual({
      verdict: 'pass',
      texts: ['1 value is within the period.'],
      missing: undefined,
    });
  });

  it('never passes what is not known', () => {
    expect(ask({ good: 1000, bad: 0, unknown: 1 })).toMatchObject({
      verdict: 'unknown',
      missing: source,
    });
    expect(ask(undefined)).toEqual({
      verdict: 'unknown',
      texts: ['Not known: a cluster that Keyward may read would tell.'],
      missing: source,
    });
  });

  it('does not apply only where there is surely nothing', () => {
    expect(ask({ good: 0, bad: 0, unknown: 0 })).toEqual({
      verdict: 'not-applicable',
      texts: ['There are no values here.'],
      missing: undefined,
    });
  });

  it.each([NaN, -1, 0.5, Infinity, undefined, '3'])(
    'takes a count of %p for not given',
    count => {
      const tally = { good: count, bad: 0, unknown: 0 } as Tally;
      expect(ask(tally).verdict).toBe('unknown');
    },
  );

  it('names the rows behind the fault', () => {
    const examples = [{ kind: 'secret' as const, id: 's1' }];
    const { evidence } = check.evaluate({
      scope: { kind: 'portal', ref: '*' },
      at: '',
      tallies: { rotation: { good: 1, bad: 1, unknown: 0, examples } },
    });
    expect(evidence.map(({ refs }) => refs)).toEqual([examples, undefined]);
  });
});

describe('checksById', () => {
  it('takes the checks of modules', () => {
    const own = { ...check, id: 'vault-audit-devices' };
    expect(checksById(complianceChecks, [own]).get(own.id)).toBe(own);
  });

  it('refuses two of the same id, and an id that no framework can name', () => {
    expect(() => checksById([check], [check])).toThrow(
      'Two checks have the id rotation',
    );
    expect(() => checksById([{ ...check, id: 'Not so' }])).toThrow('"Not so"');
  });
});
