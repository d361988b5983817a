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
  type ClusterEncryption,
  judgeEncryption,
  type Tally,
  tallyEncryption,
} from '@keyward/compliance';
import type { ControlPlane } from '../../store/compliance';

/** How the control plane of a cluster stores and logs Secrets. */
export interface JudgedControlPlane {
  encryption: ClusterEncryption;
  /** By check. */
  tallies: Record<string, Tally>;
  /** What may not be read and would tell more. */
  missing: string[];
}

/** What is known of a control plane, judged; unknown where nobody told. */
export function judgeControlPlane(
  cluster: string,
  told: ControlPlane | undefined,
): JudgedControlPlane {
  const evidence = { ...told?.evidence, cluster };
  const encryption = judgeEncryption(evidence);
  const { staticPods: pods = [], apiServers } = evidence;
  // One of which no pod is seen may run otherwise.
  const isComplete =
    pods.length > 0 && (apiServers === undefined || pods.length >= apiServers);
  const judge = (isGood: (pod: (typeof pods)[number]) => boolean): Tally => {
    const isBad = !pods.every(isGood);
    return {
      good: !isBad && isComplete ? 1 : 0,
      bad: isBad ? 1 : 0,
      unknown: !isBad && !isComplete ? 1 : 0,
    };
  };
  return {
    encryption,
    tallies: {
      ...tallyEncryption([encryption]),
      'audit-log-written': judge(pod => pod.writesAuditLog),
      'audit-log-kept': judge(pod => pod.keepsAuditLog),
      'service-account-lookup': judge(pod => pod.looksTokensUp),
    },
    missing: told?.missing ?? [],
  };
}
