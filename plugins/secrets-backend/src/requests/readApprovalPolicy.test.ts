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

import { ConfigReader } from '@backstage/config';
import { readApprovalPolicy } from './readApprovalPolicy';

const policyOf = (
  required?: string | boolean,
  production = ['production', 'prod'],
) =>
  readApprovalPolicy(
    new ConfigReader({ secrets: { requests: { approval: { required } } } }),
    production,
  );

describe('readApprovalPolicy', () => {
  it.each([
    [undefined, ['production'], false],
    ['never', ['production'], false],
    ['always', ['development'], true],
    ['production', ['development', 'staging'], false],
    ['production', ['development', 'production'], true],
    ['production', ['Prod'], true],
  ])('with %j, for %j: %j', (required, environments, expected) => {
    expect(policyOf(required)(environments)).toBe(expected);
  });

  it('takes an environment that is not known for production', () => {
    expect(policyOf('production')(['development', undefined])).toBe(true);
  });

  it('goes by the names that the portal has for production', () => {
    expect(policyOf('production', ['live'])(['production'])).toBe(false);
    expect(policyOf('production', ['live'])(['live'])).toBe(true);
  });

  it.each(['Always', 'prod', 'yes'])('refuses %j', required => {
    expect(() => policyOf(required)).toThrow(
      `secrets.requests.approval.required must be one of never, production, always, not "${required}"`,
    );
  });

  it('refuses what is no text', () => {
    expect(() => policyOf(true)).toThrow('secrets.requests.approval.required');
  });
});
