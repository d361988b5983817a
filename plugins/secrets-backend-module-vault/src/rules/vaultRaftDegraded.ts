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
import { ABOUT_SERVER, pageOf, textsOf } from './common';

/** A cluster that goes on serving, with peers that do not answer. */
export const vaultRaftDegraded: ResourceRule = {
  id: 'vault-raft-degraded',
  title: 'Vault lost a peer',
  sentence: ({ name, evidence: { lost, tolerance } }) =>
    `${name} lost ${textsOf(lost).join(', ')}: it ${
      Number(tolerance) > 0
        ? `serves requests until ${tolerance} more are lost`
        : 'serves no requests once another one is lost'
    }`,
  remedy:
    'Bring the node back, or take it out and add another: vault operator raft list-peers, vault operator raft remove-peer.',
  docsUrl: pageOf('vault-raft-degraded'),
  about: ABOUT_SERVER,
  judge({ attributes: { lostPeers, failureTolerance } }) {
    if (lostPeers === undefined) {
      return { verdicts: [], undecided: [{ item: '', evidence: {} }] };
    }
    const lost = textsOf(lostPeers);
    const tolerance = Number(failureTolerance ?? 0);
    return {
      verdicts:
        lost.length > 0
          ? [
              {
                item: '',
                severity: tolerance > 0 ? 'medium' : 'high',
                evidence: { lost, tolerance },
              },
            ]
          : [],
    };
  },
};
