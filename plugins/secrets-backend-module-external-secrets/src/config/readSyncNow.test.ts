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
import { readSyncNow } from './readSyncNow';

const read = (...clusters: object[]) =>
  readSyncNow(
    new ConfigReader({
      secrets: { externalSecrets: { syncNow: { clusters } } },
    } as any),
  );

describe('readSyncNow', () => {
  it('reads accounts by cluster, and none where nothing is configured', () => {
    expect(readSyncNow(new ConfigReader({})).size).toBe(0);
    expect([
      ...read(
        { cluster: 'prod', credential: { token: 'one' } },
        { cluster: 'staging', credential: { tokenFile: '/run/token' } },
      ),
    ]).toEqual([
      ['prod', { type: 'token', token: 'one' }],
      ['staging', { type: 'tokenFile', file: '/run/token' }],
    ]);
  });

  it.each([
    [
      [{ cluster: 'prod' }],
      'syncNow.clusters[0].credential: one of token or tokenFile must be given',
    ],
    [
      [
        {
          cluster: 'prod',
          credential: { token: 'canary-1', tokenFile: '/run/token' },
        },
      ],
      'syncNow.clusters[0].credential: one of token or tokenFile must be given',
    ],
    [
      [
        { cluster: 'prod', credential: { token: 'canary-1' } },
        { cluster: 'prod', credential: { token: 'canary-2' } },
      ],
      'syncNow.clusters[1].cluster: prod has an account already',
    ],
    [[{ credential: { token: 'canary-1' } }], 'cluster'],
  ])('says where it is wrong, without the token (%#)', (clusters, message) => {
    let told = '';
    try {
      read(...clusters);
    } catch (error) {
      told = String(error);
    }
    expect(told).toContain(message);
    expect(told).not.toContain('canary');
  });
});
