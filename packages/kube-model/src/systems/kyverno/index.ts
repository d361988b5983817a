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

import { kyvernoPolicy } from './kyvernoPolicy';
import type { KnownSystem } from '../KnownSystem';

/** Kyverno: https://kyverno.io */
export const kyverno: KnownSystem = {
  id: 'kyverno',
  kinds: [
    {
      group: 'kyverno.io',
      kind: 'ClusterPolicy',
      resource: 'clusterpolicies',
      extractor: kyvernoPolicy,
    },
    {
      group: 'kyverno.io',
      kind: 'Policy',
      resource: 'policies',
      extractor: kyvernoPolicy,
    },
  ],
  marks: [
    {
      kind: 'Kyverno',
      apiGroup: 'kyverno.io',
      key: 'generate.kyverno.io/policy-name',
      basis: 'label',
      tool: 'copies',
      read: (name, { labels }) => ({
        namespace: labels['generate.kyverno.io/policy-namespace'],
        name,
      }),
    },
  ],
  copiers: ['Kyverno'],
  copyMarks: [
    'generate.kyverno.io/clone-source',
    'generate.kyverno.io/policy-name',
  ],
  operators: [
    {
      groups: ['kyverno.io', 'policies.kyverno.io'],
      names: ['kyverno-admission-controller', 'kyverno'],
    },
  ],
};
