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

import { mockServices } from '@backstage/backend-test-utils';
import { Environments } from './Environments';

function environmentOf(
  namespace: string,
  labels: Record<string, string> = {},
  findings: object = {},
) {
  return new Environments(
    mockServices.rootConfig({ data: { secrets: { findings } } }),
  ).environmentOf({
    sourceId: 'eu-1',
    namespace,
    labels: new Map(Object.entries(labels)),
  });
}

describe('Environments', () => {
  it('tells a namespace with a label from one that is only named', () => {
    expect(environmentOf('shop', { env: 'production' })).toBe('production');
    expect(environmentOf('shop', { environment: 'prod' })).toBe('production');
    expect(environmentOf('shop-staging')).toBe('staging');
    expect(environmentOf('shop')).toBeUndefined();
  });

  it('takes the first label that says something', () => {
    expect(environmentOf('shop-staging', { environment: '', env: 'prd' })).toBe(
      'production',
    );
    expect(
      environmentOf('shop', {
        'keyward.io/environment': 'canary',
        env: 'production',
      }),
    ).toBe('canary');
  });

  it('takes from a label of an application only a word that names an environment', () => {
    const findings = {
      environmentLabels: ['app.kubernetes.io/part-of', 'stage'],
    };
    const partOf = (value: string, others = {}) =>
      environmentOf(
        'shop',
        { 'app.kubernetes.io/part-of': value, ...others },
        findings,
      );
    expect(partOf('shop-prod')).toBe('production');
    expect(partOf('shop')).toBeUndefined();
    expect(partOf('shop', { stage: 'blue' })).toBe('blue');
  });

  it('prefers the configuration to labels, and labels to names', () => {
    const findings = {
      environments: [{ name: 'preview', namespaces: ['shop-staging'] }],
    };
    expect(environmentOf('shop-staging', { env: 'prod' })).toBe('production');
    expect(environmentOf('shop-staging', { env: 'prod' }, findings)).toBe(
      'preview',
    );
  });
});
