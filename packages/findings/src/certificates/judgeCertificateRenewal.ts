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
import { distinctCertificates } from './distinctCertificates';
import {
  nextOf,
  readyDeadline,
  renewalDeadline,
  renewalFailure,
} from './renewal';
import { type CertificateFacts } from '../facts';

const WEEK = 7 * 24 * 3_600_000;

/**
 * `certificate-renewal-failed`: cert-manager tried and failed, is not ready for
 * more than an hour, or should have renewed by now.
 *
 * @public
 */
export function judgeCertificateRenewal(
  facts: CertificateFacts,
  now: string,
): Judgement {
  const at = Date.parse(now);
  const { renewal } = facts;
  const served = distinctCertificates(facts)
    .filter(({ isServed }) => isServed)
    .map(({ certificate }) => certificate)
    .sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter))[0];
  if (!renewal || !served) {
    return { verdicts: [] };
  }
  const { notAfter, subject } = served;
  const end = Date.parse(notAfter);
  const failure = renewalFailure(renewal, notAfter, at);
  const { reason, renewalTime, failedAttempts } = renewal;
  const moments = [
    renewalDeadline(renewal, notAfter),
    readyDeadline(renewal),
    end - WEEK,
  ];
  return {
    verdicts: failure
      ? [
          {
            rule: 'certificate-renewal-failed',
            item: '',
            severity: at >= end - WEEK ? 'critical' : 'high',
            evidence: {
              failure,
              subject,
              notAfter,
              ...(reason !== undefined && { reason }),
              ...(renewalTime !== undefined && { renewalTime }),
              ...(failedAttempts !== undefined && { failedAttempts }),
            },
            dueAt: notAfter,
          },
        ]
      : [],
    ...nextOf(moments, at),
  };
}
