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

import { FakeAws, CANARY } from '../__testUtils__/FakeAws';
import type { AwsSettings } from '../config';
import { Identities } from './Identities';

const HOUR_MS = 3_600_000;
const REGION = 'eu-central-1';
const OTHER_REGION = 'eu-west-1';
const ISSUER = 'oidc.eks.eu-central-1.amazonaws.com/id/A1';
const READ = 'secretsmanager:GetSecretValue';
const ARN =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf';
const ROLE = 'arn:aws:iam::123456789012:role';
const POLICY = 'arn:aws:iam::123456789012:policy/teams/read';
const OF_AWS = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';

const allow = { Effect: 'Allow', Action: READ, Resource: '*' };
const pods = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};
const irsa = (subject: string) => ({
  Effect: 'Allow',
  Principal: {
    Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`,
  },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
      [`${ISSUER}:sub`]: `system:serviceaccount:${subject}`,
    },
  },
});

describe('Identities', () => {
  let aws: FakeAws;

  beforeEach(async () => {
    aws = new FakeAws();
    await aws.start();
    aws.identities = {
      roles: {
        shop: {
          path: '/teams/',
          trust: [irsa('shop:api')],
          attached: [POLICY],
        },
        builder: { trust: [pods], attached: [OF_AWS] },
        idle: { trust: [pods], inline: { all: [allow] } },
        deploy: {
          trust: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
          inline: { all: [allow] },
        },
      },
      policies: { [POLICY]: [allow], [OF_AWS]: [allow] },
      clusters: {
        [REGION]: {
          prod: {
            issuer: `https://${ISSUER}`,
            associations: [
              {
                namespace: 'ci',
                serviceAccount: 'build',
                role: `${ROLE}/builder`,
              },
            ],
          },
        },
      },
    };
  });

  afterEach(() => {
    aws.stop();
  });

  const settings = (more: Partial<AwsSettings> = {}) =>
    ({
      id: 'aws',
      title: 'Production',
      accountId: '123456789012',
      regions: [REGION, OTHER_REGION],
      credential: { accessKeyId: 'a', secretAccessKey: 'b' },
      endpoint: aws.url,
      identities: [{ cluster: 'prod-eu', eksCluster: 'prod' }],
      ...more,
    } as AwsSettings);
  const signal = new AbortController().signal;

  async function look(more?: Partial<AwsSettings>) {
    const known = await new Identities(settings(more)).read(signal);
    const readers = known.reach?.readersOf(
      { service: 'secrets-manager', arn: ARN },
      { key: false, resourcePolicy: false },
    );
    return {
      ...known,
      accounts: readers?.accounts.map(
        ({ by, cluster, namespaces, serviceAccounts }) =>
          `${by.slice(
            ROLE.length,
          )} ${cluster} ${namespaces}/${serviceAccounts}`,
      ),
      how: readers?.accounts.map(({ how }) => how),
      notKnown: readers?.unknown,
    };
  }

  it('finds who has a role by a token and by EKS, and by which policy that reads', async () => {
    const found = await look();
    expect(found.accounts).toEqual([
      '/teams/shop prod-eu shop/api',
      '/builder prod-eu ci/build',
    ]);
    expect(found.how).toEqual([
      `The trust policy of ${ROLE}/teams/shop accepts the token that ${ISSUER} issues for this ServiceAccount (IRSA), and the policy read (statement 1) allows ${READ}.`,
      `EKS gives ${ROLE}/builder to this ServiceAccount of the cluster prod (Pod Identity, a-prod0), and the policy SecretsManagerReadWrite (statement 1) allows ${READ}.`,
    ]);
    expect(found.notKnown).toEqual([
      'service control policies of the organization are not read, and may deny it',
      'users of the account, and roles that are not given to ServiceAccounts, are not followed',
    ]);
    expect(found.problems).toEqual([]);
    expect(found.roles!.map(({ arn }) => arn)).toEqual([
      `${ROLE}/teams/shop`,
      `${ROLE}/builder`,
    ]);
  });

  it('goes through all pages', async () => {
    for (let at = 0; at < 250; at++) {
      aws.identities.roles[`r${at}`] = {
        trust: [irsa(`shop:r${at}`)],
        attached: [POLICY],
      };
    }
    const { roles } = await look();
    expect(roles).toHaveLength(252);
    expect(aws.calls.filter(call => call.startsWith('iam.')).length).toBe(5);
  });

  it.each<[string, Partial<AwsSettings>, string]>([
    ['the name in EKS', {}, 'prod-eu'],
    [
      'the ARN in EKS',
      {
        identities: [
          {
            cluster: 'by-arn',
            eksCluster: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod',
          },
        ],
      },
      'by-arn',
    ],
    [
      'the issuer',
      { identities: [{ cluster: 'by-issuer', issuer: ISSUER }] },
      'by-issuer',
    ],
    ['nothing', { identities: [] }, 'undefined'],
  ])('knows a cluster by %s', async (_, more, cluster) => {
    expect((await look(more)).accounts).toEqual([
      `/teams/shop ${cluster} shop/api`,
      `/builder ${cluster} ci/build`,
    ]);
  });

  it('takes a name that two regions have for neither cluster', async () => {
    aws.identities.clusters[OTHER_REGION] = {
      prod: { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/B2' },
    };
    expect((await look()).accounts).toEqual([
      '/teams/shop undefined shop/api',
      '/builder undefined ci/build',
    ]);
  });

  it('does not follow a role that comes by way of another one', async () => {
    const [association] = aws.identities.clusters[REGION].prod.associations!;
    association.targetRole = `${ROLE}/idle`;
    const found = await look();
    expect(found.accounts).toEqual(['/teams/shop prod-eu shop/api']);
    expect(found.notKnown![0]).toBe(
      `${ROLE}/idle: EKS gives it to ci/build of prod by way of another role, which is not followed`,
    );
  });

  it('reads the policy that limits an association', async () => {
    const [association] = aws.identities.clusters[REGION].prod.associations!;
    association.policy = [{ ...allow, Action: 's3:GetObject' }];
    expect((await look()).accounts).toEqual(['/teams/shop prod-eu shop/api']);
  });

  it('says of a role of which a policy is not there that this is not known', async () => {
    aws.identities.policies = {};
    const { accounts, notKnown } = await look();
    expect(accounts).toEqual([]);
    expect(notKnown!.slice(0, 2)).toEqual([
      `${ROLE}/teams/shop: the policy read could not be read`,
      `${ROLE}/builder: the policy SecretsManagerReadWrite could not be read`,
    ]);
  });

  it('asks nothing of an account for which no clusters are configured', async () => {
    const { reach, unknown, problems } = await look({ identities: undefined });
    expect({ reach, unknown, problems }).toEqual({ unknown: [], problems: [] });
    expect(aws.calls).toEqual([]);
  });

  it('asks once an hour, and tells for a day what was read before it failed', async () => {
    let now = 0;
    const identities = new Identities(settings(), () => now);
    const counted = async () => {
      aws.calls.length = 0;
      const known = await identities.read(signal);
      return { calls: aws.calls.length, known };
    };
    // Two regions with a cluster, its description, its association and that one's, and IAM.
    expect((await counted()).calls).toBe(8);
    const again = await counted();
    expect(again.calls).toBe(0);
    expect(again.known.reach).toBeDefined();
    expect(again.known.roles).toBeUndefined();

    aws.faults.set('iam.', 'denied by IAM');
    now += HOUR_MS;
    const failed = await counted();
    expect(failed.known).toMatchObject({
      reach: again.known.reach,
      problems: [
        {
          code: 'aws-identities-not-known',
          remedy: expect.stringContaining('keyward-identities.json'),
        },
      ],
    });
    expect(failed.known.roles).toBeUndefined();
    expect((await counted()).calls).toBe(0);
    now += 24 * HOUR_MS;
    expect((await counted()).known).toMatchObject({
      reach: undefined,
      unknown: [
        'which ServiceAccounts read it is not known: that needs iam:GetAccountAuthorizationDetails',
      ],
    });
    aws.faults.clear();
    now += HOUR_MS;
    expect((await counted()).known).toMatchObject({
      unknown: [],
      problems: [],
    });
  });

  it('knows roles by tokens without a right to EKS, and says of the others that it does not', async () => {
    aws.faults.set('eks.', 'denied');
    const found = await look({
      identities: [{ cluster: 'prod-eu', issuer: ISSUER }],
    });
    expect(found.accounts).toEqual(['/teams/shop prod-eu shop/api']);
    expect(found.notKnown).toEqual(
      expect.arrayContaining([
        `${ROLE}/builder: which ServiceAccounts EKS gives it to is not known`,
        `${ROLE}/idle: which ServiceAccounts EKS gives it to is not known`,
        'whom EKS gives roles to in eu-central-1 is not known: ListClusters in eu-central-1: access is denied',
      ]),
    );
    expect(found.problems.map(({ code }) => code)).toEqual([
      'aws-associations-not-known',
      'aws-associations-not-known',
    ]);
  });

  it('knows which cluster is which though EKS does not tell whom it gives roles to', async () => {
    aws.faults.set('eks.GET /clusters/prod/pod-identity', 'denied');
    const found = await look();
    expect(found.accounts).toEqual(['/teams/shop prod-eu shop/api']);
    expect(found.notKnown).toContain(
      `${ROLE}/builder: which ServiceAccounts EKS gives it to is not known`,
    );
  });

  it.each(['denied by IAM', 'garbage', 'down'] as const)(
    'does not take an IAM that is %s for one without roles',
    async fault => {
      aws.faults.set('iam.', fault);
      const found = await look();
      expect(found.reach).toBeUndefined();
      expect(found.unknown).toHaveLength(1);
      expect(JSON.stringify(found)).not.toContain(CANARY);
    },
    60_000,
  );
});
