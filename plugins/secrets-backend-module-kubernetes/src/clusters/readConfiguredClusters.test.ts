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

import { ConfigReader } from '@backstage/config';
import { readConfiguredClusters } from './readConfiguredClusters';

const VALUE = 'hunter2-in-plain';

const read = (methods: unknown) =>
  readConfiguredClusters(
    new ConfigReader({
      kubernetes: { clusterLocatorMethods: methods },
    } as any),
  );

describe('readConfiguredClusters', () => {
  it('says where something is wrong, without what stands there', () => {
    const { clusters, problems } = read([
      {
        type: 'config',
        clusters: [
          { name: 'good', url: 'https://good.example' },
          { name: 'bad', url: [VALUE], serviceAccountToken: VALUE },
          { name: 'worse' },
        ],
      },
      { type: { a: VALUE } },
    ]);
    expect(clusters.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toEqual([
      expect.stringMatching(/\[0\]\.clusters\[1\]: Invalid type .*\.url' in/),
      expect.stringMatching(/\[0\]\.clusters\[2\]: Missing .*\.url' in/),
      expect.stringMatching(/\[1\]: Invalid type .*\.type' in/),
    ]);
    expect(problems.join()).not.toContain(VALUE);
  });

  it('quotes no error that was not written for people', () => {
    const method = new ConfigReader({ type: 'config' });
    jest.spyOn(method, 'getOptionalString').mockImplementation(() => {
      throw Object.assign(new Error(VALUE), { name: 'YAMLException' });
    });
    const config = new ConfigReader({});
    jest.spyOn(config, 'getOptionalConfigArray').mockReturnValue([method]);
    expect(readConfiguredClusters(config).problems).toEqual([
      'kubernetes.clusterLocatorMethods[0]: YAMLException',
    ]);
  });
});
