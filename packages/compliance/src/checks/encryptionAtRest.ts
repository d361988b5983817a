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

import { describeEncryption } from '../encryption';
import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';
import type { ComplianceCheck, Verdict } from './types';

const counted = tallyCheck({
  id: 'encryption-at-rest',
  title: 'Secrets are encrypted at rest',
  source: factSources.controlPlane,
  remedy:
    'Start kube-apiserver with `--encryption-provider-config`, an encrypting provider first, and rewrite all Secrets. On a managed cluster turn on encryption with a key of your own.',
  counts: ['cluster', 'clusters'],
  good: 'is encrypted at rest',
  bad: 'has Secrets in plaintext at rest',
});

const VERDICTS: Record<string, Verdict> = {
  encrypted: 'pass',
  mixed: 'fail',
  plaintext: 'fail',
};

/** Each cluster encrypts its Secrets before it stores them, and has no others left. */
export const encryptionAtRest: ComplianceCheck = {
  ...counted,
  evaluate(facts) {
    const result = counted.evaluate(facts);
    const clusters = (facts.encryption ?? []).map(cluster => ({
      verdict: VERDICTS[cluster.state] ?? 'unknown',
      text: describeEncryption(cluster),
      refs: [{ kind: 'cluster' as const, id: cluster.cluster }],
    }));
    return { ...result, evidence: [...result.evidence, ...clusters] };
  },
};
