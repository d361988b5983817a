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
import { bareName, pageOf, SEALED_SECRET, severityOf } from './common';

/** A SealedSecret that no controller of its cluster can open, as far as they are known. */
export const sealedSecretUnreadable: ResourceRule = {
  id: 'sealed-secret-unreadable',
  title: 'Unreadable SealedSecret',
  sentence: ({ name, evidence: { cause } }) =>
    cause === 'unserved'
      ? `No known controller serves the namespace of ${bareName(name)}`
      : `${bareName(
          name,
        )} was sealed with a key of another size than the controller has`,
  remedy:
    'If there should be a controller for it, look why there is none. Otherwise seal the values again with the certificate of the controller that serves this namespace.',
  docsUrl: pageOf('sealed-secret-unreadable'),
  isAboutDelivery: true,
  about: SEALED_SECRET,
  judge(resource, settings) {
    const { verdict, opened, isUnserved } = resource.attributes;
    return {
      verdicts:
        verdict === 'unreadable' && opened !== 'true'
          ? [
              {
                item: '',
                severity: severityOf(resource, settings),
                evidence: { cause: isUnserved ? 'unserved' : 'foreign-key' },
              },
            ]
          : [],
    };
  },
};
