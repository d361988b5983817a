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

// The simulated AWS account as the module reads it.
import { type RunningEstate, startEstate } from '@internal/estate';
import { lookOnce } from '../__testUtils__/lookOnce';
import { AwsSource } from './AwsSource';

describe('AwsSource of the simulated estate', () => {
  let estate: RunningEstate;

  beforeAll(async () => {
    estate = await startEstate({ watchFiles: false });
  });

  afterAll(async () => {
    await estate.stop();
  });

  const look = async () => {
    const { accountId, address, credential, regions } = estate.aws;
    return await lookOnce(
      new AwsSource({
        id: 'aws',
        title: 'Fernhill',
        accountId,
        regions,
        services: ['secrets-manager', 'parameter-store'],
        credential,
        endpoint: address,
        clusters: [],
        everyMs: 60_000,
      }),
    );
  };

  it('reads secrets and parameters of both regions, with exact ages', async () => {
    const { report, secrets, whole } = await look();
    expect(report).toMatchObject({ state: 'live', problems: [] });
    expect(whole).toHaveLength(4);
    const found = new Map(secrets.map(secret => [secret.ref, secret]));
    const of = (name: string, region = 'eu-central-1') =>
      found.get(
        `aws:aws/${region}/secrets-manager/${encodeURIComponent(name)}`,
      )!;
    expect(of('logistics/shipping/carrier')).toMatchObject({
      keys: [{ age: { basis: 'source' } }],
      annotations: [
        { key: 'keyward.io/owner', value: 'group:default/logistics' },
      ],
      attributes: {
        state: 'live',
        rotation: 'on',
        rotationDays: 90,
        usesDefaultKey: false,
        lastAccessedAt: expect.stringMatching(/T00:00:00\.000Z$/),
      },
    });
    expect(of('logistics/labels/postage').attributes).toMatchObject({
      state: 'deleting',
    });
    expect(of('checkout/pricing/exchange').attributes).toMatchObject({
      pendingSince: expect.stringMatching(/^20/),
    });
    expect(of('platform/builder-git', 'eu-west-1')).toBeDefined();
    // What an ExternalSecret lost is not there.
    expect(of('logistics/labels/stamps')).toBeUndefined();
    expect(secrets).toHaveLength(12);
  });

  it('makes no call that is answered with a value', async () => {
    await look();
    expect(estate.aws.valueRequests).toEqual([]);
  });
});
