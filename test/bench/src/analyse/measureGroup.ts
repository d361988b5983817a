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

// The plugin keeps its writer, its queue and its stores to itself; they are what is measured.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { DatabaseInventoryStore } from '../../../../plugins/secrets-backend/src/store/inventory';
import { DatabaseFindingsStore } from '../../../../plugins/secrets-backend/src/store/findings/DatabaseFindingsStore';
import { type FindingsEngine } from '../../../../plugins/secrets-backend/src/analyse';
import { enqueueAnalyses } from '../../../../plugins/secrets-backend/src/store/analyses/analyses';
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { OBSERVATION_VERSION } from '@keyward/observation';
import type { Knex } from 'knex';
import { generateSecrets } from '../collect/generateSecrets';
import { median } from '../lib/statistics';
import { timed } from '../lib/timed';
import { createEngine, drain } from './createEngine';
import {
  type AnalysedSize,
  FENCE,
  fillAnalysed,
  GROUP_PASSWORD,
  observe,
} from './fillAnalysed';

const GROUP = 10_000;
const SIZE: AnalysedSize = {
  secrets: 2 * GROUP,
  workloads: 2_000,
  group: GROUP,
};
const RUNS = 3;
const CHANGES = 30;
const ALL = { all: true } as const;

interface Row {
  id: string;
  namespace: string;
  name: string;
  uid: string;
}

/**
 * What it costs that 10,000 Secrets hold one value, against 10,000 in the same tables
 * whose values differ: to analyse them all, to analyse one of them again, to have
 * the value of one changed and changed back, and to read what is told of one.
 */
export async function measureGroup(knex: Knex) {
  await fillAnalysed(knex, SIZE);
  const engine = createEngine(knex, [
    { name: 'production', namespaces: namespaces(0, 10) },
    { name: 'staging', namespaces: namespaces(10, 20) },
  ]);
  await knex('analyses').delete();
  const rows: Row[] = await knex('secrets')
    .orderBy('name')
    .select('id', 'namespace', 'name', 'uid');
  const sides = { group: rows.slice(0, GROUP), alone: rows.slice(GROUP) };

  const first = await ofBoth(async side => {
    await enqueue(knex, sides[side]);
    return await timed(() => drain(engine));
  });
  await knex.raw('vacuum analyze');
  const again = await medians(RUNS, async side => {
    await enqueue(knex, sides[side]);
    return await timed(() => drain(engine));
  });
  const touched = await medians(CHANGES, async (side, run) => {
    await enqueue(knex, [sides[side][run]]);
    return await timed(() => engine.analyse(FENCE));
  });
  const change = changer(knex, engine);
  const changed = await medians(CHANGES, async (side, run) => {
    const row = sides[side][CHANGES + run];
    // It leaves the group, and comes back.
    await change(row, undefined);
    const others = side === 'group' ? GROUP_PASSWORD : undefined;
    return await timed(() => change(row, others));
  });
  const left = await medians(CHANGES, async (side, run) => {
    const row = sides[side][2 * CHANGES + run];
    return await timed(() => change(row, undefined));
  });
  const read = await readDetails(knex, sides);
  return {
    ratios: {
      groupFirstVsDifferent: first.group / first.alone,
      groupVsDifferent: again.group / again.alone,
      groupTouchVsElsewhere: touched.group / touched.alone,
      groupJoinVsElsewhere: changed.group / changed.alone,
      groupLeaveVsElsewhere: left.group / left.alone,
    },
    figures: {
      group: GROUP,
      groupFirstMs: first.group,
      differentFirstMs: first.alone,
      groupMs: again.group,
      differentMs: again.alone,
      groupTouchMs: touched.group,
      elsewhereTouchMs: touched.alone,
      groupJoinMs: changed.group,
      groupLeaveMs: left.group,
      elsewhereChangeMs: changed.alone,
      ...read,
    },
  };
}

type Side = 'group' | 'alone';

async function ofBoth(measure: (side: Side) => Promise<number>) {
  return { alone: await measure('alone'), group: await measure('group') };
}

/** The medians of both sides, measured by turns. */
async function medians(
  runs: number,
  measure: (side: Side, run: number) => Promise<number>,
) {
  const times: Record<Side, number[]> = { group: [], alone: [] };
  for (let run = 0; run < runs; run++) {
    for (const side of ['alone', 'group'] as const) {
      times[side].push(await measure(side, run));
    }
  }
  return { group: median(times.group), alone: median(times.alone) };
}

function namespaces(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, index) => `team-${from + index}`,
  );
}

async function enqueue(knex: Knex, rows: Row[]) {
  const dueAt = new Date().toISOString();
  await enqueueAnalyses(
    knex,
    rows.map(({ id }) => ({ sourceId: FENCE.sourceId, secretId: id, dueAt })),
  );
}

/** Gives a Secret other values, as a source tells of it, and analyses it. */
function changer(knex: Knex, engine: FindingsEngine) {
  const inventory = new Inventory({ knex });
  return async (row: Row, password: string | undefined) => {
    const [manifest] = generateSecrets(1);
    const { namespace, name, uid } = row;
    Object.assign(manifest.metadata, { namespace, name, uid });
    manifest.data = {
      ...(manifest.data as object),
      ...(password !== undefined && { password }),
    };
    await inventory.apply(FENCE, {
      version: OBSERVATION_VERSION,
      stream: 'v1/secrets',
      generation: 'bench',
      upserts: [observe(manifest)],
      gone: [],
      observedAt: new Date().toISOString(),
    });
    await drain(engine);
  };
}

/** What it takes to read one finding, and what else holds the values of a Secret. */
async function readDetails(knex: Knex, sides: Record<Side, Row[]>) {
  const findings = new DatabaseFindingsStore({ knex });
  const inventory = new DatabaseInventoryStore({ knex });
  const ids: Record<Side, string[]> = {
    group: await idsOf(knex, 'duplicate'),
    alone: await idsOf(knex, 'unused'),
  };
  const detail = await medians(
    CHANGES,
    async (side, run) =>
      await timed(async () => {
        if (!(await findings.getFinding(ids[side][run], ALL))) {
          throw new Error('A finding is not shown');
        }
      }),
  );
  const same = await medians(CHANGES, async (side, run) => {
    const { id } = sides[side][3 * CHANGES + run];
    return await timed(() => inventory.findSameValues(id, ALL));
  });
  return {
    groupFindingMs: detail.group,
    otherFindingMs: detail.alone,
    groupSameValuesMs: same.group,
    otherSameValuesMs: same.alone,
  };
}

async function idsOf(knex: Knex, rule: string): Promise<string[]> {
  return await knex('findings')
    .where({ rule })
    .orderBy('id')
    .limit(CHANGES)
    .pluck('id');
}
