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

import type { RiskRule } from './types';

export const broadGroupAccess: RiskRule = {
  kind: 'broad-group-access',
  find({ isBroad, home, reads, ways }) {
    if (!isBroad || reads.length + ways.length === 0) {
      return undefined;
    }
    // The workloads of one namespace, and nothing but that namespace.
    const isAtHome =
      home !== undefined &&
      [...reads, ...ways].every(({ namespace }) => namespace === home);
    return {
      severity:
        (isAtHome && 'medium') || (home === undefined ? 'critical' : 'high'),
      reads,
      ways,
    };
  },
};
