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
import type { StoredSecret } from '../../database';

/** The states of a secret in words, worst first, each with what mends it. */
export function toProblems(secret: StoredSecret): Problem[] {
  return secret.states.map(state => {
    switch (state) {
      case 'deliveryFailed': {
        const { kind, name, reason, since } = secret.deliverer;
        const what = `${kind}${name ? ` ${name}` : ''}`;
        return {
          code: state,
          message: `${what} says that it failed${reason ? `: ${reason}` : ''}`,
          remedy: `Look at the status of ${what} in the namespace ${secret.namespace}.`,
          ...(since ? { since } : {}),
        };
      }
      case 'missing':
        return {
          code: state,
          message: `${
            secret.consumers[0] ?? 'Something'
          } refers to it, and it is not there`,
          remedy:
            'Create it, mend what should deliver it, or remove the reference.',
          ...(secret.goneAt ? { since: secret.goneAt } : {}),
        };
      default:
        return {
          code: state,
          message: `${secret.sourceTitle} is not followed at the moment: this may be out of date`,
          remedy: 'The page Sources says what is wrong with it.',
          ...(secret.sourceStateSince
            ? { since: secret.sourceStateSince }
            : {}),
        };
    }
  });
}
