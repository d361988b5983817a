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
import { bareName, dayOf, pageOf, SEALED_SECRET } from './common';

/**
 * A SealedSecret that was provably written before the newest key was there. It still
 * opens, as old keys are kept; it does not profit from the renewal. Of those written
 * later nothing is known: an old certificate may have been at hand.
 */
export const sealedSecretStale: ResourceRule = {
  id: 'sealed-secret-stale',
  title: 'Sealed with an old key',
  sentence: ({ name, evidence: { newestKeyAt } }) =>
    `${bareName(name)} was sealed before the newest key was made on ${dayOf(
      newestKeyAt,
    )}`,
  remedy:
    'Seal it anew with the newest certificate (kubeseal --re-encrypt). If an old key leaked, renew the values as well: the ciphertext in Git stays readable.',
  docsUrl: pageOf('sealed-secret-stale'),
  about: SEALED_SECRET,
  judge({ attributes: { stale, writtenBefore, newestKeyAt } }) {
    return {
      verdicts:
        stale === 'proven'
          ? [
              {
                item: '',
                severity: 'low',
                evidence: {
                  writtenBefore: String(writtenBefore),
                  newestKeyAt: String(newestKeyAt),
                },
              },
            ]
          : [],
    };
  },
};
