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

/** The states that the operator calls ready although there is no value to deliver, or nowhere to. */
const SENTENCES: Readonly<Record<string, string>> = {
  retained:
    'has nothing at the provider any longer; the Secret keeps its last value',
  deleted: 'has nothing at the provider any longer, and its Secret was deleted',
  'no-target': 'merges into a Secret that does not exist',
};

/** An ExternalSecret reports that it is ready and delivers nothing. */
export const externalSecretSourceGone: ResourceRule = {
  id: 'external-secret-source-gone',
  title: 'ExternalSecret without source or target',
  sentence: ({ name, evidence: { state } }) =>
    `${bareName(name)} reports that it is ready, but ${
      SENTENCES[String(state)]
    }`,
  remedy:
    'If the secret was deleted at the provider on purpose, delete the ExternalSecret and what still uses the Secret. Otherwise restore it there, or create the Secret to merge into.',
  docsUrl: pageOf('external-secret-source-gone'),
  about: EXTERNAL_SECRET,
  judge({ attributes, status }) {
    const state = String(attributes.state);
    return {
      verdicts: Object.hasOwn(SENTENCES, state)
        ? [
            {
              item: state,
              severity: state === 'retained' ? 'low' : 'medium',
              evidence: {
                state,
                ...(status?.since ? { since: status.since } : {}),
              },
            },
          ]
        : [],
    };
  },
};
