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
import { bareName, pageOf, SEALED_SECRET } from './common';

/** A ciphertext that opens under other names, so that whoever may create a SealedSecret there can read it. */
export const sealedSecretWide: ResourceRule = {
  id: 'sealed-secret-wide',
  title: 'SealedSecret with a wide scope',
  sentence: ({ name, evidence: { scope } }) =>
    `Whoever reads ${bareName(name)} in Git and may create a SealedSecret ${
      scope === 'cluster-wide'
        ? 'in any namespace of the cluster'
        : 'in its namespace'
    } can read its value`,
  remedy:
    'Seal the values again with the strict scope, and renew them if others could have read them.',
  docsUrl: pageOf('sealed-secret-wide'),
  about: SEALED_SECRET,
  judge({ attributes: { scope } }) {
    return {
      verdicts:
        scope === 'strict'
          ? []
          : [
              {
                item: String(scope),
                severity: scope === 'cluster-wide' ? 'medium' : 'low',
                evidence: { scope: String(scope) },
              },
            ],
    };
  },
};
