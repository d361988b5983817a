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

import { isEverywhere, type RiskRule } from './types';

const LISTS = new Set(['list-secrets', 'watch-secrets']);

export const listWithoutNeed: RiskRule = {
  kind: 'list-without-need',
  find({ place, sort, reads: all }, { listNeeds }) {
    // Nobody knows what people and groups need.
    if (!listNeeds || sort !== 'account') {
      return undefined;
    }
    // Narrowed to names, a list shows no more than reading those does.
    const reads = all.filter(
      read =>
        LISTS.has(read.kind) && !read.names && !listNeeds.needsAny(place, read),
    );
    const severity = reads.some(isEverywhere) ? 'high' : 'medium';
    return reads.length > 0 ? { severity, reads } : undefined;
  },
};
