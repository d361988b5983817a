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

import type { SecretClass } from '../../observation/types';
import type { Rule } from '../types';
import { isProduction } from './isProduction';

/** Of what a guess would be worth something. */
const WORTH_GUESSING: ReadonlySet<SecretClass> = new Set([
  'password',
  'api-key',
  'token',
  'oauth-client',
  'encryption-key',
]);

/** A value that can be guessed: empty, common, or too short for what it protects. */
export const weakValue: Rule = {
  id: 'weak-value',
  judge(secret, settings) {
    return {
      verdicts: secret.keys
        .filter(key => key.weak && WORTH_GUESSING.has(key.class))
        .map(key => ({
          rule: 'weak-value',
          item: key.name,
          severity: isProduction(secret, settings) ? 'high' : 'medium',
          evidence: {
            class: key.class,
            why: key.size === 'empty' ? 'empty' : key.weakness ?? 'guessable',
          },
        })),
    };
  },
};
