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

import type { SecretClass, Weakness } from '@keyward/observation';
import type { KeyFacts, Rule, Severity } from '../facts';
import { isProduction } from './isProduction';

/** Of what a guess would be worth something. */
const WORTH_GUESSING: ReadonlySet<SecretClass> = new Set([
  'password',
  'api-key',
  'token',
  'oauth-client',
  'encryption-key',
]);

const SEVERITIES: Record<
  Weakness,
  { production: Severity; elsewhere: Severity }
> = {
  // As often a setting that nobody uses as a door without a lock.
  empty: { production: 'medium', elsewhere: 'low' },
  // What everybody tries first, wherever it is.
  common: { production: 'high', elsewhere: 'high' },
  short: { production: 'high', elsewhere: 'medium' },
  guessable: { production: 'high', elsewhere: 'medium' },
};

/** A value that can be guessed: empty, common, or too short for what it protects. */
export const weakValue: Rule = {
  id: 'weak-value',
  judge(secret, settings) {
    const place = isProduction(secret, settings) ? 'production' : 'elsewhere';
    return {
      verdicts: secret.keys.flatMap(key => {
        const why = WORTH_GUESSING.has(key.class) ? whyWeak(key) : undefined;
        return why
          ? [
              {
                rule: 'weak-value',
                item: key.name,
                severity: SEVERITIES[why][place],
                evidence: { class: key.class, why },
              },
            ]
          : [];
      }),
    };
  },
};

/** Observations of old say only that it is. */
function whyWeak(key: KeyFacts): Weakness | undefined {
  if (key.weakness || !key.weak) {
    return key.weakness;
  }
  return key.size === 'empty' ? 'empty' : 'guessable';
}
