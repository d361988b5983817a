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

/** What delivers a secret says that it cannot: its value may be an old one, or is missing. */
export const deliveryFailed: Rule = {
  id: 'delivery-failed',
  judge(secret, settings) {
    const { certificates, deliverer } = secret;
    // Of cert-manager's, `certificate-renewal-failed` tells, and gives it time.
    const isRenewal =
      certificates?.renewal !== undefined &&
      certificates.keys.some(({ name }) => name === 'tls.crt');
    if (deliverer.ready !== 'false' || isRenewal) {
      return { verdicts: [] };
    }
    return {
      verdicts: [
        {
          rule: 'delivery-failed',
          item: '',
          severity: isProduction(secret, settings) ? 'high' : 'medium',
          evidence: {
            deliverer: [deliverer.kind, deliverer.name]
              .filter(Boolean)
              .join('/'),
            ...(deliverer.reason ? { reason: deliverer.reason } : {}),
            ...(deliverer.cause ? { cause: deliverer.cause } : {}),
            ...(deliverer.becauseOf
              ? { becauseOf: deliverer.becauseOf.name }
              : {}),
            ...(deliverer.since ? { since: deliverer.since } : {}),
          },
          ...(deliverer.becauseOf ? { becauseOf: deliverer.becauseOf.id } : {}),
        },
      ],
    };
  },
};
