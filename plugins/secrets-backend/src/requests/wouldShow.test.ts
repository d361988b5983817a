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

import type { VisibilityFilter } from '../store/inventory';
import { wouldShow } from './wouldShow';

const secret = {
  sourceId: 'prod',
  namespace: 'payments',
  entityRef: 'component:default/web',
  ownerRefs: ['group:default/payments'],
};

describe('wouldShow', () => {
  it.each<[boolean, VisibilityFilter]>([
    [true, { all: true }],
    [false, { none: true }],
    [true, { entityRefs: ['component:default/web'] }],
    [false, { entityRefs: ['component:default/api'] }],
    [true, { ownerRefs: ['group:default/payments'] }],
    [false, { ownerRefs: [] }],
    [true, { sourceIds: ['prod', 'staging'] }],
    [false, { sourceIds: ['staging'] }],
    [true, { namespaces: ['payments'] }],
    [false, { namespaces: ['checkout'] }],
    [true, { system: 'kubernetes', locations: ['payments'] }],
    [true, { system: 'kubernetes', locations: [''] }],
    [false, { system: 'kubernetes', locations: ['pay'] }],
    [false, { system: 'vault', locations: [''] }],
    [false, { not: { namespaces: ['payments'] } }],
    [false, { allOf: [{ all: true }, { sourceIds: ['staging'] }] }],
    [true, { anyOf: [{ none: true }, { sourceIds: ['prod'] }] }],
    [false, { anyOf: [] }],
  ])('is %s by %j', (shown, filter) => {
    expect(wouldShow(filter, secret)).toBe(shown);
  });

  it('lets nothing through by a filter that it does not know', () => {
    expect(() => wouldShow({} as VisibilityFilter, secret)).toThrow(
      'Unknown kind',
    );
  });
});
