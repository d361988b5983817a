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

import { type Judgement } from '../facts';
import { type CertificateFacts } from '../facts';

/**
 * `certificate-key-mismatch`: the private key is not that of the certificate.
 *
 * @public
 */
export function judgeCertificateKeyMatch(facts: CertificateFacts): Judgement {
  return {
    verdicts: facts.keys
      .filter(({ certificates }) => certificates?.keyMatches === 'no')
      .map(({ name, certificates }) => ({
        rule: 'certificate-key-mismatch',
        item: name,
        severity: 'critical',
        evidence: {
          key: name,
          subject: certificates?.certificates[0]?.subject ?? '',
        },
      })),
  };
}
