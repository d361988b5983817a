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

/**
 * The controller says that it did not open a SealedSecret. Wrong scope, another name or
 * namespace, changed bytes and a foreign key all read the same there, so no cause is
 * named; of one that can never open, another rule tells.
 */
export const sealedSecretNotOpened: ResourceRule = {
  id: 'sealed-secret-not-opened',
  title: 'SealedSecret not opened',
  sentence: ({ name, evidence: { by } }) =>
    by === 'verify'
      ? `The controller answers that it cannot open ${bareName(name)}`
      : `The controller did not open ${bareName(
          name,
        )}, or could not write its Secret`,
  remedy:
    'Look at the events of the SealedSecret. If no key could decrypt it, seal the values again with the certificate of this controller, for this name, namespace and scope.',
  docsUrl: pageOf('sealed-secret-not-opened'),
  isAboutDelivery: true,
  about: SEALED_SECRET,
  judge(resource, settings) {
    const { attributes, status } = resource;
    const isTold = attributes.opened === 'false';
    return {
      verdicts:
        isTold && !attributes.neverOpens
          ? [
              {
                item: '',
                severity: severityOf(resource, settings),
                evidence: {
                  by: String(attributes.openedBy),
                  ...(status?.since ? { since: status.since } : {}),
                },
              },
            ]
          : [],
    };
  },
};
