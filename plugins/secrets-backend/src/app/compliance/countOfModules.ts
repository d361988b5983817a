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

import { complianceChecks, type Tally } from '@keyward/compliance';
import type { ComplianceOptions } from './ComplianceOptions';

const OWN = new Set(complianceChecks.map(({ id }) => id));

/**
 * What modules count in a source, for checks of their own. One that fails leaves its
 * checks unknown, and all others as they are.
 */
export async function countOfModules(
  { checks, facts = [] }: Pick<ComplianceOptions, 'checks' | 'facts'>,
  source: { id: string; kind: string },
): Promise<Record<string, Tally>> {
  const tallies: Record<string, Tally> = {};
  for (const provider of facts) {
    const told = await provider.countSource(source).catch(() => ({}));
    for (const [check, { good, bad, unknown }] of Object.entries(told)) {
      if (checks.has(check) && !OWN.has(check)) {
        tallies[check] = { good, bad, unknown };
      }
    }
  }
  return tallies;
}
