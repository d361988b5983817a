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

import { type Judgement, type Verdict } from '../facts';
import { type CertificateFacts } from '../facts';

/**
 * `certificate-self-signed`: what production serves with is self-signed. An
 * authority with its key is none of it, unless hosts are served with it.
 *
 * @public
 */
export function judgeCertificateSelfSigned(facts: CertificateFacts): Judgement {
  if (!facts.isProduction) {
    return { verdicts: [] };
  }
  const verdicts = new Map<string, Verdict>();
  for (const { name, certificates } of facts.keys) {
    const first = certificates?.certificates[0];
    const isServed =
      name === 'tls.crt' || certificates?.keyMatches !== undefined;
    if (!first?.selfSigned || !isServed) {
      continue;
    }
    const { fingerprint, subject, role } = first;
    const isUsed = role === 'leaf' || facts.hosts.length > 0;
    if (isUsed && !verdicts.has(fingerprint)) {
      verdicts.set(fingerprint, {
        rule: 'certificate-self-signed',
        item: fingerprint,
        severity: 'medium',
        evidence: { key: name, subject },
      });
    }
  }
  return { verdicts: [...verdicts.values()] };
}
