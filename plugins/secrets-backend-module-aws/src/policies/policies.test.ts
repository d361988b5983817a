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

import {
  covers,
  matchesAction,
  matchesArn,
  matchesPattern,
  parsePolicy,
  type PolicyStatement,
} from '.';

const ARN =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf';
const READ = 'secretsmanager:GetSecretValue';

const policyOf = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (fields: object) => ({
  Effect: 'Allow',
  Action: READ,
  Resource: '*',
  ...fields,
});

describe('parsePolicy', () => {
  it('reads who may do what under which conditions', () => {
    const provider =
      'arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/A';
    expect(
      policyOf(
        {
          Sid: 'Trust',
          Effect: 'Allow',
          Principal: { Federated: provider, AWS: ['123456789012', '*'] },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { 'oidc:sub': 'system:serviceaccount:shop:api' },
            'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1/*'] },
            Bool: { 'aws:SecureTransport': true },
          },
        },
        {
          Effect: 'Deny',
          NotPrincipal: '*',
          NotAction: ['s3:*'],
          NotResource: ['arn:aws:s3:::a'],
        },
      ),
    ).toEqual({
      statements: [
        {
          effect: 'Allow',
          principals: [
            { kind: 'AWS', value: '123456789012' },
            { kind: 'AWS', value: '*' },
            { kind: 'Federated', value: provider },
          ],
          actions: ['sts:AssumeRoleWithWebIdentity'],
          conditions: [
            {
              operator: 'StringEquals',
              key: 'oidc:sub',
              values: ['system:serviceaccount:shop:api'],
            },
            {
              operator: 'ForAnyValue:StringLike',
              key: 'aws:PrincipalOrgPaths',
              values: ['o-1/*'],
            },
            { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
          ],
        },
        {
          effect: 'Deny',
          notPrincipals: [{ kind: 'AWS', value: '*' }],
          notActions: ['s3:*'],
          notResources: ['arn:aws:s3:::a'],
          conditions: [],
        },
      ],
    });
  });

  it('takes one statement without a list', () => {
    expect(
      parsePolicy(JSON.stringify({ Statement: allow({ Principal: '*' }) })),
    ).toMatchObject({
      statements: [{ principals: [{ kind: 'AWS', value: '*' }] }],
    });
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['no object', '"*"'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['another version', '{"Version":"2030-01-01","Statement":[]}'],
    ['far too long', JSON.stringify({ Statement: [], Id: 'x'.repeat(70_000) })],
    ...Object.entries({
      'another effect': { Effect: 'allow' },
      'a field of its own': { Actions: [] },
      'an action and its opposite': { NotAction: 's3:*' },
      'a resource and its opposite': { NotResource: '*' },
      'a principal and its opposite': { Principal: '*', NotPrincipal: '*' },
      'no action': { Action: undefined },
      'a number for an action': { Action: 1 },
      'another kind of principal': { Principal: { Account: '1' } },
      'a principal without a kind': { Principal: '123456789012' },
      'conditions without keys': { Condition: { Bool: 'true' } },
      'an object for a value': { Condition: { Bool: { a: {} } } },
    }).map(([name, fields]): [string, string] => [
      name,
      JSON.stringify({ Statement: [allow(fields)] }),
    ]),
  ])('understands nothing of a policy with %s', (_, json) => {
    expect(parsePolicy(json)).toEqual({ malformed: true });
  });
});

describe('matchesPattern', () => {
  it.each([
    ['*', '', 'yes'],
    ['a?c', 'abc', 'yes'],
    ['a?c', 'ac', 'no'],
    ['a*c', 'abbc', 'yes'],
    ['a*b*c', 'a-b-b-c', 'yes'],
    ['a*b*c', 'a-c-b', 'no'],
    ['a.c', 'abc', 'no'],
    ['A', 'a', 'no'],
    ['a*', 'a', 'yes'],
    ['a?', 'aü', 'yes'],
    ['team/${aws:PrincipalTag/team}/*', 'team/shop/db', 'unknown'],
    ['team/${aws:PrincipalTag/team}/*', 'other/shop/db', 'no'],
    ['a${*}', 'a*', 'yes'],
    ['a${*}', 'ab', 'no'],
    ['a${?}${$}', 'a?$', 'yes'],
  ])('of %s and %s answers %s, %s', (pattern, value, answer) => {
    expect(matchesPattern(pattern, value)).toBe(answer);
  });

  it('takes no time with a pattern made for it', () => {
    expect(matchesPattern(`${'a*'.repeat(5_000)}b`, 'a'.repeat(5_000))).toBe(
      'no',
    );
  });
});

describe('matchesAction', () => {
  it('minds neither upper nor lower case', () => {
    expect(matchesAction('SecretsManager:get*', READ)).toBe('yes');
    expect(matchesAction('secretsmanager:List*', READ)).toBe('no');
  });
});

describe('matchesArn', () => {
  it.each([
    ['*', 'yes'],
    ['arn:aws:secretsmanager:*', 'yes'],
    ['arn:aws:secretsmanager:*:*:secret:prod/*', 'yes'],
    ['arn:aws:secretsmanager:*:123456789012:secret:prod/db-??????', 'yes'],
    ['arn:aws:secretsmanager:*:*:secret:test/*', 'no'],
    ['arn:aws:secretsmanager:*:999999999999:*', 'no'],
    ['arn:aws:secretsmanager:*secret:prod/*', 'unknown'],
    ['arn:aws:secretsmanager:*:*:secret:${aws:username}/*', 'unknown'],
  ])('of %s answers %s', (pattern, answer) => {
    expect(matchesArn(pattern, ARN)).toBe(answer);
  });
});

describe('covers', () => {
  const asked = { action: READ, arn: ARN };
  const statement = (fields: Partial<PolicyStatement>): PolicyStatement => ({
    effect: 'Allow',
    conditions: [],
    ...fields,
  });

  it.each<[string, Partial<PolicyStatement>, string]>([
    ['both', { actions: ['s3:*', READ], resources: ['*'] }, 'yes'],
    ['another action', { actions: ['s3:*'], resources: ['*'] }, 'no'],
    ['another resource', { actions: ['*'], resources: ['arn:x'] }, 'no'],
    ['all other actions', { notActions: ['s3:*'] }, 'yes'],
    ['all but the action', { notActions: ['*'] }, 'no'],
    ['all but the resource', { actions: ['*'], notResources: [ARN] }, 'no'],
    ['no resource', { actions: ['*'] }, 'yes'],
    [
      'what may be the resource',
      { actions: ['*'], resources: ['arn:x', '${aws:username}'] },
      'unknown',
    ],
    [
      'all but what may be the resource',
      { actions: ['*'], notResources: ['${aws:username}'] },
      'unknown',
    ],
    [
      'what may be the resource for another action',
      { actions: ['s3:*'], resources: ['${aws:username}'] },
      'no',
    ],
  ])('with %s', (_, fields, answer) => {
    expect(covers(statement(fields), asked)).toBe(answer);
  });
});
