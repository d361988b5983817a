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

// npm run bench -- analyse [--small | --group]: all rules asked of all Secrets of an
// inventory in PostgreSQL, against reading the same rows from it, and against asking
// them of the one Secret that changed; and of 10,000 that hold one value, against as
// many whose values differ.
import { parseArgs } from 'node:util';
// The plugin keeps its queue to itself.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  enqueueAll,
  enqueueAnalyses,
} from '../../../plugins/secrets-backend/src/store/analyses/analyses';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import type { Knex } from 'knex';
import { createEngine, drain } from './analyse/createEngine';
import { type AnalysedSize, FENCE, fillAnalysed } from './analyse/fillAnalysed';
import { measureGroup } from './analyse/measureGroup';
import { readAnalysed } from './analyse/readAnalysed';
import { openInventory } from './collect/openInventory';
import { emptyDatabase } from './lib/emptyDatabase';
import { printResult } from './lib/printResult';
import { growth, median } from './lib/statistics';
import { timed } from './lib/timed';

const SIZES: AnalysedSize[] = [
  { secrets: 20_000, workloads: 2_000 },
  { secrets: 200_000, workloads: 20_000 },
];
const RUNS = 3;
const CHANGES = 30;
const MB = 1024 * 1024;

/** The medians of one size. */
interface Measured {
  timeVsRead: number;
  oneChangeVsFull: number;
  figures: Record<string, number>;
}

async function main() {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- analyse');
  }
  const { values } = parseArgs({
    options: { small: { type: 'boolean' }, group: { type: 'boolean' } },
  });
  const inEmpty = async <T>(run: (knex: Knex) => Promise<T>): Promise<T> => {
    const knex = await openInventory(
      await emptyDatabase(postgres, 'bench_analyse'),
    );
    try {
      return await run(knex);
    } finally {
      await knex.destroy();
    }
  };
  console.error('Secrets that hold one value are filled in');
  const group = await inEmpty(measureGroup);
  if (values.group) {
    printResult({ bench: 'analyse', ...group });
    return;
  }
  const measured: Measured[] = [];
  for (const size of values.small ? SIZES.slice(0, 1) : SIZES) {
    console.error(`${size.secrets} Secrets are filled in`);
    measured.push(
      await inEmpty(async knex => {
        await fillAnalysed(knex, size);
        return await measure(knex);
      }),
    );
  }
  const last = measured[measured.length - 1];
  printResult({
    bench: 'analyse',
    ratios: {
      timeVsRead: last.timeVsRead,
      oneChangeVsFull: last.oneChangeVsFull,
      ...(measured.length === 2 && {
        growth: growth(measured[0].timeVsRead, last.timeVsRead),
      }),
      ...group.ratios,
    },
    figures: {
      ...last.figures,
      timeVsReadAt20000: measured[0].timeVsRead,
      ...group.figures,
    },
  });
}

async function measure(knex: Knex): Promise<Measured> {
  const engine = createEngine(knex);
  // What was noted when the rows came is the first analysis, which writes all findings.
  const firstMs = await timed(() => drain(engine));
  await knex.raw('vacuum analyze');
  const full: number[] = [];
  const read: number[] = [];
  let rows = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    rows = await readAnalysed(knex, FENCE.sourceId);
    read.push(performance.now() - start);
    await enqueueAll(knex, FENCE.sourceId, new Date().toISOString());
    full.push(await timed(() => drain(engine)));
    console.error(
      `analysed in ${Math.round(full[run])} ms, read in ${Math.round(
        read[run],
      )} ms`,
    );
  }
  const changed: { id: string }[] = await knex('secrets')
    .orderBy('name')
    .limit(CHANGES)
    .select('id');
  const one: number[] = [];
  for (const { id } of changed) {
    await enqueueAnalyses(knex, [
      {
        sourceId: FENCE.sourceId,
        secretId: id,
        dueAt: new Date().toISOString(),
      },
    ]);
    one.push(await timed(() => engine.analyse(FENCE)));
  }
  const [{ count }] = await knex('findings').count({ count: '*' });
  const timeVsRead = median(full.map((ms, run) => ms / read[run]));
  return {
    timeVsRead,
    oneChangeVsFull: median(one) / median(full),
    figures: {
      firstMs,
      fullMs: median(full),
      readMs: median(read),
      oneChangeMs: median(one),
      rows,
      findings: Number(count),
      rssMb: process.memoryUsage().rss / MB,
    },
  };
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
