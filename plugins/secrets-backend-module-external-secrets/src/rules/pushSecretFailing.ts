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
import { bareName, pageOf, severityOf } from './common';

/** A PushSecret did not push: the provider has an old value, or none. */
export const pushSecretFailing: ResourceRule = {
  id: 'push-secret-failing',
  title: 'PushSecret failing',
  sentence: ({ name }) =>
    `${bareName(name)} could not push its Secret to the provider`,
  remedy:
    'Look at the events of the PushSecret. Check that its Secret exists, and that the store may write this key at the provider.',
  docsUrl: pageOf('push-secret-failing'),
  about: { system: 'kubernetes', kinds: ['push-secret'] },
  judge(resource, settings) {
    const { attributes, status } = resource;
    return {
      verdicts:
        attributes.state === 'failing'
          ? [
              {
                item: '',
                severity: severityOf(resource, settings),
                evidence: { ...(status?.since ? { since: status.since } : {}) },
              },
            ]
          : [],
    };
  },
};
