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

// npm run bench -- collect [--size 20000] [--large]: a first full sync of Secrets
// from a real API server into an empty PostgreSQL, against a floor that fetches,
// hashes and inserts the same without a thought, and against the bare list; then,
// for the memory that it takes, of as large Secrets as there can be.
import { parseArgs } from 'node:util';
import {
  type LivingCluster,
  startLivingCluster,
  until,
} from '@internal/servers';
import { generateSecrets } from './collect/generateSecrets';
import { runSide } from './collect/runSide';
import type { Server, SideName, SideResult } from './collect/SideOptions';
import { emptyDatabase } from './lib/emptyDatabase';
import { printResult } from './lib/printResult';
import { growth, median } from './lib/statistics';

const SIZES = [20_000, 200_000];
const SIDES: SideName[] = ['keyward', 'floor', 'list'];
const MANY = 100_000;
const LARGE = 2000;
/** Two keys of it are 1 MiB, which is what a Secret may have. */
const LARGE_KEY_BYTES = 2 ** 19;
const CACHED_TIME_OUT_MS = 300_000;

/** The medians of one number of Secrets. */
interface Measured {
  ratios: { timeVsFloor: number; resyncVsList: number };
  figures: Record<string, number>;
}

async function main() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', multiple: true },
      large: { type: 'boolean' },
    },
  });
  const isAll = !values.size && !values.large;
  const sizes = values.size?.map(Number) ?? (isAll ? SIZES : []);
  const measured: Measured[] = [];
  for (const size of sizes) {
    measured.push(await measure(size));
  }
  const figures: Record<string, number> = {};
  measured.forEach((each, index) => {
    for (const [name, value] of Object.entries(each.figures)) {
      figures[index === 0 ? name : `${name}At${sizes[index]}`] = value;
    }
  });
  if (isAll || values.large) {
    figures.rssOverIdleMbOfLarge = await measureLarge();
  }
  const last = measured[measured.length - 1];
  const isTenTimes = sizes.length === 2 && sizes[1] === 10 * sizes[0];
  printResult({
    bench: 'collect',
    ratios: {
      ...measured[0]?.ratios,
      ...(isTenTimes && {
        growth: growth(measured[0].ratios.timeVsFloor, last.ratios.timeVsFloor),
      }),
    },
    figures,
  });
}

/** Megabytes over those of an idle process, of the sync that took most of them. */
async function measureLarge(): Promise<number> {
  return await withCluster(async (cluster, postgres) => {
    console.error(`${LARGE} Secrets of 1 MiB are made`);
    await cluster.putObjects(generateSecrets(LARGE, LARGE_KEY_BYTES));
    // Until the server has them all in its cache it looks for those of a type in etcd.
    await until(
      () =>
        cluster.api.call(
          'GET',
          '/api/v1/secrets?limit=1&fieldSelector=type%3Dnone',
        ),
      CACHED_TIME_OUT_MS,
    );
    let most = 0;
    for (let run = 0; run < 3; run++) {
      const result = await runSide({
        side: 'keyward',
        // Two gigabytes keep the server busy: what it answers late is asked again.
        isPatient: true,
        server: serverOf(cluster),
        database: await emptyDatabase(postgres, 'bench_large'),
        pages: [],
        rows: {},
      });
      checkCount('keyward', result, LARGE);
      console.error(`keyward: ${Math.round(result.rssOverIdleMb)} MB more`);
      most = Math.max(most, result.rssOverIdleMb);
    }
    return most;
  });
}

async function withCluster<T>(
  use: (cluster: LivingCluster, postgres: string) => Promise<T>,
): Promise<T> {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- collect');
  }
  const cluster = await startLivingCluster({
    clusterName: 'bench',
    controllerManager: false,
    scheduler: false,
    kwok: false,
    apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
    onProgress: console.error,
  });
  try {
    return await use(cluster, postgres);
  } finally {
    await cluster.stop();
  }
}

function serverOf({ url, caData, adminToken }: LivingCluster): Server {
  return { url, caData, token: adminToken };
}

function checkCount(side: SideName, { secrets }: SideResult, size: number) {
  if (secrets !== size) {
    throw new Error(`${side} read ${secrets} of ${size} Secrets`);
  }
}

async function measure(size: number): Promise<Measured> {
  return await withCluster(async (cluster, postgres) => {
    console.error(`${size} Secrets are made`);
    await cluster.putObjects(generateSecrets(size));
    const results = new Map(SIDES.map(side => [side, [] as SideResult[]]));
    let pages: number[] = [];
    let rows: Record<string, object> = {};
    const runs = size < MANY ? 5 : 3;
    // The first round fills caches and tells the floor the sizes of the pages.
    for (let run = 0; run <= runs; run++) {
      for (const side of run % 2 || run === 0 ? SIDES : [...SIDES].reverse()) {
        const result = await runSide({
          side,
          server: serverOf(cluster),
          database: await emptyDatabase(postgres, `bench_${side}`),
          pages,
          rows,
        });
        checkCount(side, result, size);
        pages = result.pages ?? pages;
        rows = result.rows ?? rows;
        console.error(
          `${side} ${run}: ${Math.round(result.firstMs)} ms, again ${Math.round(
            result.secondMs ?? 0,
          )} ms, ${Math.round(result.rssOverIdleMb)} MB more`,
        );
        if (run > 0) {
          results.get(side)!.push(result);
        }
      }
    }
    const of = (side: SideName, value: (result: SideResult) => number) =>
      median(results.get(side)!.map(value));
    const first = (side: SideName) => of(side, ({ firstMs }) => firstMs);
    const second = (side: SideName) => of(side, result => result.secondMs!);
    return {
      ratios: {
        timeVsFloor: first('keyward') / first('floor'),
        resyncVsList: second('keyward') / second('list'),
      },
      figures: {
        secrets: size,
        pages: pages.length,
        largestPage: Math.max(...pages),
        timeVsList: first('keyward') / first('list'),
        rssOverIdleMb: Math.max(
          ...results.get('keyward')!.map(({ rssOverIdleMb }) => rssOverIdleMb),
        ),
        firstSyncMs: first('keyward'),
        resyncMs: second('keyward'),
        floorMs: first('floor'),
        listMs: first('list'),
        secondListMs: second('list'),
        runs,
      },
    };
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
