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

import { type Judgement, type Severity, type Verdict } from '../facts';
import { type CertificateObservation } from '@keyward/observation';
import { distinctCertificates } from './distinctCertificates';
import {
  isRenewalOnTrack,
  nextOf,
  readyDeadline,
  renewalDeadline,
} from './renewal';
import { type CertificateFacts } from '../facts';

const DAY = 24 * 3_600_000;
const FIRST = 30 * DAY;
const LATER: [stage: Stage, before: number][] = [
  ['7 days', 7 * DAY],
  ['1 day', DAY],
];

type Stage = 'first' | '7 days' | '1 day' | 'expired';

const SEVERITY: Record<Stage, Severity> = {
  first: 'medium',
  '7 days': 'high',
  '1 day': 'critical',
  expired: 'critical',
};

/**
 * The moments at which a certificate's expiry becomes more pressing: first at
 * the smaller of 30 days and a third of its life. The later ones count only if
 * they come after that, so that short-lived ones alert but once before the end.
 */
function stagesOf({
  notBefore,
  notAfter,
}: CertificateObservation): { stage: Stage; at: number }[] {
  const end = Date.parse(notAfter);
  const life = Math.max(0, end - Date.parse(notBefore));
  const first = Math.min(FIRST, life / 3);
  return [
    { stage: 'first', at: end - first },
    ...LATER.filter(([, before]) => before < first).map(([stage, before]) => ({
      stage,
      at: end - before,
    })),
    { stage: 'expired', at: end },
  ];
}

/**
 * `certificate-expiry`: a certificate expires soon or has. Silent before its end
 * where cert-manager's renewal is on track.
 *
 * @public
 */
export function judgeCertificateExpiry(
  facts: CertificateFacts,
  now: string,
): Judgement {
  const at = Date.parse(now);
  const verdicts: Verdict[] = [];
  const moments: (number | undefined)[] = [];
  for (const { certificate, keys, isServed } of distinctCertificates(facts)) {
    const { fingerprint, notAfter, role, subject } = certificate;
    const stages = stagesOf(certificate);
    moments.push(...stages.map(stage => stage.at));
    const stage = stages.filter(each => each.at <= at).pop()?.stage;
    const renewal = isServed ? facts.renewal : undefined;
    if (renewal) {
      moments.push(renewalDeadline(renewal, notAfter), readyDeadline(renewal));
    }
    if (stage && !isRenewalOnTrack(renewal, notAfter, at)) {
      verdicts.push({
        rule: 'certificate-expiry',
        item: fingerprint,
        // An authority in a bundle is one of many to trust.
        severity: isServed ? SEVERITY[stage] : 'low',
        evidence: { stage, keys, subject, role, notAfter },
        dueAt: notAfter,
      });
    }
  }
  return { verdicts, ...nextOf(moments, at) };
}
