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

import type { ConsumerFacts, SecretFacts } from '../facts';
import { defaultRuleSettings } from '../facts/defaultRuleSettings';
import { staticAwsKeys as rule } from './staticAwsKeys';

const words = rule.words!;
const settings = { ...defaultRuleSettings, now: '2026-03-01T12:00:00.000Z' };
const api: ConsumerFacts = {
  kind: 'Pod',
  apiGroup: '',
  namespace: 'a',
  name: 'api-7f9c',
  how: 'envFrom',
  optional: false,
  subPath: false,
  workload: { kind: 'Deployment', name: 'api' },
};
const store: ConsumerFacts = {
  ...api,
  kind: 'SecretStore',
  apiGroup: 'external-secrets.io',
  name: 'aws',
  how: 'reference',
  workload: undefined,
};

function judge(names: string[], overrides: Partial<SecretFacts> = {}) {
  const secret: SecretFacts = {
    id: '1',
    ref: 'kubernetes:prod/a/one',
    sourceId: 'prod',
    namespace: 'a',
    name: 'one',
    exists: true,
    secretType: 'Opaque',
    class: 'api-key',
    taken: 'metadata',
    labels: {},
    annotations: {},
    owners: [],
    deliverer: { kind: 'none', basis: 'none' },
    keys: names.map(name => ({
      name,
      class: 'api-key',
      weak: false,
      age: { basis: 'unknown' },
    })),
    consumers: [api, store],
    consumerCount: 2,
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

describe('static-aws-keys', () => {
  it.each([
    [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'region']],
    [['aws-access-key-id', 'awsSecretAccessKey']],
  ])('are found by their names, as %s', names => {
    expect(judge(names)).toEqual([
      'low: one gives static AWS access keys to Deployment/api',
    ]);
  });

  it.each<[string, string[], Partial<SecretFacts>]>([
    ['one of them is missing', ['AWS_ACCESS_KEY_ID'], {}],
    ['they may be of another store', ['accessKeyId', 'secretAccessKey'], {}],
    [
      'an endpoint is named',
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL'],
      {},
    ],
    [
      'they are temporary',
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
      {},
    ],
    [
      'only a store uses them',
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      { consumers: [store] },
    ],
    [
      'the Secret was deleted',
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      { exists: false },
    ],
  ])('are not found where %s', (_, names, overrides) => {
    expect(judge(names, overrides)).toEqual([]);
  });
});
