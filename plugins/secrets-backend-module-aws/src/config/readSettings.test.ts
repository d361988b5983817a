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

const GOOD = {
  name: 'prod',
  accountId: '012345678901',
  regions: ['eu-central-1', 'eu-central-1', 'us-gov-west-1'],
};
const read = (...instances: object[]) =>
  readSettings(new ConfigReader({ secrets: { aws: { instances } } } as any));

describe('readSettings', () => {
  it('has nothing to observe by default', () => {
    expect(readSettings(new ConfigReader({}))).toEqual([]);
  });

  it('reads an account', () => {
    expect(read(GOOD)).toEqual([
      {
        id: 'prod',
        title: 'prod',
        accountId: '012345678901',
        regions: ['eu-central-1', 'us-gov-west-1'],
        services: ['secrets-manager', 'parameter-store'],
        clusters: [],
        everyMs: 300_000,
      },
    ]);
    expect(
      read({
        ...GOOD,
        roleArn: 'arn:aws:iam::012345678901:role/team/keyward',
        externalId: 'x',
        services: ['parameter-store'],
        credential: { accessKeyId: 'a', secretAccessKey: 'b' },
        endpoint: 'http://127.0.0.1:5000',
        requiresOwnKey: true,
      }),
    ).toMatchObject([
      {
        requiresOwnKey: true,
        role: {
          arn: 'arn:aws:iam::012345678901:role/team/keyward',
          externalId: 'x',
        },
        services: ['parameter-store'],
        credential: { accessKeyId: 'a', secretAccessKey: 'b' },
        endpoint: 'http://127.0.0.1:5000',
      },
    ]);
  });

  it('reads which clusters its roles are for', () => {
    const identities = [
      { cluster: 'prod-eu', eksCluster: 'prod' },
      { cluster: 'edge', issuer: 'https://oidc.example.com/edge/' },
    ];
    expect(read({ ...GOOD, identities })).toMatchObject([
      {
        identities: [
          { cluster: 'prod-eu', eksCluster: 'prod' },
          { cluster: 'edge', issuer: 'oidc.example.com/edge' },
        ],
      },
    ]);
  });

  it.each([
    ['name', { name: 'Prod' }],
    ['accountId', { accountId: '12345' }],
    ['regions', { regions: [] }],
    ['regions', { regions: ['http://elsewhere'] }],
    ['services', { services: ['s3'] }],
    ['everySeconds', { everySeconds: 0 }],
    ['roleArn', { roleArn: 'arn:aws:iam::999999999999:role/keyward' }],
    ['externalId', { externalId: 'x' }],
    ['endpoint', { endpoint: 'http://aws.example.com' }],
    ['identities[0]', { identities: [{ cluster: 'prod' }] }],
    [
      'identities[0].issuer',
      { identities: [{ cluster: 'prod', issuer: 'http://a b' }] },
    ],
  ])('refuses a wrong %s', (field, wrong) => {
    expect(() => read({ ...GOOD, ...wrong })).toThrow(
      `secrets.aws.instances[0].${field}: must be`,
    );
  });

  it('refuses two of one name', () => {
    expect(() => read(GOOD, GOOD)).toThrow('two have the name prod');
  });
});
