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
  IdentityReach,
  type KubernetesRole,
  mayReadSecrets,
} from './IdentityReach';

const ROLE = 'arn:aws:iam::123456789012:role/apps/shop';
const SECRET =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-AbCdEf';
const PARAMETER =
  'arn:aws:ssm:eu-central-1:123456789012:parameter/shop/api/token';
const USE = {
  cluster: 'prod',
  accounts: [{ namespaces: ['shop'], serviceAccounts: ['api'] }],
  how: 'It gives its role to them',
};

const NOTHING = { key: false, resourcePolicy: false };

const policyOf = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (fields: object = {}) => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: SECRET,
  ...fields,
});
const deny = (fields: object = {}) => ({ ...allow(fields), Effect: 'Deny' });
const STRANGE = { Condition: { Bool: { 'aws:Strange': 'true' } } };
const own = (...statements: object[]) => [
  { name: 'own', policy: policyOf(...statements) },
];

function roleOf(fields: Partial<KubernetesRole>): KubernetesRole {
  return { arn: ROLE, policies: [], uses: [USE], unknown: [], ...fields };
}

function answerOf(fields: Partial<KubernetesRole>, arn = SECRET): string {
  const service = arn.includes(':ssm:') ? 'parameter-store' : 'secrets-manager';
  const { accounts, unknown = [] } = new IdentityReach([
    roleOf(fields),
  ]).readersOf({ service, arn }, NOTHING);
  if (accounts.length > 0) {
    expect(unknown).toEqual([]);
    return 'yes';
  }
  return unknown.length > 0 ? 'unknown' : 'no';
}

describe('IdentityReach', () => {
  it.each<[string, object[], string]>([
    ['the secret', [allow()], 'yes'],
    ['all actions', [allow({ Action: 'secretsmanager:*' })], 'yes'],
    ['everything', [allow({ Action: '*', Resource: '*' })], 'yes'],
    [
      'secrets of a path',
      [allow({ Resource: SECRET.replace('db-AbCdEf', '*') })],
      'yes',
    ],
    [
      'with six random characters',
      [allow({ Resource: SECRET.replace('AbCdEf', '??????') })],
      'yes',
    ],
    [
      'with five of them',
      [allow({ Resource: SECRET.replace('AbCdEf', '?????') })],
      'no',
    ],
    [
      'another secret',
      [allow({ Resource: SECRET.replace('db', 'key') })],
      'no',
    ],
    [
      'another region',
      [allow({ Resource: SECRET.replace('eu-', 'us-') })],
      'no',
    ],
    [
      'another partition',
      [allow({ Resource: SECRET.replace('arn:aws:', 'arn:aws-cn:') })],
      'no',
    ],
    [
      'metadata alone',
      [
        allow({
          Action: ['secretsmanager:Describe*', 'secretsmanager:ListSecrets'],
        }),
      ],
      'no',
    ],
    [
      'a batch of what may be read',
      [allow({ Action: 'secretsmanager:BatchGetSecretValue', Resource: '*' })],
      'no',
    ],
    [
      'all but IAM',
      [allow({ Action: undefined, NotAction: 'iam:*', Resource: '*' })],
      'yes',
    ],
    [
      'all but secrets',
      [
        allow({
          Action: undefined,
          NotAction: 'secretsmanager:*',
          Resource: '*',
        }),
      ],
      'no',
    ],
    [
      'all other secrets',
      [allow({ Resource: undefined, NotResource: SECRET })],
      'no',
    ],
    [
      'all but others',
      [allow({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })],
      'yes',
    ],
    ['and denies it', [allow(), deny()], 'no'],
    [
      'and denies all of another region',
      [
        allow(),
        deny({
          Resource: '*',
          Condition: {
            StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' },
          },
        }),
      ],
      'yes',
    ],
    [
      'and denies plain HTTP',
      [
        allow(),
        deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ],
      'yes',
    ],
    [
      'and denies all but a role',
      [
        allow(),
        deny({
          Resource: '*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } },
        }),
      ],
      'yes',
    ],
    [
      'and denies all but another role',
      [
        allow(),
        deny({
          Resource: '*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': `${ROLE}-2` } },
        }),
      ],
      'no',
    ],
    ['and denies under a condition', [allow(), deny(STRANGE)], 'unknown'],
    ['under a condition', [allow(STRANGE)], 'unknown'],
    ['under a condition and without', [allow(STRANGE), allow()], 'yes'],
    ['under a condition, and denies it', [allow(STRANGE), deny()], 'no'],
    [
      'what its tags say',
      [
        allow({
          Resource: SECRET.replace(
            'shop/',
            '${aws:PrincipalTag/kubernetes-namespace}/',
          ),
        }),
      ],
      'unknown',
    ],
    [
      'what its tags say of another account',
      [
        allow({
          Resource:
            'arn:aws:secretsmanager:*:999999999999:secret:${aws:PrincipalTag/x}/*',
        }),
      ],
      'no',
    ],
    ['nothing', [], 'no'],
  ])('of a role that allows %s', (_, statements, answer) => {
    expect(answerOf({ policies: own(...statements) })).toBe(answer);
  });

  it.each<[string, object[], string]>([
    [
      'the parameter',
      [allow({ Action: 'ssm:GetParameter', Resource: PARAMETER })],
      'yes',
    ],
    [
      'its history',
      [allow({ Action: 'ssm:GetParameterHistory', Resource: PARAMETER })],
      'yes',
    ],
    [
      'all that begins so',
      [
        allow({
          Action: 'ssm:Get*',
          Resource: PARAMETER.replace('token', '*'),
        }),
      ],
      'yes',
    ],
    [
      'a path above it',
      [
        allow({
          Action: 'ssm:GetParametersByPath',
          Resource: PARAMETER.replace('/shop/api/token', '/shop'),
        }),
      ],
      'yes',
    ],
    [
      'a path above it, though it is denied itself',
      [
        allow({ Action: 'ssm:GetParameter*', Resource: '*' }),
        deny({ Action: 'ssm:*', Resource: PARAMETER }),
      ],
      'yes',
    ],
    [
      'the root',
      [
        allow({
          Action: 'ssm:GetParametersByPath',
          Resource: PARAMETER.replace('/shop/api/token', '/'),
        }),
      ],
      'yes',
    ],
    [
      'another path',
      [
        allow({
          Action: 'ssm:GetParametersByPath',
          Resource: PARAMETER.replace('/shop/api/token', '/bank'),
        }),
      ],
      'no',
    ],
    [
      'the metadata of all',
      [allow({ Action: 'ssm:DescribeParameters', Resource: '*' })],
      'no',
    ],
    ['secrets alone', [allow({ Resource: '*' })], 'no'],
  ])('of a role that allows %s', (_, statements, answer) => {
    expect(answerOf({ policies: own(...statements) }, PARAMETER)).toBe(answer);
  });

  it('needs no path for a parameter that is in none', () => {
    const arn = PARAMETER.replace('/shop/api/token', '/token');
    const byPath = (Resource: string) =>
      answerOf(
        {
          policies: own(allow({ Action: 'ssm:GetParametersByPath', Resource })),
        },
        arn,
      );
    expect(byPath(arn)).toBe('no');
  });

  it.each<[string, Partial<KubernetesRole>, string]>([
    ['a boundary that allows it', { boundary: own(allow())[0] }, 'yes'],
    [
      'a boundary that does not',
      { boundary: own(allow({ Action: 's3:*' }))[0] },
      'no',
    ],
    [
      'a boundary that denies it',
      { boundary: own(allow({ Action: '*' }), deny())[0] },
      'no',
    ],
    [
      'a boundary that may allow it',
      { boundary: own(allow(STRANGE))[0] },
      'unknown',
    ],
    [
      'a boundary that was not read',
      { boundary: { name: 'limit' } },
      'unknown',
    ],
    [
      'a session that may',
      { uses: [{ ...USE, session: own(allow())[0] }] },
      'yes',
    ],
    ['a session that may not', { uses: [{ ...USE, session: own()[0] }] }, 'no'],
    [
      'a session of which that is not known',
      {
        uses: [{ ...USE, session: { name: 'x', policy: { malformed: true } } }],
      },
      'unknown',
    ],
    [
      'another policy that was not read',
      { policies: [...own(allow()), { name: 'other' }] },
      'unknown',
    ],
    [
      'another policy that was not read, and one that denies',
      { policies: [...own(deny()), { name: 'other' }] },
      'no',
    ],
    [
      'another policy that denies',
      { policies: [...own(allow()), ...own(deny())] },
      'no',
    ],
  ])('of a role with %s', (_, fields, answer) => {
    expect(answerOf({ policies: own(allow()), ...fields })).toBe(answer);
  });

  it('says by which policy, and in which cluster', () => {
    const reach = new IdentityReach([
      roleOf({ policies: own(allow({ Action: 's3:*' }), allow()) }),
    ]);
    const secret = { service: 'secrets-manager', arn: SECRET } as const;
    expect(reach.readersOf(secret, NOTHING)).toEqual({
      accounts: [
        {
          by: ROLE,
          cluster: 'prod',
          how: 'It gives its role to them, and the policy own (statement 2) allows secretsmanager:GetSecretValue.',
          namespaces: ['shop'],
          serviceAccounts: ['api'],
        },
      ],
    });
    expect(
      reach.readersOf(secret, { key: true, resourcePolicy: true }).unknown,
    ).toEqual([
      'the policy of its KMS key is not evaluated',
      'its resource policy is not evaluated: it may let in others, or deny it',
    ]);
  });

  it('says who may have a role as well only where it reads', () => {
    const secret = { service: 'secrets-manager', arn: SECRET } as const;
    const readersOf = (...statements: object[]) =>
      new IdentityReach(
        [roleOf({ policies: own(...statements), uses: [], unknown: ['odd'] })],
        ['nothing of others'],
      ).readersOf(secret, { key: true, resourcePolicy: false });
    expect(readersOf(allow())).toEqual({
      accounts: [],
      unknown: [`${ROLE}: odd`, 'nothing of others'],
    });
    expect(readersOf(allow({ Action: 's3:*' }))).toEqual({
      accounts: [],
      unknown: ['nothing of others'],
    });
  });

  it('says how many it does not show', () => {
    const many = Array.from({ length: 400 }, (_, at) =>
      roleOf({ arn: `${ROLE}-${at}`, policies: own(allow()) }),
    );
    const { accounts, unknown } = new IdentityReach(many).readersOf(
      { service: 'secrets-manager', arn: SECRET },
      NOTHING,
    );
    expect(accounts).toHaveLength(150);
    expect(unknown).toEqual(['250 more of those that read it']);
    const open = many.map(each => ({ ...each, policies: [{ name: 'x' }] }));
    expect(
      new IdentityReach(open).readersOf(
        { service: 'secrets-manager', arn: SECRET },
        NOTHING,
      ).unknown,
    ).toHaveLength(101);
  });
});

describe('mayReadSecrets', () => {
  it.each<[string, Partial<KubernetesRole>, boolean]>([
    ['reads', { policies: own(allow(STRANGE)) }, true],
    [
      'reads by a path',
      { policies: own(allow({ Action: 'ssm:GetParametersByPath' })) },
      true,
    ],
    ['may do more', { policies: own(allow({ Action: 's3:*' })) }, false],
    ['may not', { policies: own(deny()) }, false],
    ['is not known', { policies: [{ name: 'x' }] }, true],
  ])('of a role that %s', (_, fields, expected) => {
    expect(mayReadSecrets(roleOf(fields))).toBe(expected);
  });
});
