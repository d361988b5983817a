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
  type ChangeableKind,
  type WhatIfRequestDeletionsInner,
} from '@keyward/backstage-plugin-secrets-common';

const KINDS: ChangeableKind[] = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
];

/** What a text names line by line, as `RoleBinding shop/readers`, or the number of the first line that names nothing. */
export function parseDeletions(
  text: string,
): { deletions: WhatIfRequestDeletionsInner[] } | { wrongLine: number } {
  const deletions: WhatIfRequestDeletionsInner[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') {
      continue;
    }
    const [word, place = '', ...more] = line.trim().split(/\s+/);
    const kind = KINDS.find(each => each === word);
    const [name, namespace, ...rest] = place.split('/').reverse();
    const isOfCluster = word.startsWith('Cluster');
    if (
      !kind ||
      !name ||
      more.length + rest.length > 0 ||
      (isOfCluster ? namespace !== undefined : !namespace)
    ) {
      return { wrongLine: index + 1 };
    }
    deletions.push({ kind, ...(namespace && { namespace }), name });
  }
  return { deletions };
}
