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
import { bareName, dayOf, KEY, pageOf } from './common';

/** Somebody marked a key as compromised: what was sealed with it counts as public. */
export const sealingKeyCompromised: ResourceRule = {
  id: 'sealing-key-compromised',
  title: 'Compromised sealing key',
  sentence: ({ name, evidence: { createdAt } }) =>
    `The sealing key ${bareName(name)}${
      createdAt ? ` of ${dayOf(createdAt)}` : ''
    } is marked as compromised: who has it reads all that was sealed with it`,
  remedy:
    'Renew the values that were sealed while it was the newest key, seal them with a newer one, and delete the key Secret once nothing needs it.',
  docsUrl: pageOf('sealing-key-compromised'),
  about: KEY,
  judge({ attributes: { state, createdAt } }) {
    return {
      verdicts:
        state === 'compromised'
          ? [
              {
                item: '',
                severity: 'high',
                evidence: { createdAt: createdAt ?? '' },
              },
            ]
          : [],
    };
  },
};
