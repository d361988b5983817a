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

import { CANARY, FakeAws, type Fault } from '../__testUtils__/FakeAws';
import { lookOnce } from '../__testUtils__/lookOnce';
import type { AwsSettings } from '../config';
import { attributes } from './attributes';
import { AwsSource } from './AwsSource';

jest.setTimeout(120_000);

const ACCOUNT = '123456789012';
const HOME = 'eu-central-1';
const AWAY = 'eu-west-1';
/** Times of the API are in seconds. */
const at = (day: number) => Date.UTC(2026, 0, day) / 1000;
const on = (day: number) => new Date(at(day) * 1000).toISOString();
const arnOf = (name: string, region = HOME, account = ACCOUNT) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;

describe('AwsSource', () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = new FakeAws();
    await aws.start();
  });
  afterEach(() => aws.stop());

  function source(settings: Partial<AwsSettings> = {}) {
    return new AwsSource({
      id: 'prod',
      title: 'Production',
      accountId: ACCOUNT,
      regions: [HOME],
      services: ['secrets-manager', 'parameter-store'],
      credential: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' },
      endpoint: aws.url,
      clusters: [],
      everyMs: 600_000,
      ...settings,
    });
  }

  function addSecret(
    name: string,
    fields: Record<string, unknown> = {},
    region = HOME,
  ) {
    const arn = arnOf(name, region);
    (aws.secrets[region] ??= []).push({
      ARN: arn,
      Name: name,
      CreatedDate: at(1),
      SecretVersionsToStages: { v2: ['AWSCURRENT'], v1: ['AWSPREVIOUS'] },
      ...fields,
    });
    aws.versions[arn] ??= [
      { VersionId: 'v1', CreatedDate: at(1) },
      { VersionId: 'v2', CreatedDate: at(9), VersionStages: ['AWSCURRENT'] },
      { VersionId: 'v3', CreatedDate: at(12), VersionStages: ['AWSPENDING'] },
    ];
  }

  it('says which secrets lack a key of the account, where one is required', async () => {
    const own = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    addSecret('default', {});
    addSecret('own', { KmsKeyId: own });
    aws.parameters[HOME] = [
      ['/default', 'alias/aws/ssm'],
      ['/own', own],
      ['/unknown', undefined],
    ].map(([Name, KeyId]) => ({ Name, KeyId, Type: 'SecureString' }));
    const lacking = async (settings: Partial<AwsSettings>) =>
      (await lookOnce(source(settings))).secrets
        .filter(each => each.attributes?.lacksOwnKey)
        .map(({ name }) => name)
        .sort();
    expect(await lacking({ requiresOwnKey: true })).toEqual([
      '/default',
      'default',
    ]);
    expect(await lacking({})).toEqual([]);
  });

  it('knows secrets no less where roles may not be read, and says that it does not know who reads them', async () => {
    addSecret('db');
    aws.parameters[HOME] = [
      {
        Name: '/db',
        Type: 'SecureString',
        ARN: 'arn:aws:ssm:eu-central-1:123456789012:parameter/db',
      },
    ];
    aws.faults.set('iam.', 'denied by IAM');
    const { report, secrets, whole } = await lookOnce(
      source({ identities: [] }),
    );
    expect(report).toMatchObject({
      state: 'live',
      problems: [],
      warnings: [{ code: 'aws-identities-not-known' }],
    });
    expect(whole).toHaveLength(2);
    expect(secrets.map(({ readers }) => readers)).toEqual(
      Array.from({ length: 2 }, () => ({
        accounts: [],
        unknown: [
          'which ServiceAccounts read it is not known: that needs iam:GetAccountAuthorizationDetails',
        ],
      })),
    );
    const unasked = await lookOnce(source());
    expect(unasked.report.warnings).toEqual([]);
    expect(unasked.secrets.map(({ readers }) => readers)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('reads what is known of a secret, and nothing else', async () => {
    addSecret('prod/db/password', {
      KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/k',
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
      LastRotatedDate: at(9),
      NextRotationDate: at(39),
      LastAccessedDate: at(10),
      PrimaryRegion: AWAY,
      Description: CANARY,
      SecretVersionsToStages: {
        v1: ['AWSPREVIOUS'],
        v2: ['AWSCURRENT'],
        v3: ['AWSPENDING'],
      },
      Tags: [
        { Key: 'keyward.io/entity', Value: 'component:default/api' },
        { Key: 'note', Value: CANARY },
      ],
    });
    const look = await lookOnce(source());
    expect(look.report).toMatchObject({ state: 'live', problems: [] });
    expect(look.whole).toEqual([
      `parameter-store ${HOME}`,
      `secrets-manager ${HOME}`,
    ]);
    expect(look.secrets).toEqual([
      {
        type: 'secret',
        ref: 'aws:prod/eu-central-1/secrets-manager/prod%2Fdb%2Fpassword',
        system: 'aws',
        location: [HOME, 'secrets-manager'],
        name: 'prod/db/password',
        uid: arnOf('prod/db/password'),
        createdAt: on(1),
        secretType: 'secrets-manager',
        class: 'password',
        taken: 'metadata',
        keys: [
          {
            name: 'value',
            class: 'password',
            age: { earliest: on(9), latest: on(9), basis: 'source' },
          },
        ],
        keyCount: 1,
        annotations: [
          {
            key: 'keyward.io/entity',
            length: 21,
            value: 'component:default/api',
          },
          { key: 'note', length: CANARY.length },
        ],
        attributes: {
          service: 'secrets-manager',
          arn: arnOf('prod/db/password'),
          state: 'live',
          kmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/k',
          usesDefaultKey: false,
          rotation: 'on',
          rotationDays: 30,
          lastRotatedAt: on(9),
          nextRotationAt: on(39),
          pendingSince: on(12),
          lastAccessedAt: on(10),
          primaryRegion: AWAY,
          versions: 3,
          resourcePolicy: 'none',
        },
        classifierVersion: expect.any(Number),
      },
    ]);
    for (const { attributes: own } of look.secrets) {
      expect(attributes.secret.safeParse(own)).toEqual({
        success: true,
        data: own,
      });
    }
    expect(JSON.stringify(look)).not.toContain(CANARY);
  });

  it('tells apart what has no value, is deleted and is managed by a service', async () => {
    addSecret('empty', { SecretVersionsToStages: {} });
    addSecret('leaving', { DeletedDate: at(20) });
    addSecret('rds', { OwningService: 'rds' });
    addSecret('lied', { LastAccessedDate: 1e300, Tags: [{}] });
    const { secrets } = await lookOnce(source());
    const by = Object.fromEntries(
      secrets.map(({ name, attributes: own, keyCount }) => [
        name,
        [own?.state, own?.rotation, own?.usesDefaultKey, keyCount],
      ]),
    );
    expect(by).toEqual({
      empty: ['empty', 'off', true, 0],
      leaving: ['deleting', 'off', true, 1],
      rds: ['live', 'by-service', true, 1],
      lied: ['live', 'off', true, 1],
    });
    expect(secrets[1].attributes?.deletionRequestedAt).toBe(on(20));
    expect(secrets[3].attributes?.lastAccessedAt).toBeUndefined();
  });

  it('reads SecureStrings, whatever else an endpoint names', async () => {
    aws.parameters[HOME] = [
      {
        Name: '/prod/db/token',
        Type: 'SecureString',
        KeyId: 'alias/aws/ssm',
        LastModifiedDate: at(5),
        Version: 7,
        Tier: 'Standard',
        Description: CANARY,
      },
      { Name: '/prod/host', Type: 'String', LastModifiedDate: at(5) },
      { Type: 'SecureString' },
    ];
    const look = await lookOnce(source({ services: ['parameter-store'] }));
    expect(look.secrets).toMatchObject([
      {
        ref: 'aws:prod/eu-central-1/parameter-store/%2Fprod%2Fdb%2Ftoken',
        class: 'token',
        keys: [{ age: { latest: on(5), basis: 'source' } }],
        attributes: {
          service: 'parameter-store',
          kmsKey: 'alias/aws/ssm',
          usesDefaultKey: true,
          parameterVersion: 7,
          tier: 'Standard',
        },
      },
    ]);
    expect(look.secrets).toHaveLength(1);
    expect(look.whole).toEqual([`parameter-store ${HOME}`]);
    expect(JSON.stringify(look)).not.toContain(CANARY);
  });

  it('asks for versions only where another one is current, and never for a value', async () => {
    for (let index = 0; index < 5; index++) {
      addSecret(`s${index}`);
    }
    const observed = source({ services: ['secrets-manager'] });
    const asked = async () => {
      aws.calls.length = 0;
      const look = await lookOnce(observed);
      expect(look.report.state).toBe('live');
      return Object.fromEntries(
        ['ListSecrets', 'ListSecretVersionIds'].map(name => [
          name,
          aws.calls.filter(call => call === `secretsmanager.${name} ${HOME}`)
            .length,
        ]),
      );
    };
    // Two a page.
    expect(await asked()).toEqual({ ListSecrets: 3, ListSecretVersionIds: 10 });
    expect(await asked()).toEqual({ ListSecrets: 3, ListSecretVersionIds: 0 });
    aws.secrets[HOME][2].SecretVersionsToStages = { v3: ['AWSCURRENT'] };
    aws.secrets[HOME][3].LastAccessedDate = at(30);
    expect(await asked()).toEqual({ ListSecrets: 3, ListSecretVersionIds: 2 });
    expect(await asked()).toEqual({ ListSecrets: 3, ListSecretVersionIds: 0 });
  });

  const policy = (...Statement: object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement });
  const allow = {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
  };

  it('sums up resource policies, and keeps no more of them', async () => {
    const other = {
      ...allow,
      Sid: CANARY,
      Principal: { AWS: 'arn:aws:iam::999999999999:role/reader' },
      Condition: { StringEquals: { 'aws:PrincipalTag/team': CANARY } },
    };
    for (const [name, written] of Object.entries({
      shared: policy(other),
      open: policy({ ...allow, Principal: '*' }),
      garbled: '{',
    })) {
      addSecret(name);
      aws.policies[arnOf(name)] = written;
    }
    addSecret('leaving', { DeletedDate: at(20) });
    const look = await lookOnce(source({ services: ['secrets-manager'] }));
    expect(
      look.secrets.map(({ name, attributes: own }) => [
        name,
        own?.resourcePolicy,
      ]),
    ).toEqual([
      ['shared', 'other accounts'],
      ['open', 'public'],
      ['garbled', 'not known'],
      // Secrets Manager does not tell.
      ['leaving', 'not known'],
    ]);
    expect(look.secrets[0].attributes).toMatchObject({
      policyActions: ['GetSecretValue'],
      policyAccounts: ['999999999999'],
      policyPrincipals: ['999999999999 role reader'],
      policyConditions: ['aws:PrincipalTag/team'],
    });
    for (const { attributes: own } of look.secrets) {
      expect(attributes.secret.safeParse(own)).toEqual({
        success: true,
        data: own,
      });
    }
    expect(JSON.stringify(look)).not.toContain(CANARY);
    const trusting = new AwsSource(
      {
        id: 'prod',
        title: 'Production',
        accountId: ACCOUNT,
        regions: [HOME],
        services: ['secrets-manager'],
        credential: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' },
        endpoint: aws.url,
        clusters: [],
        everyMs: 600_000,
      },
      [ACCOUNT, '999999999999'],
    );
    const [shared] = (await lookOnce(trusting)).secrets;
    expect(shared.attributes?.resourcePolicy).toBe('own account');
  });

  it('asks for a resource policy only once a secret was changed, or after a day', async () => {
    for (const name of ['a', 'b', 'c']) {
      addSecret(name, { LastChangedDate: at(2) });
    }
    const observed = source({ services: ['secrets-manager'] });
    const asked = async () => {
      aws.calls.length = 0;
      await lookOnce(observed);
      return aws.calls.filter(call => call.includes('GetResourcePolicy'))
        .length;
    };
    expect([await asked(), await asked()]).toEqual([3, 0]);
    aws.secrets[HOME][1].LastChangedDate = at(3);
    expect([await asked(), await asked()]).toEqual([1, 0]);
    const now = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + 90_000_000);
    try {
      expect([await asked(), await asked()]).toEqual([3, 0]);
    } finally {
      now.mockRestore();
    }
  });

  it.each<[Fault, string]>([
    ['denied', 'access is denied'],
    ['garbage', 'the answer cannot be read'],
  ])(
    'knows all but resource policies where they are %s',
    async (fault, words) => {
      for (let index = 0; index < 12; index++) {
        addSecret(`s${index}`);
      }
      aws.faults.set('secretsmanager.GetResourcePolicy', fault);
      const look = await lookOnce(source({ services: ['secrets-manager'] }));
      expect(look.report).toMatchObject({
        state: 'live',
        problems: [],
        warnings: [
          {
            code: 'aws-policies-not-known',
            message: expect.stringContaining(words),
            remedy: expect.any(String),
          },
        ],
      });
      expect(look.secrets).toHaveLength(12);
      for (const { attributes: own } of look.secrets) {
        expect(own?.resourcePolicy).toBe('not known');
      }
      expect(JSON.stringify(look)).not.toContain(CANARY);
      // It does not go on, but for the calls that are on their way.
      expect(
        aws.calls.filter(call => call.includes('GetResourcePolicy')).length,
      ).toBeLessThanOrEqual(8);
    },
  );

  it('says that all are refused, of a few too', async () => {
    addSecret('one');
    aws.faults.set('secretsmanager.GetResourcePolicy', 'denied');
    const { report } = await lookOnce(source());
    expect(report.warnings).toMatchObject([{ code: 'aws-policies-not-known' }]);
  });

  it('passes over a secret that was deleted since it was listed', async () => {
    addSecret('one');
    for (const call of ['GetResourcePolicy', 'ListSecretVersionIds']) {
      aws.faults.set(`secretsmanager.${call}`, 'refused');
    }
    const look = await lookOnce(source({ services: ['secrets-manager'] }));
    expect(look.report).toMatchObject({
      state: 'live',
      problems: [],
      warnings: [],
    });
    expect(look.secrets).toMatchObject([
      { keys: [{ age: { basis: 'unknown' } }] },
    ]);
  });

  it('says how far it is', async () => {
    for (let index = 0; index < 5; index++) {
      addSecret(`s${index}`);
    }
    expect((await lookOnce(source())).progress).toEqual([2, 4, 5]);
  });

  it('takes nothing of another account', async () => {
    addSecret('own');
    aws.secrets[HOME].push({
      ARN: arnOf('foreign', HOME, '999999999999'),
      Name: 'foreign',
    });
    const { report, secrets } = await lookOnce(source());
    expect(secrets.map(({ name }) => name)).toEqual(['own']);
    expect(report).toMatchObject({
      state: 'degraded',
      problems: [{ code: 'aws-other-account' }],
    });
  });

  it('assumes a role', async () => {
    addSecret('own');
    const role = { arn: `arn:aws:iam::${ACCOUNT}:role/keyward` };
    const { report } = await lookOnce(source({ role }));
    expect(report.state).toBe('live');
    expect(aws.calls[0]).toBe(`sts.AssumeRole ${HOME}`);
  });

  it.each<[Fault, string]>([
    ['denied', 'forbidden'],
    ['throttled', 'throttled'],
    ['garbage', 'bad-answer'],
    ['down', 'unreachable'],
    ['failing', 'unreachable'],
  ])('knows one region while another one is %s', async (fault, code) => {
    addSecret('here');
    addSecret('there', {}, AWAY);
    aws.faults.set(`secretsmanager.ListSecrets ${AWAY}`, fault);
    const look = await lookOnce(source({ regions: [AWAY, HOME] }));
    expect(look.secrets.map(({ name }) => name)).toEqual(['here']);
    expect(look.report).toMatchObject({
      state: 'degraded',
      problems: [{ code, remedy: expect.any(String) }],
    });
    expect(look.report.followedTo).toBeUndefined();
    // What could not be read whole is not said to be.
    expect(look.whole).not.toContain(`secrets-manager ${AWAY}`);
    expect(look.whole).toContain(`secrets-manager ${HOME}`);
    expect(JSON.stringify(look)).not.toContain(CANARY);
    expect(JSON.stringify(look)).not.toContain('hunter2');
  });

  it('ends no sync where the dates of versions could not be read', async () => {
    addSecret('own');
    aws.faults.set('secretsmanager.ListSecretVersionIds', 'denied');
    const look = await lookOnce(source({ services: ['secrets-manager'] }));
    expect(look.whole).toEqual([]);
    expect(look.report).toMatchObject({
      state: 'down',
      problems: [{ code: 'forbidden' }],
    });
  });

  it('gives up an endpoint that pages without an end', async () => {
    addSecret('own');
    addSecret('two');
    addSecret('three');
    aws.pageSize = 0;
    const look = await lookOnce(source({ services: ['secrets-manager'] }));
    expect(look.whole).toEqual([]);
    expect(look.report).toMatchObject({ problems: [{ code: 'bad-answer' }] });
  });
});
