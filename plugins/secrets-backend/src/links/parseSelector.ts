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

import { type LabelRequirement, parseLabelSelector } from '@keyward/kube-model';

const MOST_REQUIREMENTS = 20;

/**
 * Reads a label selector, as `backstage.io/kubernetes-label-selector` has it, into what the inventory is asked for.
 *
 * @returns undefined for what is no selector, or for one that names nothing that an object has: `!a` alone would
 *   select nearly everything there is.
 */
export function parseSelector(text: string): LabelRequirement[] | undefined {
  const requirements = parseLabelSelector(text);
  return requirements &&
    requirements.length <= MOST_REQUIREMENTS &&
    requirements.some(isPositive)
    ? requirements
    : undefined;
}

function isPositive({ operator }: LabelRequirement): boolean {
  return operator === 'in' || operator === 'exists';
}
