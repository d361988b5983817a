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

import { ConfigReader } from '@backstage/config';
// The plugin keeps its engine to itself; it is what is measured.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { Environments } from '../../../../plugins/secrets-backend/src/store/environments/Environments';
import { FindingsEngine } from '../../../../plugins/secrets-backend/src/analyse';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { defaultRuleSettings, rules } from '@keyward/findings';
import type { Knex } from 'knex';
import { FENCE } from './fillAnalysed';

/** An engine that asks all rules, of namespaces of which some have an environment. */
export function createEngine(
  knex: Knex,
  environments: { name: string; namespaces: string[] }[] = [],
): FindingsEngine {
  return new FindingsEngine({
    knex,
    logger: {
      error: console.error,
      warn: console.error,
      info: console.error,
      debug: () => {},
      child: () => {
        throw new Error('Nobody asks for it');
      },
    },
    rules,
    settings: defaultRuleSettings,
    environments: new Environments(
      new ConfigReader({ secrets: { findings: { environments } } }),
    ),
    held: () => [FENCE],
  });
}

/** Analyses until nothing is due. */
export async function drain(engine: FindingsEngine): Promise<void> {
  while (await engine.analyse(FENCE)) {
    // There may be more.
  }
}
