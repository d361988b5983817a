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

import type { ResourceRule } from '@keyward/findings';
import { bareName, pageOf } from './common';

/** A ClusterExternalSecret could not make its ExternalSecret in some namespaces. */
export const clusterExternalSecretFailing: ResourceRule = {
  id: 'cluster-external-secret-failing',
  title: 'ClusterExternalSecret failing in namespaces',
  sentence: ({ name, evidence: { count } }) =>
    `${bareName(name)} could not create its ExternalSecret in ${Number(
      count,
    )} of the namespaces that it selects`,
  remedy:
    'Look at the status of the ClusterExternalSecret. Most often an ExternalSecret of this name is there already, made by something else.',
  docsUrl: pageOf('cluster-external-secret-failing'),
  about: { system: 'kubernetes', kinds: ['cluster-external-secret'] },
  judge({ attributes: { failedCount, failedNamespaces } }) {
    return {
      verdicts:
        Number(failedCount) > 0
          ? [
              {
                item: '',
                severity: 'medium',
                evidence: {
                  count: Number(failedCount),
                  namespaces: Array.isArray(failedNamespaces)
                    ? failedNamespaces.map(String)
                    : [],
                },
              },
            ]
          : [],
    };
  },
};
