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
  type KeyCertificatesObservation,
  type ObjectObservation,
} from '@keyward/observation';

/**
 * What cert-manager says of the renewal of a secret's certificate.
 *
 * @public
 */
export interface RenewalFacts {
  ready: 'true' | 'false' | 'unknown';
  /** The word of the Ready condition. */
  reason?: string;
  /** Since when the Ready condition is as it is. */
  since?: string;
  renewalTime?: string;
  failedAttempts?: number;
  lastFailureTime?: string;
}

/**
 * What the rules of certificates ask of a secret.
 *
 * @public
 */
export interface CertificateFacts {
  keys: readonly {
    name: string;
    certificates?: KeyCertificatesObservation;
  }[];
  /** The hosts of the Ingresses, Gateways and Routes that name the secret. */
  hosts: readonly string[];
  isProduction: boolean;
  /** Of the cert-manager Certificate that makes the secret. */
  renewal?: RenewalFacts;
}

/**
 * The renewal that an observed cert-manager Certificate tells of.
 *
 * @public
 */
export function renewalFactsOf(
  certificate: Pick<ObjectObservation, 'status' | 'detail'>,
): RenewalFacts {
  const { status, detail = {} } = certificate;
  const { renewalTime, failedAttempts, lastFailureTime } = detail;
  return {
    ready: status?.ready ?? 'unknown',
    ...(status?.reason !== undefined && { reason: status.reason }),
    ...(status?.since !== undefined && { since: status.since }),
    ...(typeof renewalTime === 'string' && { renewalTime }),
    ...(typeof failedAttempts === 'number' && { failedAttempts }),
    ...(typeof lastFailureTime === 'string' && { lastFailureTime }),
  };
}
