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
import { readSettings } from './readSettings';

const read = (externalSecrets: object) =>
  readSettings(new ConfigReader({ secrets: { externalSecrets } } as any));

describe('readSettings', () => {
  it('reads where the metrics of operators are', () => {
    const url = 'http://metrics.eso:8080/metrics';
    const { metricsUrls } = read({
      clusters: [{ cluster: 'prod', metricsUrl: url }, { cluster: 'test' }],
    });
    expect([...metricsUrls!]).toEqual([['prod', url]]);
  });

  it.each([
    'metrics:8080',
    'file:///etc/passwd',
    'http://user:hunter2@metrics/',
  ])('refuses an address as %s without quoting it', metricsUrl => {
    const act = () => read({ clusters: [{ cluster: 'prod', metricsUrl }] });
    expect(act).toThrow('secrets.externalSecrets.clusters[0].metricsUrl');
    expect(act).not.toThrow(metricsUrl);
  });

  it('refuses a cluster that is there twice', () => {
    expect(() =>
      read({ clusters: [{ cluster: 'prod' }, { cluster: 'prod' }] }),
    ).toThrow('secrets.externalSecrets.clusters[1].cluster: prod');
  });
});
