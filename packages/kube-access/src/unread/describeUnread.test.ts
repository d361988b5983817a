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

import type { BindingObject } from '../objects';
import { describeUnread } from './describeUnread';

const binding = (name: string, namespace?: string): BindingObject => ({
  kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
  name,
  ...(namespace && { namespace }),
  roleRef: { kind: 'ClusterRole', name: 'admin' },
  subjects: [],
});

describe('describeUnread', () => {
  const own = Array.from({ length: 50 }, (_, index) =>
    binding(`system:controller:${index}`),
  );

  it('names the bindings that people made before those of Kubernetes', () => {
    const sentences = describeUnread(
      { kinds: ['ClusterRole'], bindings: [...own, binding('devs', 'shop')] },
      7,
    );
    expect(sentences).toHaveLength(12);
    expect(sentences.slice(0, 3)).toEqual([
      'not all was read of ClusterRole',
      'RoleBinding shop/devs gives ClusterRole admin, which was not read',
      'ClusterRoleBinding system:controller:0 gives ClusterRole admin, which was not read',
    ]);
    expect(sentences.at(-1)).toBe(
      '48 more bindings give roles that were not read',
    );
  });

  it('counts those of which nothing is told', () => {
    expect(describeUnread({ kinds: [], bindings: [] }, 2)).toEqual([
      '2 bindings give roles that were not read',
    ]);
    expect(describeUnread({ kinds: [], bindings: [] })).toEqual([]);
  });
});
