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

import { parsePolicy, summarizePolicy } from '.';

const OWN = '123456789012';
const OTHER = '999999999999';
const ARN = `arn:aws:secretsmanager:eu-central-1:${OWN}:secret:db-AbCdEf`;
const READ = 'secretsmanager:GetSecretValue';
const ORGANIZATION = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };

const allow = (Principal: unknown, Condition?: object, more?: object) => ({
  Effect: 'Allow',
  Principal,
  Action: READ,
  Resource: '*',
  ...(Condition ? { Condition } : {}),
  ...more,
});
const deny = (Principal: unknown, Condition?: object, more?: object) =>
  allow(Principal, Condition, { Effect: 'Deny', ...more });
const role = (accountId: string, name = 'reader') =>
  `arn:aws:iam::${accountId}:role/teams/${name}`;
const summaryOf = (...Statement: object[]) =>
  summarizePolicy(
    parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement })),
    { arn: ARN, ownAccounts: [OWN, '210987654321'] },
  );

describe('summarizePolicy', () => {
  it.each<[string, string, object[]]>([
    ['an account of one’s own', 'own account', [allow({ AWS: OWN })]],
    ['another one of them', 'own account', [allow({ AWS: '210987654321' })]],
    ['a role of one', 'own account', [allow({ AWS: role(OWN) })]],
    [
      'a service of AWS',
      'own account',
      [allow({ Service: 'x.amazonaws.com' })],
    ],
    ['nobody', 'own account', [deny('*')]],
    [
      'a role that was deleted',
      'own account',
      [allow({ AWS: 'AROA1234567890123456' })],
    ],
    [
      'who may read metadata',
      'own account',
      [allow('*', undefined, { Action: 'secretsmanager:DescribeSecret' })],
    ],
    [
      'whom another secret lets in',
      'own account',
      [
        allow('*', undefined, {
          Resource: 'arn:aws:secretsmanager:*:*:secret:other-*',
        }),
      ],
    ],
    ['anybody', 'public', [allow('*')]],
    ['anybody, written otherwise', 'public', [allow({ AWS: ['*'] })]],
    [
      'all but one',
      'public',
      [{ ...allow(undefined), NotPrincipal: { AWS: OWN } }],
    ],
    [
      'anybody by all actions but one',
      'public',
      [
        allow('*', undefined, {
          Action: undefined,
          NotAction: 'secretsmanager:DeleteSecret',
        }),
      ],
    ],
    [
      'anybody to change it',
      'public',
      [allow('*', undefined, { Action: 'secretsmanager:Put*' })],
    ],
    [
      'anybody who encrypts',
      'public',
      [allow('*', { Bool: { 'aws:SecureTransport': 'true' } })],
    ],
    [
      'anybody while who does not encrypt is denied',
      'public',
      [allow('*'), deny('*', { Bool: { 'aws:SecureTransport': 'false' } })],
    ],
    ['anybody but an account', 'public', [allow('*'), deny({ AWS: OTHER })]],
    [
      'any organization',
      'public',
      [allow('*', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } })],
    ],
    [
      'roles of any account',
      'public',
      [
        allow('*', {
          ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader' },
        }),
      ],
    ],
    [
      'all addresses',
      'public',
      [allow('*', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } })],
    ],
    [
      'an organization',
      'organization',
      [allow('*', { StringEquals: ORGANIZATION })],
    ],
    [
      'paths of one',
      'organization',
      [
        allow('*', {
          'ForAnyValue:StringLike': {
            'aws:PrincipalOrgPaths': 'o-a1b2/r-1/ou-1/*',
          },
        }),
      ],
    ],
    [
      'none but an organization',
      'organization',
      [allow('*'), deny('*', { StringNotEquals: ORGANIZATION })],
    ],
    [
      'none but an organization and services',
      'organization',
      [
        allow('*'),
        deny('*', {
          StringNotEqualsIfExists: ORGANIZATION,
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        }),
      ],
    ],
    [
      'a network',
      'anybody under conditions',
      [allow('*', { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b' } })],
    ],
    [
      'some addresses',
      'anybody under conditions',
      [
        allow('*', {
          IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] },
        }),
      ],
    ],
    [
      'one’s own account by a condition',
      'own account',
      [allow('*', { StringEquals: { 'AWS:principalaccount': [OWN] } })],
    ],
    [
      'one’s own roles by a condition',
      'own account',
      [
        allow('*', {
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` },
        }),
      ],
    ],
    [
      'none but one’s own account',
      'own account',
      [
        allow('*'),
        allow({ AWS: OTHER }),
        deny('*', { StringNotEquals: { 'aws:PrincipalAccount': OWN } }),
      ],
    ],
    [
      'none but one’s own role',
      'own account',
      [allow('*'), { ...deny(undefined), NotPrincipal: { AWS: role(OWN) } }],
    ],
    [
      'anybody, whom another statement denies',
      'own account',
      [allow('*'), deny('*')],
    ],
    [
      'another account, which is denied',
      'own account',
      [allow({ AWS: role(OTHER) }), deny({ AWS: OTHER })],
    ],
    ['another account', 'other accounts', [allow({ AWS: [OWN, OTHER] })]],
    [
      'another account by a condition',
      'other accounts',
      [allow('*', { StringEquals: { 'aws:PrincipalAccount': [OWN, OTHER] } })],
    ],
    [
      'a role beside one that is denied',
      'other accounts',
      [allow({ AWS: role(OTHER) }), deny({ AWS: role(OTHER, 'writer') })],
    ],
    [
      'a condition that is not understood',
      'not known',
      [allow('*', { StringEquals: { 'aws:PrincipalTag/team': 'a' } })],
    ],
    [
      'an operator that is not understood',
      'not known',
      [allow('*', { StringEqualsIfExists: ORGANIZATION })],
    ],
    [
      'values that may be empty',
      'not known',
      [allow('*', { 'ForAllValues:StringEquals': ORGANIZATION })],
    ],
    [
      'who a variable names',
      'not known',
      [
        allow('*', {
          StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' },
        }),
      ],
    ],
    [
      'another kind of principal',
      'not known',
      [allow({ Federated: 'cognito-identity.amazonaws.com' })],
    ],
    [
      'a resource that a variable names',
      'not known',
      [allow('*', undefined, { Resource: '${aws:username}' })],
    ],
    [
      'whom a denial may concern',
      'not known',
      [
        allow({ AWS: OTHER }),
        deny('*', { Null: { 'aws:PrincipalTag/a': 'true' } }),
      ],
    ],
    [
      'whom a denial of those that encrypt concerns',
      'not known',
      [allow('*'), deny('*', { Bool: { 'aws:SecureTransport': 'true' } })],
    ],
    ['what is no policy', 'not known', [{ Effect: 'Allow' }]],
  ])('of %s is %s', (_, resourcePolicy, statements) => {
    expect(summaryOf(...statements)).toMatchObject({ resourcePolicy });
  });

  it('names accounts, roles, actions and the keys of conditions, and nothing else', () => {
    const value = 'kw-9f27c1d3-value';
    expect(
      summaryOf(
        allow(
          {
            AWS: [
              role(OTHER),
              `arn:aws:sts::${OTHER}:assumed-role/deploy/alice`,
              `arn:aws:iam::${OTHER}:user/alice`,
              role(OWN),
            ],
            Service: 'lambda.amazonaws.com',
          },
          { StringEquals: { 'aws:PrincipalTag/team': value } },
          { Sid: value, Action: [READ, 'secretsmanager:PutSecretValue'] },
        ),
      ),
    ).toEqual({
      resourcePolicy: 'other accounts',
      policyActions: ['GetSecretValue', 'PutSecretValue'],
      policyAccounts: [OTHER],
      policyPrincipals: [
        `${OTHER} role deploy`,
        `${OTHER} role reader`,
        `${OTHER} user`,
        'lambda.amazonaws.com',
      ],
      policyConditions: ['aws:PrincipalTag/team'],
    });
    expect(summaryOf(allow({ AWS: role(OWN) }))).toEqual({
      resourcePolicy: 'own account',
    });
  });

  it('names no more than some', () => {
    const accounts = Array.from({ length: 50 }, (_, at) =>
      String(300_000_000_000 + at),
    );
    expect(summaryOf(allow({ AWS: accounts })).policyAccounts).toHaveLength(20);
  });
});
