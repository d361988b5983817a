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

import { loadEstate, loadSimulatedAws } from '../loadEstate';
import { loadIdentities } from './loadAws';
import { awsCredential } from './SimulatedAws';

const now = new Date('2026-11-01T12:00:00Z');

describe('the problems of the simulated AWS account', () => {
  const { address, aws } = loadSimulatedAws({ now });
  const ask = async (
    target: string,
    region: string,
    input: object = {},
    key = awsCredential.accessKeyId,
  ) =>
    await aws.respond(
      new Request(address, {
        method: 'POST',
        headers: {
          'x-amz-target': target,
          authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261101/${region}/secretsmanager/aws4_request`,
        },
        body: JSON.stringify(input),
      }),
    );

  const listed = async (region: string): Promise<any[]> =>
    (await (await ask('secretsmanager.ListSecrets', region)).json()).SecretList;

  it.each(loadEstate({ now }).plantedInAws)(
    'include $location/$name: $problem',
    async ({ location, name }) => {
      const [region] = location.split('/');
      const names =
        region === 'iam'
          ? Object.keys(loadIdentities().roles)
          : (await listed(region)).map(({ Name }) => Name);
      expect(names).toContain(name);
    },
  );

  it('have versions as old as planted, by the clock of the estate', async () => {
    const secrets = await listed('eu-central-1');
    const carrier = secrets.find(
      ({ Name }) => Name === 'logistics/shipping/carrier',
    );
    const { Versions: versions } = await (
      await ask('secretsmanager.ListSecretVersionIds', 'eu-central-1', {
        SecretId: carrier.ARN,
      })
    ).json();
    const current = versions.find(
      ({ VersionStages: [stage] }: any) => stage === 'AWSCURRENT',
    );
    expect(new Date(current.CreatedDate * 1000).toISOString()).toMatch(
      /^2026-10-1[12]T/,
    );
    expect(carrier.SecretVersionsToStages[current.VersionId]).toEqual([
      'AWSCURRENT',
    ]);
    expect(new Date(carrier.LastAccessedDate * 1000).toISOString()).toBe(
      '2026-10-31T00:00:00.000Z',
    );
  });

  it('lists a page at a time', async () => {
    const page = await (
      await ask('secretsmanager.ListSecrets', 'eu-central-1', { MaxResults: 2 })
    ).json();
    expect(page.SecretList).toHaveLength(2);
    const next = await (
      await ask('secretsmanager.ListSecrets', 'eu-central-1', {
        MaxResults: 2,
        NextToken: page.NextToken,
      })
    ).json();
    expect(next.SecretList[0].ARN).not.toBe(page.SecretList[0].ARN);
  });

  it('answers nobody without the key of its reader, and nobody with a value', async () => {
    const refused = await ask(
      'secretsmanager.ListSecrets',
      'eu-central-1',
      {},
      'other',
    );
    expect(refused.status).toBe(400);
    expect(aws.valueRequests).toEqual([]);
    const value = await ask('secretsmanager.GetSecretValue', 'eu-central-1', {
      SecretId: 'logistics/shipping/carrier',
    });
    expect(value.status).toBe(400);
    expect(aws.valueRequests).toEqual(['secretsmanager.GetSecretValue']);
  });
});
