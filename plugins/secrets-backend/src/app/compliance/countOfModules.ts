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

import {
  complianceChecks,
  loseTally,
  readTally,
  type Tally,
} from '@keyward/compliance';
import type { Knex } from 'knex';
import { loadCountedSources } from '../../store/compliance';
import type { ComplianceOptions } from './ComplianceOptions';
import { readWhole } from './wholeSource';

const NOTHING: Tally = { good: 0, bad: 0, unknown: 0 };

const OWN = new Set(complianceChecks.map(({ id }) => id));

/**
 * What modules count in a source, for checks of their own.
 *
 * Which checks a module that fails would have counted for is not known: of those that no
 * other module counts in the source, what was counted last becomes unknown, so that no
 * score rises.
 */
export async function countOfModules(
  {
    checks,
    facts = [],
    knex,
  }: Pick<ComplianceOptions, 'checks' | 'facts' | 'knex'>,
  source: { id: string; kind: string },
): Promise<Record<string, Tally>> {
  const tallies: Record<string, Tally> = {};
  let failures = 0;
  for (const provider of facts) {
    const told = await provider.countSource(source).catch(() => undefined);
    if (!told) {
      failures += 1;
      continue;
    }
    for (const [check, { good, bad, unknown }] of Object.entries(told)) {
      if (checks.has(check) && !OWN.has(check)) {
        tallies[check] = { good, bad, unknown };
      }
    }
  }
  if (failures > 0) {
    const last = await loadLast(knex, source.id);
    for (const check of checks.keys()) {
      if (!OWN.has(check) && !Object.hasOwn(tallies, check)) {
        tallies[check] = loseTally(
          readTally({ tallies: last }, check) ?? NOTHING,
        );
      }
    }
  }
  return tallies;
}

async function loadLast(
  knex: Knex,
  sourceId: string,
): Promise<Record<string, Tally>> {
  const counted = (await loadCountedSources(knex)).get(sourceId);
  return counted ? readWhole(counted.cluster).access.tallies : {};
}
