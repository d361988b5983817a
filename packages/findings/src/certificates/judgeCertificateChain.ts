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
 * `certificate-chain-order`: certificates are not followed by their issuers'.
 *
 * @public
 */
export function judgeCertificateChain(facts: CertificateFacts): Judgement {
  return {
    verdicts: facts.keys
      .filter(({ certificates }) => certificates?.chainOrder === 'wrong')
      .map(({ name, certificates }) => ({
        rule: 'certificate-chain-order',
        item: name,
        severity: 'medium',
        evidence: {
          key: name,
          order:
            certificates?.certificates
              .slice(0, 10)
              .map(({ subject }) => subject) ?? [],
        },
      })),
  };
}
