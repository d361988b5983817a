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
// npm run bench -- soak [--snapshots FOLDER] [--requests N] [--warm-up N]: whether
// anything stays of requests. 20,000 of them after 5,000 to warm up, to all that
// the API answers, with Secrets, findings and rights; the heap is measured after
// forced collection.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { until } from '@internal/servers';
import { PLATFORM_USER, USER } from './api/generateCatalog';
import {
  type CatalogPortal,
  startCatalogPortal,
} from './api/startCatalogPortal';
import { printResult } from './lib/printResult';
import { generateCluster } from './soak/generateCluster';
import { HeapProbe } from './soak/HeapProbe';
import { type Known, readKnown, visit, type Visitors } from './soak/visits';

const OWNER = 'group:default/payments';
// A small cluster, so that many requests are answered: what stays of one does not
// depend on how much there is.
const NAMESPACES = 20;
const COMPONENTS = 200;
const SECRETS = 1000;
const WARM_UP = 5000;
const REQUESTS = 20_000;
const SAMPLES = 20;
/** Somebody else signs in. */
const SIGN_IN_EVERY = 500;
const AT_ONCE = 4;
const FILLED_TIME_OUT_MS = 300_000;
const MB = 1024 * 1024;

interface Plan {
  warmUp: number;
  requests: number;
  /** A folder for heap snapshots. */
  snapshots?: string;
}

async function main() {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- soak');
  }
  const { values } = parseArgs({
    options: {
      snapshots: { type: 'string' },
      requests: { type: 'string', default: String(REQUESTS) },
      'warm-up': { type: 'string', default: String(WARM_UP) },
    },
  });
  const plan: Plan = {
    warmUp: Number(values['warm-up']),
    requests: Number(values.requests),
    snapshots: values.snapshots,
  };
  const folder = await mkdtemp(join(tmpdir(), 'keyward-bench-soak-'));
  try {
    const path = join(folder, 'cluster.json');
    await writeFile(
      path,
      JSON.stringify(
        generateCluster({
          namespaces: NAMESPACES,
          secrets: SECRETS,
          components: COMPONENTS,
          owner: OWNER,
        }),
      ),
    );
    const started = await startCatalogPortal({
      postgres,
      database: 'bench_soak',
      components: COMPONENTS,
      owner: OWNER,
      config: {
        secrets: {
          dumps: [{ id: 'bench', path, title: 'Bench' }],
        },
      },
      nodeArgs: ['--inspect=127.0.0.1:0'],
    });
    try {
      await soak(started, plan);
    } finally {
      await started.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function soak({ portal }: CatalogPortal, plan: Plan) {
  const { warmUp, requests, snapshots } = plan;
  const signIn = async (): Promise<Visitors> => ({
    owner: await portal.signIn(USER),
    platform: await portal.signIn(PLATFORM_USER),
  });
  const visitors = await signIn();
  const known = await until(() => whenFilled(visitors), FILLED_TIME_OUT_MS);
  console.error('Everything is filled in');
  const probe = await HeapProbe.connect(portal.log());
  const snapshot = async (name: string) => {
    if (snapshots) {
      await probe.writeSnapshot(join(snapshots, `${name}.heapsnapshot`));
    }
  };
  await request(signIn, known, 0, warmUp);
  const heaps = [await probe.usedAfterCollection()];
  await snapshot('warm');
  const step = Math.ceil(requests / SAMPLES);
  const began = performance.now();
  for (let sample = 1; sample <= SAMPLES; sample++) {
    await request(signIn, known, warmUp + (sample - 1) * step, step);
    heaps.push(await probe.usedAfterCollection());
    console.error(
      `${sample * step} requests: ${(heaps.at(-1)! / MB).toFixed(1)} MB`,
    );
  }
  const seconds = (performance.now() - began) / 1000;
  await snapshot('end');
  probe.close();
  const last = heaps.slice(-1 - SAMPLES / 2);
  const furthest = last.reduce((one, other) =>
    Math.abs(other - last[0]) > Math.abs(one - last[0]) ? other : one,
  );
  printResult({
    bench: 'soak',
    // 1 is no change at all; 0.98 to 1.02 is the target.
    ratios: { heapOverLastHalf: furthest / last[0] },
    figures: {
      warmUp,
      requests: SAMPLES * step,
      heapWarmMb: heaps[0] / MB,
      heapBeforeLastHalfMb: last[0] / MB,
      heapFurthestMb: furthest / MB,
      heapEndMb: last.at(-1)! / MB,
      requestsPerSecond: (SAMPLES * step) / seconds,
    },
  });
}

/** @throws as long as the portal has not read, analysed and linked everything */
async function whenFilled(visitors: Visitors): Promise<Known> {
  const { owner, platform } = visitors;
  const { totalItems } = await owner.get(
    `/api/secrets/secrets?entityRef=component:default/service-${
      COMPONENTS - 1
    }&limit=1`,
  );
  if (totalItems !== SECRETS / COMPONENTS) {
    throw new Error(`The tab shows ${totalItems} secrets`);
  }
  const { analysedTo, total } = await platform.get(
    '/api/secrets/findings/summary',
  );
  if (analysedTo || total === 0) {
    throw new Error(`There are ${total} findings, and more to come`);
  }
  return await readKnown(visitors, COMPONENTS);
}

async function request(
  signIn: () => Promise<Visitors>,
  known: Known,
  start: number,
  count: number,
) {
  const end = start + count;
  let next = start;
  let visitors = await signIn();
  const work = async () => {
    while (next < end) {
      const index = next++;
      if (index % SIGN_IN_EVERY === 0) {
        visitors = await signIn();
      }
      await visit(visitors, index, known);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
