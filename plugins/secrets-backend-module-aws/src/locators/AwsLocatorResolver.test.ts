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

import type { AwsSettings } from '../config';
import { AwsLocatorResolver } from './AwsLocatorResolver';

const account = (
  id: string,
  accountId: string,
  more: Partial<AwsSettings> = {},
) =>
  ({
    id,
    accountId,
    regions: ['eu-central-1', 'eu-west-1'],
    services: ['secrets-manager', 'parameter-store'],
    clusters: [],
    ...more,
  } as unknown as AwsSettings);

const resolver = new AwsLocatorResolver([
  account('prod', '111111111111', { clusters: ['prod-eu'] }),
  account('test', '222222222222', { services: ['secrets-manager'] }),
]);

async function refOf(
  path: string,
  storeDetail: object = {},
  sourceId = 'prod-eu',
) {
  const [ref] = await resolver.resolve([
    {
      system: 'external-secrets',
      sourceId,
      path,
      storeDetail: {
        provider: 'aws',
        service: 'SecretsManager',
        region: 'eu-central-1',
        ...storeDetail,
      },
    },
  ]);
  return ref;
}

describe('AwsLocatorResolver', () => {
  it.each([
    [
      'by the role of the store',
      'db',
      { role: 'arn:aws:iam::222222222222:role/eso' },
      'aws:test/eu-central-1/secrets-manager/db',
    ],
    [
      'by the cluster of the store',
      'shop/db',
      { prefix: 'prod/' },
      'aws:prod/eu-central-1/secrets-manager/prod%2Fshop%2Fdb',
    ],
    [
      'by its ARN, whatever the store says',
      'arn:aws:secretsmanager:eu-west-1:222222222222:secret:shop/db-AbCdEf',
      { role: 'arn:aws:iam::111111111111:role/eso' },
      'aws:test/eu-west-1/secrets-manager/shop%2Fdb',
    ],
    [
      'of the Parameter Store',
      '/shop/db',
      { service: 'ParameterStore' },
      'aws:prod/eu-central-1/parameter-store/%2Fshop%2Fdb',
    ],
    [
      'of the Parameter Store by its ARN',
      'arn:aws:ssm:eu-central-1:111111111111:parameter/shop/db',
      {},
      'aws:prod/eu-central-1/parameter-store/%2Fshop%2Fdb',
    ],
    [
      'of the Parameter Store by its ARN, outside of a hierarchy',
      'arn:aws:ssm:eu-central-1:111111111111:parameter/db',
      {},
      'aws:prod/eu-central-1/parameter-store/db',
    ],
  ])('finds a secret %s', async (_, path, detail, expected) => {
    expect(await refOf(path, detail)).toBe(expected);
  });

  it.each([
    ['of an account that is not told', 'db', {}, 'test-eu'],
    [
      'of an account that is not configured',
      'db',
      { role: 'arn:aws:iam::333333333333:role/eso' },
    ],
    ['of a region that is not configured', 'db', { region: 'us-east-1' }],
    [
      'of a service that is not looked at',
      '/db',
      { service: 'ParameterStore', role: 'arn:aws:iam::222222222222:role/eso' },
    ],
    ['of no known service', 'db', { service: 'toString' }],
    ['of no region', 'db', { region: undefined }],
    ['without a name', '', {}],
  ])('knows none %s', async (_, path, detail, cluster = 'prod-eu') => {
    expect(await refOf(path, detail, cluster as string)).toBeUndefined();
  });
});
