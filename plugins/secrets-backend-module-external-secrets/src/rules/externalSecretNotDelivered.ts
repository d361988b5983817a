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
import {
  bareName,
  EXTERNAL_SECRET,
  pageOf,
  severityOf,
  wordsOf,
} from './common';

/**
 * An ExternalSecret fails whose target is no Secret. Where it is one, `delivery-failed`
 * tells of it, and where its store fails, `secret-store-failing` of the store.
 */
export const externalSecretNotDelivered: ResourceRule = {
  id: 'external-secret-not-delivered',
  title: 'ExternalSecret failing',
  sentence: ({ name, evidence: { cause } }) =>
    `${bareName(name)} fails: ${wordsOf(cause)}`,
  remedy:
    'Look at the events of the ExternalSecret (kubectl describe). Correct the key, the store or the target that it names, or the permissions of the store for this key.',
  docsUrl: pageOf('external-secret-not-delivered'),
  about: EXTERNAL_SECRET,
  judge(resource, settings) {
    const { attributes, status } = resource;
    const { state, makesSecret, isStoreFailing, cause } = attributes;
    return {
      verdicts:
        state === 'failing' && !makesSecret && !isStoreFailing
          ? [
              {
                item: '',
                severity: severityOf(resource, settings),
                evidence: {
                  cause: String(cause ?? 'not-known'),
                  ...(status?.since ? { since: status.since } : {}),
                },
              },
            ]
          : [],
    };
  },
};
