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

import { matchRight } from '../../paths/matchRights';
import type { NeededRight } from '../../paths';
import { isEverywhere, type RiskRule } from './types';

const secrets: NeededRight['resources'] = [['', 'secrets']];
const WRITES: NeededRight[] = [
  { verbs: ['create'], resources: secrets, isUnnamed: true },
  { verbs: ['update', 'delete'], resources: secrets },
];

export const defaultAccountAccess: RiskRule = {
  kind: 'default-account-access',
  find({ isDefault, grants, reads }) {
    if (!isDefault) {
      return undefined;
    }
    const ways = WRITES.flatMap(right =>
      matchRight(right, grants).map(({ namespace, evidence }) => ({
        kind: 'write-secrets',
        namespace,
        evidence: [evidence],
      })),
    );
    if (reads.length + ways.length === 0) {
      return undefined;
    }
    const severity = reads.some(isEverywhere) ? 'critical' : 'high';
    return { severity, reads, ways };
  },
};
