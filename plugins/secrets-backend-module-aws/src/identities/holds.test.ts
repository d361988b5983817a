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

import { holds } from './holds';

const context = {
  'aws:principalarn': 'arn:aws:iam::123456789012:role/apps/shop',
  'aws:securetransport': 'true',
  'aws:requestedregion': 'eu-central-1',
};

describe('holds', () => {
  it.each<[string, string, string[], string]>([
    ['StringEquals', 'aws:RequestedRegion', ['eu-central-1'], 'yes'],
    [
      'StringEquals',
      'AWS:requestedREGION',
      ['us-east-1', 'eu-central-1'],
      'yes',
    ],
    ['StringEquals', 'aws:RequestedRegion', ['eu-*'], 'no'],
    [
      'StringEquals',
      'aws:RequestedRegion',
      ['${aws:PrincipalTag/r}'],
      'unknown',
    ],
    ['StringEquals', 'aws:RequestedRegion', ['EU-CENTRAL-1'], 'no'],
    ['StringEqualsIgnoreCase', 'aws:RequestedRegion', ['EU-CENTRAL-1'], 'yes'],
    ['StringNotEquals', 'aws:RequestedRegion', ['eu-central-1'], 'no'],
    ['StringNotEquals', 'aws:RequestedRegion', ['us-east-1'], 'yes'],
    ['StringLike', 'aws:RequestedRegion', ['eu-*'], 'yes'],
    ['StringNotLike', 'aws:RequestedRegion', ['eu-*'], 'no'],
    ['StringLikeIfExists', 'aws:RequestedRegion', ['eu-*'], 'yes'],
    ['ForAnyValue:StringLike', 'aws:RequestedRegion', ['eu-*'], 'yes'],
    ['ForAllValues:StringNotLike', 'aws:RequestedRegion', ['eu-*'], 'no'],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/apps/*'], 'yes'],
    ['ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/admin'], 'yes'],
    ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::*role/*'], 'unknown'],
    ['Bool', 'aws:SecureTransport', ['true'], 'yes'],
    ['Bool', 'aws:SecureTransport', ['False'], 'no'],
    ['Null', 'aws:SecureTransport', ['true'], 'no'],
    ['Null', 'aws:SecureTransport', ['false'], 'yes'],
    // What is not understood.
    ['StringEquals', 'aws:SourceIp', ['10.0.0.1'], 'unknown'],
    ['Null', 'aws:TokenIssueTime', ['true'], 'unknown'],
    ['IpAddress', 'aws:RequestedRegion', ['10.0.0.0/8'], 'unknown'],
    ['stringequals', 'aws:RequestedRegion', ['eu-central-1'], 'unknown'],
    ['StringEquals', 'toString', ['x'], 'unknown'],
    ['StringEquals', 'aws:RequestedRegion', [], 'no'],
  ])('%s %s %j: %s', (operator, key, values, answer) => {
    expect(holds({ operator, key, values }, context)).toBe(answer);
  });
});
