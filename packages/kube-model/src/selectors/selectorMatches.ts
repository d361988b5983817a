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

import {
  type LabelRequirement,
  parseLabelSelector,
} from './parseLabelSelector';

/**
 * Whether a label selector, given as text, selects labels. What is no selector
 * selects nothing.
 *
 * @public
 */
export function selectorMatches(
  selectorText: string,
  labels: Record<string, string>,
): boolean {
  const requirements = parseLabelSelector(selectorText);
  return (
    requirements?.every(requirement => isMet(requirement, labels)) ?? false
  );
}

/** As in Kubernetes, labels without the key satisfy a negation. */
function isMet(
  { key, operator, values = [] }: LabelRequirement,
  labels: Record<string, string>,
): boolean {
  const present = Object.hasOwn(labels, key);
  switch (operator) {
    case 'exists':
      return present;
    case 'doesNotExist':
      return !present;
    case 'in':
      return present && values.includes(labels[key]);
    default:
      return !(present && values.includes(labels[key]));
  }
}
