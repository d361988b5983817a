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
import { bareName, EXTERNAL_SECRET, pageOf } from './common';

/** An ExternalSecret was not refreshed for two of its intervals, and says that it is ready. */
export const externalSecretStale: ResourceRule = {
  id: 'external-secret-stale',
  title: 'ExternalSecret not refreshed',
  sentence: ({ name, evidence: { refreshTime, intervalSeconds } }) =>
    `${bareName(
      name,
    )} reports that it is ready, but was last refreshed at ${String(
      refreshTime,
    )}, more than two intervals of ${Number(intervalSeconds)} seconds ago`,
  remedy:
    'Look whether the operator runs, whether it serves the controller class of the store, and whether its queue is long (--concurrent). A value that was rotated at the provider does not arrive meanwhile.',
  docsUrl: pageOf('external-secret-stale'),
  about: EXTERNAL_SECRET,
  judge({ attributes }) {
    const { state, isStale, refreshTime, intervalSeconds } = attributes;
    return {
      verdicts:
        isStale && state !== 'failing'
          ? [
              {
                item: '',
                severity: 'medium',
                evidence: {
                  refreshTime: String(refreshTime),
                  intervalSeconds: Number(intervalSeconds),
                },
              },
            ]
          : [],
    };
  },
};
