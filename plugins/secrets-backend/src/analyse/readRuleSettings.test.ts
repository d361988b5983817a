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
import { readRuleSettings } from './readRuleSettings';

const read = (findings: object) =>
  readRuleSettings(
    mockServices.rootConfig({ data: { secrets: { findings } } }),
  );

describe('readRuleSettings', () => {
  it('reads what platforms read and which labels describe', () => {
    expect(read({})).toMatchObject({
      platformSecrets: [],
      descriptiveLabels: [],
    });
    expect(
      read({
        platformSecrets: [{ platform: 'Own', label: 'example.com/for' }],
        descriptiveLabels: ['example.com/*'],
      }),
    ).toMatchObject({
      platformSecrets: [{ platform: 'Own', label: 'example.com/for' }],
      descriptiveLabels: ['example.com/*'],
    });
  });

  it('refuses a platform that would read every secret', () => {
    expect(() => read({ platformSecrets: [{ platform: 'Own' }] })).toThrow(
      'secrets.findings.platformSecrets[0] has to name at least one of names, namespaces, type, label, annotation',
    );
  });
});
