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

import { judgeResource, type ResourceFacts } from '@keyward/findings';
import { awsRules } from '.';
import { awsRoleWide } from './awsRoleWide';

function found(attributes: object): string[] {
  const { verdicts } = judgeResource(
    awsRules,
    {
      id: 'id',
      ref: 'aws-role:prod/iam/shop',
      sourceId: 'prod',
      system: 'aws',
      kind: 'aws-role',
      location: ['iam'],
      name: 'shop',
      labels: {},
      environment: 'production',
      attributes: { arn: 'arn', mayReadSecrets: true, ...attributes },
    } as unknown as ResourceFacts,
    { now: '2026-06-01T12:00:00.000Z', productionEnvironments: [] } as any,
    (_, error) => {
      throw error;
    },
  );
  return verdicts.map(
    verdict =>
      `${verdict.severity} ${awsRoleWide.sentence({
        ...verdict,
        name: 'shop',
      })}`,
  );
}

describe('awsRoleWide', () => {
  it.each<[string[], string]>([
    [
      ['*/*'],
      'critical Every ServiceAccount of a cluster may assume the role shop, which may read secrets',
    ],
    [
      ['pay/*', 'shop/api'],
      'high Every ServiceAccount of the namespace pay may assume the role shop, which may read secrets',
    ],
    [
      ['*/api', 'pay-*/*'],
      'high Every ServiceAccount of the name api in any namespace, the namespace pay-* may assume the role shop, which may read secrets',
    ],
  ])('finds %j', (serviceAccounts, said) => {
    expect(found({ serviceAccounts })).toEqual([said]);
  });

  it.each<[string, object]>([
    ['names them', { serviceAccounts: ['shop/api', 'shop/job'] }],
    ['names some by their beginning', { serviceAccounts: ['shop/api-*'] }],
    ['is for nobody that is known', {}],
    ['reads no secrets', { serviceAccounts: ['*/*'], mayReadSecrets: false }],
  ])('finds nothing in a role that %s', (_, attributes) => {
    expect(found(attributes)).toEqual([]);
  });
});
