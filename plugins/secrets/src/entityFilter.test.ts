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

import { filterPredicateToFilterFunction } from '@backstage/filter-predicates';
import { entityFilter } from './entityFilter';

const matches = filterPredicateToFilterFunction(entityFilter);

function entity(kind: string, type: string, annotations = {}) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'x', annotations },
    spec: { type },
  };
}

describe('entityFilter', () => {
  it('takes services, and whatever points at secrets', () => {
    expect(matches(entity('Component', 'service'))).toBe(true);
    expect(matches(entity('Component', 'website'))).toBe(false);
    expect(matches(entity('User', 'service'))).toBe(false);
    expect(
      matches(
        entity('Component', 'website', { 'backstage.io/kubernetes-id': 'x' }),
      ),
    ).toBe(true);
    expect(
      matches(
        entity('Resource', 'database', {
          'keyward.io/secrets': 'kubernetes:prod/payments/db',
        }),
      ),
    ).toBe(true);
  });
});
