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

import type { Rule } from '../facts';
import { isProduction } from './isProduction';

/** A workload refers to a Secret that does not exist and cannot do without it. */
export const missingSecret: Rule = {
  id: 'missing-secret',
  judge(secret, settings) {
    const waiting = secret.consumers.filter(({ optional }) => !optional);
    if (secret.exists || waiting.length === 0) {
      return { verdicts: [] };
    }
    return {
      verdicts: [
        {
          rule: 'missing-secret',
          item: '',
          severity: isProduction(secret, settings) ? 'high' : 'medium',
          evidence: { consumers: namesOf(waiting) },
        },
      ],
    };
  },
};

function namesOf(consumers: { kind: string; name: string }[]): string[] {
  return [
    ...new Set(consumers.map(({ kind, name }) => `${kind}/${name}`)),
  ].slice(0, 10);
}
