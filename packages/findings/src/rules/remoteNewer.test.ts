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

import type { SecretFacts } from '../facts';
import { defaultRuleSettings } from '../facts/defaultRuleSettings';
import { remoteNewer as rule } from './remoteNewer';

const CHANGED = '2026-03-01T12:00:00.000Z';
const HOUR_MS = 3_600_000;

function secret(
  origin: Partial<NonNullable<SecretFacts['newerOrigins']>[number]> = {},
  overrides: Partial<SecretFacts> = {},
): SecretFacts {
  return {
    id: '1',
    ref: 'kubernetes:prod/a/one',
    sourceId: 'prod',
    namespace: 'a',
    name: 'one',
    exists: true,
    secretType: 'Opaque',
    class: 'password',
    taken: 'fingerprint',
    environment: 'production',
    labels: {},
    annotations: {},
    owners: [],
    deliverer: { kind: 'ExternalSecret', name: 'one', basis: 'owner' },
    newerOrigins: [
      {
        from: 'SecretStore/aws db',
        setAt: CHANGED,
        syncedAt: '2026-02-28T12:00:00.000Z',
        ...origin,
      },
    ],
    keys: [],
    consumers: [],
    consumerCount: 0,
    ...overrides,
  };
}
/** So many hours after the change. */
const after = (hours: number) => ({
  ...defaultRuleSettings,
  now: new Date(Date.parse(CHANGED) + hours * HOUR_MS).toISOString(),
});
const isFound = (facts: SecretFacts, hours: number) =>
  rule.judge(facts, after(hours)).verdicts.length > 0;

describe('remote-newer', () => {
  it('is found once there was time for two syncs', () => {
    const facts = secret({ everyMs: 12 * HOUR_MS });
    expect(rule.judge(facts, after(23))).toEqual({
      verdicts: [],
      reviewAt: after(24).now,
    });
    expect(rule.judge(facts, after(24))).toEqual({
      verdicts: [
        {
          rule: 'remote-newer',
          item: '',
          severity: 'high',
          evidence: {
            from: 'SecretStore/aws db',
            setAt: CHANGED,
            syncedAt: '2026-02-28T12:00:00.000Z',
          },
        },
      ],
      reviewAt: expect.any(String),
    });
  });

  it('waits an hour where nothing syncs on its own, and a week where nobody says how often', () => {
    expect(isFound(secret({ everyMs: 0 }), 0.9)).toBe(false);
    expect(isFound(secret({ everyMs: 0 }), 1)).toBe(true);
    expect(isFound(secret({ everyMs: 60_000 }), 0.9)).toBe(false);
    expect(isFound(secret(), 7 * 24 - 1)).toBe(false);
    expect(isFound(secret(), 7 * 24)).toBe(true);
  });

  it('is found of no other secret', () => {
    const late = (overrides: Partial<SecretFacts>) =>
      rule.judge(secret({ everyMs: 0 }, overrides), after(24)).verdicts;
    expect(late({})).toHaveLength(1);
    expect(late({ environment: 'staging' })[0].severity).toBe('medium');
    expect(late({ newerOrigins: undefined })).toEqual([]);
    expect(late({ exists: false })).toEqual([]);
    // One fault is one finding.
    expect(
      late({ deliverer: { kind: 'x', basis: 'owner', ready: 'false' } }),
    ).toEqual([]);
  });

  it('says what happened since when', () => {
    const { evidence } = rule.judge(secret({ everyMs: 0 }), after(24))
      .verdicts[0];
    expect(
      rule.words!.sentence({ name: 'one', evidence, item: '' } as any),
    ).toBe(
      'one was last synced on 2026-02-28, and SecretStore/aws db has had a new value since 2026-03-01',
    );
  });
});
