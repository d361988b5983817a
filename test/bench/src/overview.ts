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

// npm run bench -- overview [--secrets N] [--clusters N]: the portal's compliance
// overview with a million secrets in 100 clusters, against the query that the catalog
// page sends, of the same portal on the same PostgreSQL; a day of counts in which 1 %
// changed, against one INSERT … SELECT of all of its rows; and how the overview grows
// from a tenth of the secrets to all of them.
import { parseArgs } from 'node:util';
import { PortalApi, until } from '@internal/servers';
import createKnex, { type Knex } from 'knex';
import { PLATFORM_USER } from './api/generateCatalog';
import {
  type RecordedRequest,
  recordCatalogQuery,
} from './api/recordCatalogQuery';
import { startCatalogPortal } from './api/startCatalogPortal';
import { printResult } from './lib/printResult';
import { growth, median, quantile } from './lib/statistics';
import { timed } from './lib/timed';
import {
  type EstateSize,
  fillClusters,
  fillSecrets,
} from './overview/fillEstate';
import { countAll, measureDay } from './overview/measureCounts';

const SERVICES = 5000;
const OWNER = 'group:default/payments';
/** The portal's code is as warm at a tenth of the secrets as at all of them. */
const WARM_UP = 200;
const REQUESTS = 200;
const ROUNDS = 3;
const TIME_OUT_MS = 120_000;

async function main() {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- overview');
  }
  const { values } = parseArgs({
    options: {
      secrets: { type: 'string', default: '1000000' },
      clusters: { type: 'string', default: '100' },
    },
  });
  const size: EstateSize = {
    secrets: Number(values.secrets),
    clusters: Number(values.clusters),
    services: SERVICES,
  };
  const { portal, connection, stop } = await startCatalogPortal({
    postgres,
    database: 'bench_overview',
    components: SERVICES,
    owner: OWNER,
  });
  try {
    const query = await recordCatalogQuery(portal.url);
    console.error(`The catalog page sends ${query.method} ${query.path}`);
    const url = new URL(connection);
    url.searchParams.set('options', '-c search_path=secrets');
    const knex = createKnex({ client: 'pg', connection: url.href });
    try {
      await stopTasks(knex);
      const pat = await portal.signIn(PLATFORM_USER);
      await fillClusters(knex, size);
      const tenth = Math.floor(size.secrets / 10);
      await fillSecrets(knex, size, 1, tenth);
      await countAll(knex, size);
      const small = await measureOverview(pat, query, tenth);
      const filledMs = await timed(() =>
        fillSecrets(knex, size, tenth + 1, size.secrets),
      );
      const countAllMs = await timed(() => countAll(knex, size));
      const days = await measureDay(knex, size);
      const asked = await measureOverview(pat, query, size.secrets);
      printResult({
        bench: 'overview',
        ratios: {
          p95VsCatalog: asked.p95VsCatalog,
          snapshotVsCopy: days.snapshotMs / days.copyMs,
          // The catalog is the same at both sizes: its own time says nothing of growth.
          growth: growth(small.overviewP95Ms, asked.overviewP95Ms),
        },
        figures: {
          ...size,
          filledMs,
          countAllMs,
          p95VsCatalogAtTenth: small.p95VsCatalog,
          overviewP95MsAtTenth: small.overviewP95Ms,
          ...asked,
          ...days,
        },
      });
    } finally {
      await knex.destroy();
    }
  } finally {
    await stop();
  }
}

/** What the portal does now and then would undo what is filled in, or be measured beside. */
async function stopTasks(knex: Knex) {
  await until(async () => {
    const [{ count }] = await knex('backstage_backend_tasks__tasks').count({
      count: '*',
    });
    if (Number(count) < 5) {
      throw new Error('The portal has not begun its tasks');
    }
  }, TIME_OUT_MS);
  await knex('backstage_backend_tasks__tasks').update({
    next_run_start_at: knex.raw(`now() + interval '1 day'`),
  });
}

async function measureOverview(
  api: PortalApi,
  query: RecordedRequest,
  secrets: number,
) {
  const overview = '/api/secrets/compliance/overview';
  const answer = await api.get(overview);
  if (answer.secrets < secrets) {
    throw new Error(`The overview counts ${answer.secrets} secrets`);
  }
  const sides = {
    overview: { method: 'GET', path: overview } as RecordedRequest,
    catalog: query,
  };
  const p95s = { overview: [] as number[], catalog: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ['overview', 'catalog'] as const) {
      const times: number[] = [];
      for (let index = 0; index < WARM_UP + REQUESTS; index += 1) {
        const { method, path, body } = sides[name];
        const ms = await timed(async () => {
          const { status } = await api.request(method, path, body);
          if (status !== 200) {
            throw new Error(`${path} answered ${status}`);
          }
        });
        if (index >= WARM_UP) {
          times.push(ms);
        }
      }
      p95s[name].push(quantile(times, 0.95));
    }
  }
  const overviewP95Ms = median(p95s.overview);
  const catalogP95Ms = median(p95s.catalog);
  return {
    overviewP95Ms,
    catalogP95Ms,
    p95VsCatalog: overviewP95Ms / catalogP95Ms,
  };
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
