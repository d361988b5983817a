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
// portal on the same PostgreSQL; and against the least that it could take: reading
// the entity as the caller, and one query for a page by an index.
import { PortalApi, until } from '@internal/servers';
import createKnex, { type Knex } from 'knex';
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
      await measure(api, query, url.href);
    } finally {
      await release();
    }
  } finally {
    await stop();
  }
}

async function measure(
  api: PortalApi,
  query: RecordedRequest,
  connection: string,
) {
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
  const knex = createKnex({ client: 'pg', connection, pool: { max: 10 } });
  const ask = (requestOf: (index: number) => RecordedRequest): Side => {
    return async index => {
      const { method, path, body } = requestOf(index);
      const { status } = await api.request(method, path, body);
      if (status !== 200) {
        throw new Error(`${path} answered ${status}`);
      }
    };
  };
  const readEntity = ask(entity);
  const sides: Record<string, Side> = {
    tab: ask(tab),
    catalog: ask(() => query),
    entity: readEntity,
    floor: async index => {
      await readEntity(index);
      await readPage(knex, `component:default/service-${index % COMPONENTS}`);
    },
  };
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
      floor: [],
    };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, side] of Object.entries(sides)) {
        await load(side, concurrency, WARM_UP);
        const times = await load(side, concurrency, REQUESTS);
        p95s[name].push(quantile(times, 0.95));
        console.error(
          `${name} at ${concurrency}: p50 ${quantile(times, 0.5).toFixed(
            1,
          )} ms, ` + `p95 ${quantile(times, 0.95).toFixed(1)} ms`,
        );
      }
    }
    const [ours, theirs] = [median(p95s.tab), median(p95s.catalog)];
    figures[`p95MsAt${concurrency}`] = ours;
    figures[`catalogP95MsAt${concurrency}`] = theirs;
    figures[`entityP95MsAt${concurrency}`] = median(p95s.entity);
    figures[`floorP95MsAt${concurrency}`] = median(p95s.floor);
    figures[`p95VsCatalogAt${concurrency}`] = ours / theirs;
    figures[`p95VsFloorAt${concurrency}`] = ours / median(p95s.floor);
    ratios.push(ours / theirs);
  }
  await knex.destroy();
  printResult({
    bench: 'api',
    ratios: {
      p95VsCatalog: Math.max(...ratios),
      p95VsFloor: figures.p95VsFloorAt1,
    },
    figures,
  });
}

/** The least that a page of the secrets of an entity takes of a database. */
async function readPage(knex: Knex, entityRef: string): Promise<void> {
  const rows = await knex('entity_links as l')
    .join('secrets as s', join =>
      join.on('s.source_id', 'l.source_id').andOn('s.id', 'l.secret_id'),
    )
    .where('l.entity_ref', entityRef)
    .orderBy(['s.urgency', 's.name', 's.id'])
    .limit(51)
    .select('s.*');
  if (rows.length === 0) {
    throw new Error(`${entityRef} has no secrets`);
  }
}

/** Asks once, about another component each time. */
type Side = (index: number) => Promise<void>;

async function load(
  side: Side,
  concurrency: number,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      // Another component each time: nobody is to win by remembering one.
      const index = (next++ * 37) % COMPONENTS;
      const started = performance.now();
      await side(index);
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
