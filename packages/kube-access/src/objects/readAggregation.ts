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

import type { LabelSelector, RoleObject } from './types';
import { at, itemsOf, namesOf, textAt } from './read';

/** By which labels a ClusterRole is taken into others, and which others it takes in. */
export function readAggregation(
  object: unknown,
): Pick<RoleObject, 'labels' | 'aggregatedFrom'> {
  const labels = labelsAt(object, 'metadata', 'labels');
  const selectors = itemsOf(
    at(object, 'aggregationRule', 'clusterRoleSelectors'),
  ).map(readSelector);
  return {
    ...(labels && { labels }),
    ...(selectors.length > 0 && { aggregatedFrom: selectors }),
  };
}

function readSelector(selector: unknown): LabelSelector {
  const matchLabels = labelsAt(selector, 'matchLabels');
  const matchExpressions = itemsOf(at(selector, 'matchExpressions')).map(
    expression => ({
      key: textAt(expression, 'key') ?? '',
      operator: textAt(expression, 'operator') ?? '',
      values: namesOf(at(expression, 'values')),
    }),
  );
  return {
    ...(matchLabels && { matchLabels }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}

function labelsAt(
  value: unknown,
  ...path: string[]
): Record<string, string> | undefined {
  const labels = Object.entries(at(value, ...path) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return labels.length > 0 ? Object.fromEntries(labels) : undefined;
}
