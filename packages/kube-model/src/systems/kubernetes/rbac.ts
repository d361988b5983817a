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

import type { Json } from '@keyward/observation/json';
import { Extractor } from '../Extractor';
import { keptLabels } from '../../fields/keptMetadata';
import { ReferenceCollector } from '../../references/ReferenceCollector';
import { compact, itemsAt, objectAt, textAt, textsAt } from '../../fields/read';

/** A Role or ClusterRole: its rules as they stand, which hold nothing but names. */
export const role: Extractor = ({ object, kind, references }) => {
  if (kind === 'Role') {
    addNamedSecrets(object, references);
  }
  return {
    detail: compact({
      rules: itemsAt(object, 'rules').flatMap(
        ({ item }) =>
          compact({
            // The core group is the empty text.
            apiGroups: groupsOf(item.apiGroups),
            resources: textsAt(item, 'resources'),
            resourceNames: textsAt(item, 'resourceNames'),
            verbs: textsAt(item, 'verbs'),
            nonResourceURLs: textsAt(item, 'nonResourceURLs'),
          }) ?? [],
      ),
      aggregatedFrom: itemsAt(
        object,
        'aggregationRule',
        'clusterRoleSelectors',
      ).flatMap(
        ({ item }) =>
          compact({
            matchLabels: keptLabels(objectAt(item, 'matchLabels')),
            matchExpressions: itemsAt(item, 'matchExpressions').flatMap(
              ({ item: expression }) =>
                compact({
                  key: textAt(expression, 'key'),
                  operator: textAt(expression, 'operator'),
                  values: textsAt(expression, 'values'),
                }) ?? [],
            ),
          }) ?? [],
      ),
    }),
  };
};

/** Whoever lets a Secret be got by its name means it to be read; that of a ClusterRole may be in any namespace. */
function addNamedSecrets(object: Json, references: ReferenceCollector): void {
  for (const { index, item } of itemsAt(object, 'rules')) {
    const names = (field: string, ...wanted: string[]) =>
      (field === 'apiGroups'
        ? groupsOf(item.apiGroups)
        : textsAt(item, field) ?? []
      ).some(name => name === '*' || wanted.includes(name));
    if (
      names('apiGroups', '') &&
      names('resources', 'secrets') &&
      names('verbs', 'get')
    ) {
      for (const name of textsAt(item, 'resourceNames') ?? []) {
        references.add({
          name,
          how: 'role',
          path: `rules[${index}].resourceNames`,
          optional: true,
        });
      }
    }
  }
}

/** A RoleBinding or ClusterRoleBinding. */
export const roleBinding: Extractor = ({ object }) => ({
  detail: compact({
    roleRef: compact({
      apiGroup: textAt(object, 'roleRef', 'apiGroup'),
      kind: textAt(object, 'roleRef', 'kind'),
      name: textAt(object, 'roleRef', 'name'),
    }),
    subjects: itemsAt(object, 'subjects').flatMap(
      ({ item }) =>
        compact({
          apiGroup: textAt(item, 'apiGroup'),
          kind: textAt(item, 'kind'),
          name: textAt(item, 'name'),
          namespace: textAt(item, 'namespace'),
        }) ?? [],
    ),
  }),
});

function groupsOf(groups: unknown): string[] {
  return Array.isArray(groups)
    ? groups.filter((group): group is string => typeof group === 'string')
    : [];
}
