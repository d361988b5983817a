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
import { restartsOften as rule } from './restartsOften';

const MINUTE_MS = 60_000;
const words = rule.words!;
const settings = { ...defaultRuleSettings, now: '2026-03-01T12:00:00.000Z' };

function judge(minutes?: number, overrides: Partial<SecretFacts> = {}) {
  const secret: SecretFacts = {
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
    deliverer: { kind: 'VaultDynamicSecret', name: 'one', basis: 'owner' },
    ...(minutes === undefined
      ? {}
      : {
          restarts: {
            by: 'VaultDynamicSecret one',
            everyMs: minutes * MINUTE_MS,
            targets: ['Deployment/api'],
          },
        }),
    keys: [],
    consumers: [],
    consumerCount: 0,
    ...overrides,
  };
  return rule.judge(secret, settings).verdicts.map(
    ({ severity, evidence }) =>
      `${severity}: ${words.sentence({
        name: 'one',
        evidence,
      } as Parameters<typeof words.sentence>[0])}`,
  );
}

describe('restarts-often', () => {
  it('is found where workloads are restarted more often than once an hour', () => {
    expect(judge(4)).toEqual([
      'medium: VaultDynamicSecret one gives one a new value every 4 minutes, and restarts Deployment/api each time',
    ]);
    expect(judge(59, { environment: 'test' })).toEqual([
      'low: VaultDynamicSecret one gives one a new value every 59 minutes, and restarts Deployment/api each time',
    ]);
  });

  it('is not found where the value lasts, nothing is restarted, or the secret is gone', () => {
    expect(judge(60)).toEqual([]);
    expect(judge()).toEqual([]);
    expect(judge(4, { exists: false })).toEqual([]);
  });
});
