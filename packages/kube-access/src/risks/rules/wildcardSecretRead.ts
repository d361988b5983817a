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

import type { SubjectRead } from '../SubjectAccess';
import { isEverywhere, type RiskRule } from './types';

export const wildcardSecretRead: RiskRule = {
  kind: 'wildcard-secret-read',
  find({ reads: all }) {
    const reads = all.filter(hasWildcard);
    const severity = reads.some(isEverywhere) ? 'critical' : 'high';
    return reads.length > 0 ? { severity, reads } : undefined;
  },
};

/** A wildcard of groups opens no more Secrets than the core group does. */
function hasWildcard({ names, grant, evidence: [{ rule }] }: SubjectRead) {
  const { verbs, resources } = grant.role.role.rules[rule];
  return !names && (verbs.includes('*') || resources?.includes('*') === true);
}
