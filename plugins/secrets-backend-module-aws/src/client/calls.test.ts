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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeAws } from '../__testUtils__/FakeAws';
import type { AwsSettings } from '../config';
import { CALLS, connectEks, connectIam, connectRegion } from '.';
import { IDENTITY_CALLS } from './calls';

const MODULE = join(__dirname, '..');
const POLICIES = join(__dirname, '../../../../deploy/aws');
const IDENTITIES = Object.values(IDENTITY_CALLS);

describe('the calls of the module', () => {
  it.each([
    [
      'the least policy',
      'keyward.json',
      Object.values(CALLS).filter(call => !IDENTITIES.includes(call)),
    ],
    ['the one of identities', 'keyward-identities.json', IDENTITIES],
  ])('are those that %s allows, and no others', (_, file, calls) => {
    const policy = readFileSync(join(POLICIES, file), 'utf8');
    const { Statement } = JSON.parse(policy);
    expect(Statement).toHaveLength(1);
    const [{ Action, Effect, Resource }] = Statement;
    expect([Effect, Resource]).toEqual(['Allow', '*']);
    expect([...Action].sort()).toEqual([...calls].sort());
  });

  it('are all commands that its source names', () => {
    const files = readdirSync(MODULE, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map(file => readFileSync(join(MODULE, file), 'utf8'));
    const named = new Set(
      files.flatMap(text => text.match(/\b[A-Z]\w+Command\b/g) ?? []),
    );
    expect([...named].sort()).toEqual(Object.keys(CALLS).sort());
  });

  it('are refused by the client itself if they are others, before anything is sent', async () => {
    const { SecretsManagerClient, GetSecretValueCommand } = jest.requireActual(
      '@aws-sdk/client-secrets-manager',
    );
    const aws = new FakeAws();
    await aws.start();
    const api = connectRegion(
      {
        credential: { accessKeyId: 'a', secretAccessKey: 'b' },
        endpoint: aws.url,
      } as AwsSettings,
      'eu-central-1',
      new AbortController().signal,
    );
    const send = jest.spyOn(SecretsManagerClient.prototype, 'send');
    send.mockImplementationOnce(async function other(this: any) {
      send.mockRestore();
      return await this.send(new GetSecretValueCommand({ SecretId: 'db' }));
    });
    await expect(api.secrets().next()).rejects.toThrow('ListSecrets');
    expect(aws.calls).toEqual([]);
    await api.secrets().next();
    expect(aws.calls).toEqual(['secretsmanager.ListSecrets eu-central-1']);
    api.close();
    aws.stop();
  });

  it.each([
    ['IAM', '@aws-sdk/client-iam', 'IAMClient', 'CreateAccessKeyCommand'],
    ['EKS', '@aws-sdk/client-eks', 'EKSClient', 'DeleteClusterCommand'],
  ])(
    'are refused by the client of %s as well',
    async (_, path, type, command) => {
      const sdk = jest.requireActual(path);
      const aws = new FakeAws();
      await aws.start();
      const settings = {
        credential: { accessKeyId: 'a', secretAccessKey: 'b' },
        endpoint: aws.url,
        regions: ['eu-central-1'],
      } as unknown as AwsSettings;
      const { signal } = new AbortController();
      const api =
        path === '@aws-sdk/client-iam'
          ? {
              next: async () =>
                await connectIam(settings, signal).roles().next(),
            }
          : {
              next: async () =>
                await connectEks(settings, 'eu-central-1', signal)
                  .clusters()
                  .next(),
            };
      const send = jest.spyOn(sdk[type].prototype, 'send');
      send.mockImplementationOnce(async function other(this: any) {
        send.mockRestore();
        return await this.send(new sdk[command]({ name: 'x' }));
      });
      await expect(api.next()).rejects.toThrow('in eu-central-1');
      expect(aws.calls).toEqual([]);
      await api.next();
      expect(aws.calls).toHaveLength(1);
      aws.stop();
    },
  );
});
