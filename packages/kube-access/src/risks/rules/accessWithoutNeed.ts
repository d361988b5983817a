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

import type { BindingObject } from '../../objects';
import { isEverywhere, type RiskRule } from './types';

export const accessWithoutNeed: RiskRule = {
  kind: 'access-without-need',
  find({ place, sort, reads: all }, { needs }) {
    // Nobody knows what people and groups need.
    if (!needs || sort !== 'account') {
      return undefined;
    }
    const needed = new Set<BindingObject>();
    for (const read of all) {
      if (needs.needsAny(place, read)) {
        needed.add(read.grant.binding);
      }
    }
    const reads = all.filter(({ grant }) => !needed.has(grant.binding));
    const severity = reads.some(isEverywhere) ? 'medium' : 'low';
    return reads.length > 0 ? { severity, reads } : undefined;
  },
};
