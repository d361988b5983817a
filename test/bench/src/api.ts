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

// npm run bench -- api: the endpoint of the Secrets tab with 200,000 Secrets and
// 5,000 components, against the query that the catalog page sends, of the same
// portal on the same PostgreSQL.
import { PortalApi, until } from '@internal/servers';
import { fillInventory } from './api/fillInventory';
import { RecordedRequest, recordCatalogQuery } from './api/recordCatalogQuery';
import { startCatalogPortal } from './api/startCatalogPortal';
import { printResult } from './lib/printResult';
import { median, quantile } from './lib/statistics';

const SECRETS = 200_000;
const COMPONENTS = 5000;
const OWNER = 'group:default/payments';
const WARM_UP = 30;
const REQUESTS = 300;
const ROUNDS = 3;
const SHOWN_TIME_OUT_MS = 300_000;

async function main() {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- api');
  }
  const { portal, api, connection, stop } = await startCatalogPortal({
    postgres,
    database: 'bench_api',
    components: COMPONENTS,
    owner: OWNER,
  });
  try {
    const query = await recordCatalogQuery(portal.url);
    console.error(`The catalog page sends ${query.method} ${query.path}`);
    const url = new URL(connection);
    url.searchParams.set('options', '-c search_path=secrets');
    const { isLinked, release } = await fillInventory(url.href, {
      secrets: SECRETS,
      components: COMPONENTS,
      owner: OWNER,
    });
    try {
      await until(isLinked, SHOWN_TIME_OUT_MS);
      await measure(api, query);
    } finally {
      await release();
    }
  } finally {
    await stop();
  }
}

async function measure(api: PortalApi, query: RecordedRequest) {
  const tab = (index: number): RecordedRequest => ({
    method: 'GET',
    path: `/api/secrets/secrets?entityRef=${encodeURIComponent(
      `component:default/service-${index % COMPONENTS}`,
    )}`,
  });
  await until(async () => {
    const { totalItems } = await api.get(tab(7).path);
    if (totalItems !== SECRETS / COMPONENTS) {
      throw new Error(`The tab shows ${totalItems} secrets`);
    }
  }, SHOWN_TIME_OUT_MS);
  // What of the tab's time is the catalog's own, and printed as a figure: each
  // request reads its entity there, as the caller.
  const entity = (index: number): RecordedRequest => ({
    method: 'GET',
    path: `/api/catalog/entities/by-name/component/default/service-${
      index % COMPONENTS
    }`,
  });
  const sides = { tab, catalog: () => query, entity };
  const ratios: number[] = [];
  const figures: Record<string, number> = {
    secrets: SECRETS,
    components: COMPONENTS,
  };
  for (const concurrency of [1, 10]) {
    const p95s: Record<string, number[]> = {
      tab: [],
      catalog: [],
      entity: [],
    };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, side] of Object.entries(sides)) {
        await load(api, side, concurrency, WARM_UP);
        const times = await load(api, side, concurrency, REQUESTS);
        p95s[name].push(quantile(times, 0.95));
      }
    }
    const [ours, theirs] = [median(p95s.tab), median(p95s.catalog)];
    figures[`p95MsAt${concurrency}`] = ours;
    figures[`catalogP95MsAt${concurrency}`] = theirs;
    figures[`entityP95MsAt${concurrency}`] = median(p95s.entity);
    figures[`p95VsCatalogAt${concurrency}`] = ours / theirs;
    ratios.push(ours / theirs);
  }
  printResult({
    bench: 'api',
    ratios: { p95VsCatalog: Math.max(...ratios) },
    figures,
  });
}

async function load(
  api: PortalApi,
  requestOf: (index: number) => RecordedRequest,
  concurrency: number,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      // Another component each time: nobody is to win by remembering one.
      const { method, path, body } = requestOf((next++ * 37) % COMPONENTS);
      const started = performance.now();
      const { status } = await api.request(method, path, body);
      if (status !== 200) {
        throw new Error(`${path} answered ${status}`);
      }
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return times;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
