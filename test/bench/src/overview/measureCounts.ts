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
import { checksById, complianceChecks } from '@keyward/compliance';
import type { Knex } from 'knex';
// The plugin keeps how it counts to itself.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { AccessGraphs } from '../../../../plugins/secrets-backend/src/access';
import {
  countAndSave,
  loadFrameworks,
  snapshot,
} from '../../../../plugins/secrets-backend/src/app/compliance';
import { Environments } from '../../../../plugins/secrets-backend/src/store/environments/Environments';
import { DatabaseInventoryStore } from '../../../../plugins/secrets-backend/src/store/inventory';
import { loadSourceStates } from '../../../../plugins/secrets-backend/src/store/inventory/sourceStates';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { median } from '../lib/statistics';
import { timed } from '../lib/timed';
import { changeOnePercent, clusterId, type EstateSize } from './fillEstate';

const ROUNDS = 3;
const DAY_MS = 86_400_000;

async function optionsOf(knex: Knex, now = Date.now) {
  const config = new ConfigReader({});
  const checks = checksById(complianceChecks);
  const store = new DatabaseInventoryStore({ knex });
  return {
    access: { graphs: new AccessGraphs({ knex }), knex, store },
    checks,
    environments: new Environments(config),
    knex,
    loaded: await loadFrameworks(config, checks),
    now,
  };
}

/** Counts all sources, as the portal does one after the other. */
export async function countAll(
  knex: Knex,
  { clusters }: EstateSize,
): Promise<void> {
  const options = await optionsOf(knex);
  const states = await loadSourceStates(knex, Date.now());
  for (let index = 0; index < clusters; index += 1) {
    await countAndSave(options, states, clusterId(index), '0/0/0');
  }
}

/** Keeps a day, and the next one, of which 1 % is another; against a copy of all rows of a day. */
export async function measureDay(knex: Knex, size: EstateSize) {
  const firstMs = await timed(async () => snapshot(await optionsOf(knex)));
  await changeOnePercent(knex, size);
  const options = await optionsOf(knex, () => Date.now() + DAY_MS);
  const states = await loadSourceStates(knex, Date.now());
  const recountMs = await timed(async () => {
    for (const id of states.keys()) {
      await countAndSave(options, states, id, '0/0/0');
    }
  });
  await knex.raw('analyze');
  const copies: number[] = [];
  let rows = 0;
  for (let run = 0; run < ROUNDS; run += 1) {
    await knex.raw('drop table if exists copied_counts');
    await knex.raw(
      'create table copied_counts (like compliance_counts including all)',
    );
    const begun = performance.now();
    const { rowCount } = await knex.raw(
      'insert into copied_counts select * from compliance_counts where valid_to is null',
    );
    copies.push(performance.now() - begun);
    rows = rowCount;
  }
  const snapshotMs = await timed(() => snapshot(options));
  const [{ count }] = await knex('compliance_counts').count({ count: '*' });
  await knex.raw('drop table copied_counts');
  return {
    rowsOfDay: rows,
    rowsAdded: Number(count) - rows,
    firstDayMs: firstMs,
    recountMs,
    snapshotMs,
    copyMs: median(copies),
  };
}
