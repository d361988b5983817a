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

import { mockServices } from '@backstage/backend-test-utils';
import { defaultRuleSettings, rules } from '@keyward/findings';
import { Environments } from '../store/environments/Environments';
import {
  FindingsEngine,
  type FindingsEngineOptions,
} from '../analyse/FindingsEngine';
import type { SourceFence } from '../ingest/inventory';
import { START } from './observations';
import type { TestInventory } from './testInventory';

/** Asks all rules, where no period applies to any value, at the time of the inventory, unless told otherwise. */
export function createTestEngine(
  test: TestInventory,
  options: Partial<
    Pick<
      FindingsEngineOptions,
      'environments' | 'held' | 'resourceRules' | 'rules' | 'settings'
    >
  > = {},
): FindingsEngine {
  return new FindingsEngine({
    knex: test.knex,
    logger: mockServices.logger.mock(),
    rules,
    settings: { ...defaultRuleSettings, rotationPolicies: [] },
    environments: new Environments(mockServices.rootConfig({ data: {} })),
    held: () => [test.fence],
    now: () => START + test.clock.minutes * 60_000,
    ...options,
  });
}

/** Analyses until nothing is due. */
export async function analyseAll(
  engine: FindingsEngine,
  fence: SourceFence,
): Promise<void> {
  while (await engine.analyse(fence)) {
    // There is more.
  }
}
