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

// What the source says of an account that moto plays, and which calls it makes. A proxy before
// it makes the trouble that the real AWS makes.
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutResourcePolicyCommand,
  UpdateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type SecretFault, SecretsManager } from '@internal/servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookOnce } from '../__testUtils__/lookOnce';
import { CALLS } from '../client';
import type { AwsSettings } from '../config';
import { AwsSource } from './AwsSource';

// The first run installs moto.
const START_MS = 10 * 60_000;
const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const OTHER = '111111111111';
const VALUE = 'kw-9f27c1d3-value';
const credential = { accessKeyId: 'test', secretAccessKey: 'hunter2' };

describe('AWS as it is observed', () => {
  let folder: string;
  let aws: SecretsManager;
  let other: SecretsManager;
  let manager: SecretsManagerClient;
  let parameters: SSMClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-aws-'));
    aws = await SecretsManager.start(folder);
    other = await SecretsManager.start(folder);
    const options = {
      region: REGION,
      endpoint: aws.url,
      credentials: credential,
    };
    manager = new SecretsManagerClient(options);
    parameters = new SSMClient(options);
    for (const name of ['shop/db', 'rotating', 'leaving']) {
      await aws.createSecret(name, VALUE);
    }
    await aws.putSecret('shop/db', `${VALUE}-2`);
    await manager.send(
      new PutSecretValueCommand({
        SecretId: 'rotating',
        SecretString: VALUE,
        VersionStages: ['AWSPENDING'],
      }),
    );
    await manager.send(new DeleteSecretCommand({ SecretId: 'leaving' }));
    for (let index = 0; index < 60; index++) {
      await parameters.send(
        new PutParameterCommand({
          Name: `/shop/p${index}`,
          Value: VALUE,
          Type: index % 2 === 0 ? 'SecureString' : 'String',
        }),
      );
    }
    for (let index = 0; index < 150; index++) {
      await other.createSecret(`many/${index}`, VALUE);
    }
  }, START_MS);

  afterAll(async () => {
    manager?.destroy();
    parameters?.destroy();
    await aws?.stop();
    await other?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const sourceOf = (
    where: SecretsManager,
    settings: Partial<AwsSettings> = {},
  ) =>
    new AwsSource({
      id: 'prod',
      title: 'Production',
      accountId: ACCOUNT,
      regions: [REGION],
      services: ['secrets-manager', 'parameter-store'],
      credential,
      endpoint: where.url,
      clusters: [],
      everyMs: 600_000,
      ...settings,
    });

  it('says of each secret and parameter what AWS says, and makes no call that is answered with a value', async () => {
    aws.calls.length = 0;
    const look = await lookOnce(sourceOf(aws));
    expect(look.report).toMatchObject({ state: 'live', problems: [] });
    const called = [...new Set(aws.calls)].map(call => call.split('.')[1]);
    const allowed = Object.values(CALLS)
      .filter(call => /^(secretsmanager|ssm):/.test(call))
      .map(call => call.split(':')[1]);
    expect(called.sort()).toEqual(allowed.sort());
    expect(JSON.stringify(look)).not.toContain(VALUE);
    expect(JSON.stringify(look)).not.toContain('hunter2');

    const secrets = look.secrets.filter(
      ({ secretType }) => secretType === 'secrets-manager',
    );
    expect(secrets.map(({ name }) => name).sort()).toEqual([
      'leaving',
      'rotating',
      'shop/db',
    ]);
    for (const { name, uid, keys, attributes } of secrets) {
      const told = await manager.send(
        new DescribeSecretCommand({ SecretId: name }),
      );
      expect(uid).toBe(told.ARN);
      expect(attributes).toMatchObject({
        rotation: 'off',
        versions: Object.keys(told.VersionIdsToStages!).length,
        state: name === 'leaving' ? 'deleting' : 'live',
      });
      expect(keys[0].age.basis).toBe('source');
      expect(keys[0].age.latest).toBe(keys[0].age.earliest);
      const ageMs = Date.now() - Date.parse(keys[0].age.latest!);
      expect(ageMs).toBeLessThan(START_MS);
    }
    const rotating = secrets.find(({ name }) => name === 'rotating');
    expect(rotating?.attributes?.pendingSince).toEqual(expect.any(String));

    const named = look.secrets
      .filter(({ secretType }) => secretType === 'parameter-store')
      .map(({ name }) => name);
    const encrypted = Array.from({ length: 30 }, (_, at) => `/shop/p${2 * at}`);
    expect(named.sort()).toEqual(encrypted.sort());
  }, 120_000);

  it('sums up resource policies, and sees one change with its secret', async () => {
    const put = async (SecretId: string, Principal: unknown) =>
      await manager.send(
        new PutResourcePolicyCommand({
          SecretId,
          ResourcePolicy: JSON.stringify({
            Version: '2012-10-17',
            Statement: {
              Sid: VALUE,
              Effect: 'Allow',
              Principal,
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
            },
          }),
        }),
      );
    const source = sourceOf(aws, { services: ['secrets-manager'] });
    const told = async () => {
      const look = await lookOnce(source);
      expect(JSON.stringify(look)).not.toContain(VALUE);
      return Object.fromEntries(
        look.secrets.map(({ name, attributes }) => [
          name,
          attributes?.resourcePolicy,
        ]),
      );
    };
    await put('shop/db', '*');
    await put('rotating', { AWS: `arn:aws:iam::${OTHER}:role/reader` });
    expect(await told()).toEqual({
      'shop/db': 'public',
      rotating: 'other accounts',
      leaving: 'not known',
    });
    await put('shop/db', { AWS: ACCOUNT });
    await manager.send(
      new UpdateSecretCommand({ SecretId: 'shop/db', Description: 'now ours' }),
    );
    aws.calls.length = 0;
    expect(await told()).toMatchObject({ 'shop/db': 'own account' });
    expect(
      aws.calls.filter(call => call.endsWith('GetResourcePolicy')),
    ).toHaveLength(1);
  }, 60_000);

  it('knows all but resource policies where AWS denies them', async () => {
    other.faults.set('secretsmanager.GetResourcePolicy', 'denied');
    try {
      const look = await lookOnce(
        sourceOf(other, { services: ['secrets-manager'] }),
      );
      expect(look.report).toMatchObject({
        state: 'live',
        problems: [],
        warnings: [{ code: 'aws-policies-not-known' }],
      });
      expect(look.secrets).toHaveLength(150);
      expect(
        new Set(look.secrets.map(each => each.attributes?.resourcePolicy)),
      ).toEqual(new Set(['not known']));
      expect(JSON.stringify(look)).not.toMatch(/user\/eso/);
    } finally {
      other.faults.clear();
    }
  }, 120_000);

  it('says which ServiceAccounts read a secret by the roles of IAM, and what EKS does not tell', async () => {
    const options = {
      region: REGION,
      endpoint: aws.url,
      credentials: credential,
    };
    const iam = new IAMClient(options);
    const eks = new EKSClient(options);
    const policy = (...Statement: object[]) =>
      JSON.stringify({ Version: '2012-10-17', Statement });
    const { cluster } = await eks.send(
      new CreateClusterCommand({
        name: 'prod',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`,
        resourcesVpcConfig: { subnetIds: [] },
      }),
    );
    const issuer = cluster!.identity!.oidc!.issuer!.replace('https://', '');
    const reading = (Resource: string) => ({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource,
    });
    const created = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'read-of-shop',
        PolicyDocument: policy(
          reading('arn:aws:secretsmanager:*:*:secret:shop/*'),
        ),
      }),
    );
    const trust = (subject: string) =>
      policy({
        Effect: 'Allow',
        Principal: {
          Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`,
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringLike: {
            [`${issuer}:sub`]: `system:serviceaccount:${subject}`,
          },
        },
      });
    for (const [name, document] of [
      ['api', trust('shop:api')],
      ['wide', trust('*')],
      [
        'node',
        policy({
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
      ],
    ]) {
      await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          Path: '/apps/',
          AssumeRolePolicyDocument: document,
        }),
      );
      await iam.send(
        new AttachRolePolicyCommand({
          RoleName: name,
          PolicyArn: created.Policy!.Arn,
        }),
      );
    }
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'wide',
        PolicyName: 'not the shop',
        PolicyDocument: policy(reading('*'), {
          ...reading('arn:aws:secretsmanager:*:*:secret:shop/*'),
          Effect: 'Deny',
        }),
      }),
    );
    iam.destroy();
    eks.destroy();
    const { report, secrets } = await lookOnce(
      sourceOf(aws, {
        services: ['secrets-manager'],
        identities: [{ cluster: 'prod-eu', eksCluster: 'prod' }],
      }),
    );
    expect(report).toMatchObject({ state: 'live', problems: [] });
    const readers = Object.fromEntries(
      secrets.map(secret => [
        secret.name,
        secret.readers!.accounts.map(
          ({ by, cluster: id, namespaces, serviceAccounts }) =>
            `${by.split(':').pop()} ${id} ${namespaces}/${serviceAccounts}`,
        ),
      ]),
    );
    expect(readers).toEqual({
      'shop/db': ['role/apps/api prod-eu shop/api'],
      rotating: ['role/apps/wide prod-eu */*'],
      leaving: ['role/apps/wide prod-eu */*'],
    });
    // moto has no Pod Identity.
    expect(report.warnings?.map(({ code }) => code)).toContain(
      'aws-associations-not-known',
    );
  }, 120_000);

  it('sees a value change, and asks for its versions alone', async () => {
    const source = sourceOf(aws, { services: ['secrets-manager'] });
    const ageOf = async () => {
      const { secrets } = await lookOnce(source);
      return secrets.find(({ name }) => name === 'rotating')!;
    };
    const before = await ageOf();
    const { VersionIdsToStages } = await manager.send(
      new DescribeSecretCommand({ SecretId: 'rotating' }),
    );
    const versionOf = (stage: string) =>
      Object.entries(VersionIdsToStages!).find(([, stages]) =>
        stages.includes(stage),
      )?.[0];
    await manager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'rotating',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionOf('AWSPENDING'),
        RemoveFromVersionId: versionOf('AWSCURRENT'),
      }),
    );
    aws.calls.length = 0;
    const after = await ageOf();
    expect(after.attributes?.pendingSince).toBeUndefined();
    expect(Date.parse(after.keys[0].age.latest!)).toBeGreaterThanOrEqual(
      Date.parse(before.keys[0].age.latest!),
    );
    expect(
      aws.calls.filter(call => call.endsWith('ListSecretVersionIds')).length,
    ).toBeLessThanOrEqual(1);
  }, 60_000);

  it('reads all pages of an account by a role', async () => {
    const role = { arn: `arn:aws:iam::${OTHER}:role/keyward` };
    const assumed = sourceOf(other, { accountId: OTHER, role });
    // moto gives the secrets to the account that they were made in.
    expect((await lookOnce(assumed)).secrets).toEqual([]);
    const look = await lookOnce(sourceOf(other));
    expect(look.secrets).toHaveLength(150);
    expect(look.progress.length).toBeGreaterThan(1);
  }, 120_000);

  it.each<[SecretFault, string, number]>([
    ['denied', 'forbidden', 0],
    ['throttled', 'throttled', 0],
    ['garbage', 'bad-answer', 0],
    ['down', 'unreachable', 0],
    ['slow', '', 150],
  ])(
    'leaves one account alone while another one is %s',
    async (fault, code, count) => {
      other.faults.set('secretsmanager.ListSecrets', fault);
      try {
        const [bad, good] = await Promise.all([
          lookOnce(sourceOf(other, { services: ['secrets-manager'] })),
          lookOnce(sourceOf(aws, { services: ['secrets-manager'] })),
        ]);
        expect(good.report).toMatchObject({ state: 'live', problems: [] });
        expect(good.secrets).toHaveLength(3);
        expect(bad.secrets).toHaveLength(count);
        expect(bad.report).toMatchObject(
          code
            ? { state: 'down', problems: [{ code }] }
            : { state: 'live', problems: [] },
        );
        expect(bad.whole).toEqual(code ? [] : [`secrets-manager ${REGION}`]);
        // Neither what denied access nor what answered in the place of AWS is quoted.
        expect(JSON.stringify(bad)).not.toMatch(/hunter2|user\/eso/);
      } finally {
        other.faults.clear();
      }
    },
    120_000,
  );
});
