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
import { bareName, CONTROLLER, dayOf, pageOf } from './common';

/**
 * What answers as the controller serves a certificate that begins when none of its
 * active keys was created: it may be another one's, to which values are then sealed.
 */
export const sealingCertificate: ResourceRule = {
  id: 'sealing-certificate',
  title: 'Certificate of no known key',
  sentence: ({ name, evidence: { state, notBefore } }) =>
    state === 'unreadable'
      ? `What is served as the certificate of ${bareName(
          name,
        )} is no certificate`
      : `The certificate that is served for ${bareName(name)} begins on ${dayOf(
          notBefore,
        )}, when none of its active keys was made`,
  remedy:
    'Do not seal with it before you know whose it is: compare its fingerprint with that of the tls.crt in the key Secret. A key that was brought along or restored from a backup differs as well.',
  docsUrl: pageOf('sealing-certificate'),
  about: CONTROLLER,
  judge({ attributes }) {
    const { certificate, certificateNotBefore, certificateFingerprint } =
      attributes;
    return {
      verdicts:
        certificate === 'matches-no-key' || certificate === 'unreadable'
          ? [
              {
                item: '',
                severity: 'high',
                evidence: {
                  state: certificate,
                  ...(certificateNotBefore
                    ? { notBefore: certificateNotBefore }
                    : {}),
                  ...(certificateFingerprint
                    ? { fingerprint: certificateFingerprint }
                    : {}),
                },
              },
            ]
          : [],
    };
  },
};
