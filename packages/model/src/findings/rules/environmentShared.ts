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
import { isProduction } from './isProduction';
import { sharedValues } from './sharedValues';

/** A value of production that is in another environment as well, where more people may read it. */
export const environmentShared: Rule = {
  id: 'environment-shared',
  judge(secret, settings) {
    const mine = isProduction(secret, settings);
    return {
      verdicts: sharedValues(secret).flatMap(({ key, others }) => {
        const across = others.filter(
          other =>
            secret.environment !== undefined &&
            other.environment !== undefined &&
            isProduction(other, settings) !== mine,
        );
        return across.length === 0
          ? []
          : [
              {
                rule: 'environment-shared',
                item: key.name,
                severity: 'high' as const,
                evidence: {
                  class: key.class,
                  environment: secret.environment!,
                },
                others: across,
              },
            ];
      }),
    };
  },
};
