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

// npm run bench -- analyse [--small]: all rules asked of all Secrets of an inventory
// in PostgreSQL, against reading the same rows from it, and against asking them of
// the one Secret that changed.
import { parseArgs } from 'node:util';
import { ConfigReader } from '@backstage/config';
// The plugin keeps its engine and its queue to itself; they are what is measured.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  Environments,
  FindingsEngine,
} from '../../../plugins/secrets-backend/src/findings';
import {
  enqueueAll,
  enqueueAnalyses,
} from '../../../plugins/secrets-backend/src/inventory';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { defaultRuleSettings, rules } from '@keyward/model';
import type { Knex } from 'knex';
import { type AnalysedSize, FENCE, fillAnalysed } from './analyse/fillAnalysed';
import { readAnalysed } from './analyse/readAnalysed';
import { openInventory } from './collect/openInventory';
import { emptyDatabase } from './lib/emptyDatabase';
import { printResult } from './lib/printResult';
import { growth, median } from './lib/statistics';

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
  const { values } = parseArgs({ options: { small: { type: 'boolean' } } });
  const sizes = values.small ? SIZES.slice(0, 1) : SIZES;
  const measured: Measured[] = [];
  for (const size of sizes) {
    const knex = await openInventory(
      await emptyDatabase(postgres, 'bench_analyse'),
    );
    try {
      console.error(`${size.secrets} Secrets are filled in`);
      await fillAnalysed(knex, size);
      measured.push(await measure(knex));
    } finally {
      await knex.destroy();
    }
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
    },
    figures: {
      ...last.figures,
      timeVsReadAt20000: measured[0].timeVsRead,
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

function createEngine(knex: Knex): FindingsEngine {
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
    environments: new Environments(new ConfigReader({})),
    held: () => [FENCE],
  });
}

async function drain(engine: FindingsEngine) {
  while (await engine.analyse(FENCE)) {
    // Until nothing is due.
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
