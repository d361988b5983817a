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

import type { Problem } from '../../schema/openapi/generated/models';
import type { StoredSecret } from '../../store/inventory';

/**
 * What stands in the way of knowing how a secret is, and what mends it. What is wrong
 * with the secret itself its findings tell.
 */
export function toProblems(secret: StoredSecret): Problem[] {
  return secret.states.includes('sourceStale')
    ? [
        {
          code: 'sourceStale',
          message: `${secret.sourceTitle} is not followed at the moment: this may be out of date`,
          remedy: 'The page Sources says what is wrong with it.',
          ...(secret.sourceStateSince
            ? { since: secret.sourceStateSince }
            : {}),
        },
      ]
    : [];
}
