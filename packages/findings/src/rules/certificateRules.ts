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

import {
  judgeCertificateChain,
  judgeCertificateExpiry,
  judgeCertificateHosts,
  judgeCertificateKeyMatch,
  judgeCertificateRenewal,
  judgeCertificateSelfSigned,
  judgeCertificateStrength,
} from '../certificates';
import { type CertificateFacts, type Judgement, type Rule } from '../facts';
import { isProduction } from './isProduction';

/** Of tokens of ServiceAccounts: the cluster's own authority, which it renews. */
const OF_THE_CLUSTER = 'kubernetes.io/service-account-token';

const NOTHING: Judgement = { verdicts: [] };

function certificateRule(
  id: string,
  judge: (facts: CertificateFacts, now: string) => Judgement,
): Rule {
  return {
    id,
    judge(secret, settings) {
      const { certificates, secretType } = secret;
      // Most secrets have none, and pay for no more than this.
      if (!certificates || secretType === OF_THE_CLUSTER) {
        return NOTHING;
      }
      return judge(
        { ...certificates, isProduction: isProduction(secret, settings) },
        settings.now,
      );
    },
  };
}

/** The rules about certificates. */
export const certificateRules: readonly Rule[] = [
  certificateRule('certificate-chain-order', judgeCertificateChain),
  certificateRule('certificate-expiry', judgeCertificateExpiry),
  certificateRule('certificate-host', judgeCertificateHosts),
  certificateRule('certificate-key-mismatch', judgeCertificateKeyMatch),
  certificateRule('certificate-renewal-failed', judgeCertificateRenewal),
  certificateRule('certificate-self-signed', judgeCertificateSelfSigned),
  certificateRule('certificate-weak', judgeCertificateStrength),
];
