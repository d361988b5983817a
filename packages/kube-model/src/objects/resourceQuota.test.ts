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

import { observeObject } from './observeObject';

const quota = (spec: object, status: object = {}) =>
  observeObject(
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { namespace: 'payments', name: 'limits' },
      spec,
      status,
    },
    { sourceId: 'prod' },
  ).detail;

describe('a ResourceQuota', () => {
  it('tells how many Secrets it allows and counts, and nothing of other resources', () => {
    const hard = { secrets: '10', 'count/secrets': '1k', pods: '4' };
    expect(
      quota(
        { hard },
        { hard, used: { secrets: '7', 'count/secrets': 7, pods: '3' } },
      ),
    ).toEqual({
      secretLimits: [
        { hard: 10, used: 7 },
        { hard: 1000, used: 7 },
      ],
    });
    expect(quota({ hard: { pods: '4' } })).toBeUndefined();
  });

  it('tells that it limits Secrets where its status does not say how many there are', () => {
    expect(quota({ hard: { secrets: '10' } })).toEqual({ secretLimits: [{}] });
    expect(
      quota(
        { hard: { secrets: '10' } },
        { hard: { secrets: 'canary' }, used: { secrets: { a: 1 } } },
      ),
    ).toEqual({ secretLimits: [{}] });
  });

  it.each([
    { scopes: ['BestEffort'] },
    { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass' }] } },
  ])('limits no Secrets with the scopes %j', scoped => {
    const hard = { secrets: '10' };
    expect(
      quota({ hard, ...scoped }, { hard, used: { secrets: '10' } }),
    ).toBeUndefined();
  });
});
