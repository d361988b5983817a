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

import { parsePolicy } from '../policies';
import {
  readWebIdentities,
  trustsAssociation,
  trustsPodIdentity,
} from './readTrust';

const ROLE = 'arn:aws:iam::123456789012:role/apps/shop';
const ISSUER = 'oidc.eks.eu-central-1.amazonaws.com/id/A1';
const PROVIDER = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
const ACCOUNT = 'system:serviceaccount:';
const AUDIENCE = { [`${ISSUER}:aud`]: 'sts.amazonaws.com' };

const policyOf = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));

const irsa = (fields: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...fields,
});
const sub = (subject: string | string[], operator = 'StringEquals') =>
  operator === 'StringEquals'
    ? { StringEquals: { ...AUDIENCE, [`${ISSUER}:sub`]: subject } }
    : { StringEquals: AUDIENCE, [operator]: { [`${ISSUER}:sub`]: subject } };

/** As `ISSUER namespace:name`. */
function read(...statements: object[]) {
  const { clusters, unknown } = readWebIdentities(
    policyOf(...statements),
    ROLE,
  );
  return {
    accounts: clusters.flatMap(({ issuer, accounts }) =>
      accounts.map(
        each =>
          `${issuer === ISSUER ? '' : `${issuer} `}${each.namespaces}:${
            each.serviceAccounts
          }`,
      ),
    ),
    unknown,
  };
}

describe('readWebIdentities', () => {
  it.each<[string, object[], string[]]>([
    ['one', [irsa({ Condition: sub(`${ACCOUNT}shop:api`) })], ['shop:api']],
    [
      'several',
      [irsa({ Condition: sub([`${ACCOUNT}shop:api`, `${ACCOUNT}shop:job`]) })],
      ['shop:api', 'shop:job'],
    ],
    [
      'those of a pattern',
      [irsa({ Condition: sub(`${ACCOUNT}shop:*`, 'StringLike') })],
      ['shop:*'],
    ],
    [
      'those of a pattern by a set operator',
      [irsa({ Condition: sub(`${ACCOUNT}*:*`, 'ForAnyValue:StringLike') })],
      ['*:*'],
    ],
    [
      'all of a cluster where no subject is asked for',
      [irsa({ Condition: { StringEquals: AUDIENCE } })],
      ['*:*'],
    ],
    ['all of a cluster without a condition', [irsa()], ['*:*']],
    [
      'none by a wildcard that is none',
      [irsa({ Condition: sub(`${ACCOUNT}shop:*`) })],
      [],
    ],
    [
      'none where two conditions exclude each other',
      [
        irsa({
          Condition: {
            ...sub(`${ACCOUNT}shop:api`),
            StringLike: { [`${ISSUER}:sub`]: `${ACCOUNT}bank:*` },
          },
        }),
      ],
      [],
    ],
    [
      'those that fit both conditions',
      [
        irsa({
          Condition: {
            ...sub([`${ACCOUNT}shop:api`, `${ACCOUNT}bank:api`]),
            StringLike: { [`${ISSUER}:sub`]: `${ACCOUNT}bank:*` },
          },
        }),
      ],
      ['bank:api'],
    ],
    [
      'those of all statements',
      [
        irsa({ Condition: sub(`${ACCOUNT}shop:api`) }),
        irsa({ Action: 'sts:*', Condition: sub(`${ACCOUNT}bank:api`) }),
      ],
      ['shop:api', 'bank:api'],
    ],
    [
      'none by another action',
      [irsa({ Action: 'sts:AssumeRoleWithSAML' })],
      [],
    ],
    [
      'none of what is no cluster',
      [
        irsa({
          Principal: {
            Federated:
              'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
          },
          Condition: {
            StringLike: {
              'token.actions.githubusercontent.com:sub': 'repo:org/*',
            },
          },
        }),
      ],
      [],
    ],
    [
      'those of a cluster outside EKS',
      [
        irsa({
          Principal: {
            Federated:
              'arn:aws-us-gov:iam::123456789012:oidc-provider/oidc.example.com',
          },
          Condition: {
            StringEquals: { 'OIDC.example.com:SUB': `${ACCOUNT}shop:api` },
          },
        }),
      ],
      ['oidc.example.com shop:api'],
    ],
    [
      'those of EKS in China',
      [
        irsa({
          Principal: {
            Federated:
              'arn:aws-cn:iam::123456789012:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/B',
          },
        }),
      ],
      ['oidc.eks.cn-north-1.amazonaws.com.cn/id/B *:*'],
    ],
    [
      'none where all are denied',
      [
        irsa({ Condition: sub(`${ACCOUNT}shop:api`) }),
        irsa({ Effect: 'Deny' }),
      ],
      [],
    ],
    [
      'those of whom somebody else is denied',
      [
        irsa({ Condition: sub(`${ACCOUNT}shop:api`) }),
        irsa({ Effect: 'Deny', Principal: { Federated: 'cognito' } }),
      ],
      ['shop:api'],
    ],
  ])('finds %s', (_, statements, accounts) => {
    expect(read(...statements)).toEqual({ accounts, unknown: [] });
  });

  it.each<[string, object[], RegExp]>([
    [
      'a condition that is not understood',
      [
        irsa({
          Condition: {
            ...sub(`${ACCOUNT}shop:api`),
            IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
          },
        }),
      ],
      /conditions that are not evaluated/,
    ],
    [
      'subjects that are excluded',
      [irsa({ Condition: sub(`${ACCOUNT}shop:api`, 'StringNotEquals') })],
      /conditions that are not evaluated/,
    ],
    [
      'another audience',
      [
        irsa({
          Condition: {
            StringEquals: {
              [`${ISSUER}:aud`]: 'vault',
              [`${ISSUER}:sub`]: `${ACCOUNT}shop:api`,
            },
          },
        }),
      ],
      /another audience/,
    ],
    [
      'a pattern of single characters',
      [irsa({ Condition: sub(`${ACCOUNT}shop:api-?`, 'StringLike') })],
      /shop:api-\?/,
    ],
    ['any provider', [irsa({ Principal: '*' })], /names no provider/],
    [
      'a denial under a condition',
      [
        irsa({ Condition: sub(`${ACCOUNT}shop:*`, 'StringLike') }),
        irsa({ Effect: 'Deny', Condition: sub(`${ACCOUNT}shop:api`) }),
      ],
      /denies some/,
    ],
  ])('says that it does not know of %s', (_, statements, text) => {
    const { accounts, unknown } = read(...statements);
    expect(accounts).toEqual([]);
    expect(unknown).toEqual([expect.stringMatching(text)]);
  });

  it('knows nothing of a policy that it does not understand', () => {
    expect(readWebIdentities(parsePolicy('{'), ROLE)).toEqual({
      clusters: [],
      unknown: ['its trust policy is not understood'],
    });
  });

  it('takes an issuer for a cluster where that is known otherwise', () => {
    const trust = policyOf(
      irsa({
        Principal: {
          Federated: 'arn:aws:iam::123456789012:oidc-provider/oidc.example.com',
        },
      }),
    );
    expect(readWebIdentities(trust, ROLE).clusters).toEqual([]);
    expect(
      readWebIdentities(trust, ROLE, issuer => issuer === 'oidc.example.com')
        .clusters,
    ).toEqual([
      {
        issuer: 'oidc.example.com',
        accounts: [{ namespaces: ['*'], serviceAccounts: ['*'] }],
      },
    ]);
  });
});

describe('trustsAssociation', () => {
  const association = {
    accountId: '123456789012',
    clusterArn: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod',
    clusterName: 'prod',
    namespace: 'shop',
    serviceAccount: 'api',
    isWithoutTags: false,
  };
  const pods = (fields: object = {}) => ({
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...fields,
  });
  const tagged = (namespace: string) => ({
    Condition: {
      StringEquals: { 'aws:RequestTag/kubernetes-namespace': namespace },
      ArnEquals: { 'aws:SourceArn': association.clusterArn },
    },
  });

  it.each<[string, object[], string, object?]>([
    ['EKS', [pods()], 'yes'],
    ['any AWS principal', [pods({ Principal: '*' })], 'yes'],
    ['the namespace', [pods(tagged('shop'))], 'yes'],
    ['another namespace', [pods(tagged('bank'))], 'no'],
    ['EC2', [pods({ Principal: { Service: 'ec2.amazonaws.com' } })], 'no'],
    ['no session tags', [pods({ Action: 'sts:AssumeRole' })], 'no'],
    [
      'no session tags, where there are none',
      [pods({ Action: 'sts:AssumeRole' })],
      'yes',
      { isWithoutTags: true },
    ],
    [
      'tags, where there are none',
      [pods(tagged('shop'))],
      'unknown',
      { isWithoutTags: true },
    ],
    ['nobody', [pods(), pods({ Effect: 'Deny' })], 'no'],
    [
      'all but some',
      [pods(), pods({ Effect: 'Deny', ...tagged('bank') })],
      'yes',
    ],
    [
      'a condition that is not understood',
      [pods({ Condition: { Bool: { 'aws:Strange': 'true' } } })],
      'unknown',
    ],
    [
      'all but who is not known',
      [
        pods(),
        pods({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:Strange': 'true' } },
        }),
      ],
      'unknown',
    ],
  ])('of a role that trusts %s', (_, statements, answer, fields = {}) => {
    const trust = policyOf(...statements);
    expect(trustsAssociation(trust, ROLE, { ...association, ...fields })).toBe(
      answer,
    );
  });

  it('is not known of a policy that is not understood', () => {
    expect(trustsAssociation(parsePolicy('{'), ROLE, association)).toBe(
      'unknown',
    );
    expect(trustsPodIdentity(parsePolicy('{'))).toBe(false);
  });

  it('needs a statement about EKS', () => {
    expect(trustsPodIdentity(policyOf(pods()))).toBe(true);
    expect(trustsPodIdentity(policyOf(irsa()))).toBe(false);
  });
});
