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
import type {
  ResourceObservation,
  SystemSecretObservation,
} from '@keyward/observation';
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

  /** As `ROLE namespace/name`. */
  const readersOf = (secret: SystemSecretObservation) =>
    secret.readers?.accounts.map(
      ({ by, cluster, namespaces, serviceAccounts }) =>
        `${by.replace(/.*\//, '')} ${cluster} ${namespaces}/${serviceAccounts}`,
    );

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
        identities: [{ cluster: 'production', eksCluster: 'production' }],
        everyMs: 60_000,
      }),
    );
  };

  it('reads secrets and parameters of both regions, with exact ages', async () => {
    const { report, secrets, whole } = await look();
    expect(report).toMatchObject({ state: 'live', problems: [] });
    expect(whole).toHaveLength(5);
    expect(report.warnings).toEqual([]);
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

  it('tells which ServiceAccounts read what', async () => {
    const { batches, secrets } = await look();
    const found = Object.fromEntries(
      secrets.map(secret => [secret.name, readersOf(secret)]),
    );
    const operator =
      'external-secrets production external-secrets/external-secrets';
    expect(found).toMatchObject({
      'logistics/shipping/carrier': [operator],
      'checkout/cart/loyalty': [operator],
      '/logistics/labels/printer': [operator],
      'platform/builder-git': ['builder production platform/builder'],
      'platform/archive/bucket': ['archive production platform/*'],
      'platform/archive/index': [
        'archive production platform/*',
        'index production platform/deployer',
      ],
    });
    const roles = batches
      .filter(({ stream }) => stream === 'roles')
      .flatMap(({ upserts }) => upserts as ResourceObservation[]);
    expect(roles.map(({ ref }) => ref)).toEqual([
      'aws-role:aws/iam/external-secrets',
      'aws-role:aws/iam/builder',
      'aws-role:aws/iam/archive',
      'aws-role:aws/iam/index',
    ]);
  });

  it('makes no call that is answered with a value', async () => {
    await look();
    expect(estate.aws.valueRequests).toEqual([]);
  });
});
