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

const RULE = 'restarts-often';
const MINUTE_MS = 60_000;
const SHORTEST_MS = 60 * MINUTE_MS;
const MOST_NAMED = 3;

/** What delivers it gives it a new value every few minutes, and restarts workloads each time. */
export const restartsOften: Rule = {
  id: RULE,
  words: {
    title: 'Restarts workloads often',
    sentence: ({ name, evidence }) =>
      `${evidence.by} gives ${name} a new value every ${minutesOf(
        evidence.everyMs,
      )}, and restarts ${evidence.targets} each time`,
    remedy:
      'Have the value last longer where it is made, or have the workload read it anew without a restart and name no targets.',
  },
  page: {
    says: 'workloads are restarted more often than once an hour for a new value',
    severity: 'low; production medium',
    text: `What delivers the Secret restarts workloads whenever the value changes, and the value never lasts an hour. The workloads restart around
the clock, and fail when the system that makes the values is down for a few minutes.

## When

A VaultDynamicSecret names \`rolloutRestartTargets\`, and its status says that its lease cannot be renewed and lasts so long that a new value
is due within an hour, or that Vault rotates the static credential that often. Or a VaultPKISecret names them, and its \`ttl\`
less its \`expiryOffset\` is less than an hour.

## When not

- The lease can be renewed: the value stays then for as long as Vault allows, which the object does not say.
- Nothing is restarted: the workload reads the new value by itself.
- A VaultStaticSecret with a short \`refreshAfter\`: it restarts workloads only when the value was changed.`,
  },
  judge(secret, settings) {
    const { exists, restarts } = secret;
    if (!exists || !restarts || restarts.everyMs >= SHORTEST_MS) {
      return { verdicts: [] };
    }
    const { by, everyMs, targets } = restarts;
    const more = targets.length - MOST_NAMED;
    return {
      verdicts: [
        {
          rule: RULE,
          item: '',
          severity: isProduction(secret, settings) ? 'medium' : 'low',
          evidence: {
            by,
            everyMs,
            targets: `${targets.slice(0, MOST_NAMED).join(', ')}${
              more > 0 ? ` and ${more} more` : ''
            }`,
          },
        },
      ],
    };
  },
};

function minutesOf(ms: unknown): string {
  const minutes = Math.max(1, Math.round(Number(ms) / MINUTE_MS));
  return minutes === 1 ? 'minute' : `${minutes} minutes`;
}
