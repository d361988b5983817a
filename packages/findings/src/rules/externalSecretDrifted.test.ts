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
import { externalSecretDrifted as rule } from './externalSecretDrifted';

const WRITTEN = '2026-03-01T12:00:00.000Z';

function secret(overrides: Partial<SecretFacts> = {}): SecretFacts {
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
    drifted: true,
    keys: [
      {
        name: 'password',
        class: 'password',
        weak: false,
        age: { latest: WRITTEN, basis: 'managed-fields' },
      },
    ],
    consumers: [],
    consumerCount: 0,
    ...overrides,
  };
}
const at = (now: string) => ({ ...defaultRuleSettings, now });

describe('external-secret-drifted', () => {
  it('gives the operator five minutes to put the values right', () => {
    expect(rule.judge(secret(), at('2026-03-01T12:04:59.000Z'))).toEqual({
      verdicts: [],
      undecided: [
        {
          rule: rule.id,
          item: '',
          evidence: { deliverer: 'ExternalSecret/one' },
        },
      ],
      reviewAt: '2026-03-01T12:05:00.000Z',
    });
    expect(rule.judge(secret(), at('2026-03-01T12:05:00.000Z'))).toEqual({
      verdicts: [
        {
          rule: rule.id,
          item: '',
          severity: 'high',
          evidence: { deliverer: 'ExternalSecret/one', since: WRITTEN },
        },
      ],
    });
  });

  it('says at once what has no time', () => {
    const { verdicts } = rule.judge(
      secret({ keys: [], environment: 'staging' }),
      at(WRITTEN),
    );
    expect(verdicts).toMatchObject([{ severity: 'medium' }]);
  });

  it.each([
    [
      'that did not drift, or of which that is not known',
      { drifted: undefined },
    ],
    ['that does not exist', { exists: false }],
  ])('says nothing of a Secret %s', (_, facts) => {
    expect(rule.judge(secret(facts), at('2027-01-01T00:00:00.000Z'))).toEqual({
      verdicts: [],
    });
  });
});
