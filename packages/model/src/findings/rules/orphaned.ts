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

import type { Rule } from '../types';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What made the secret is gone and has left it behind, which the garbage
 * collector does not clear: it is not renewed, and nobody's manifest names it.
 */
export const orphaned: Rule = {
  id: 'orphaned',
  judge({ deliverer: { absent, kind, name, namespace } }, { now }) {
    if (absent === undefined) {
      return { verdicts: [] };
    }
    return {
      verdicts: absent
        ? [
            {
              rule: 'orphaned',
              item: '',
              severity: 'low',
              evidence: {
                deliverer: [kind, name].filter(Boolean).join('/'),
                ...(namespace ? { namespace } : {}),
              },
            },
          ]
        : [],
      // That a tool's object goes changes nothing of the secret itself.
      reviewAt: new Date(Date.parse(now) + DAY_MS).toISOString(),
    };
  },
};
