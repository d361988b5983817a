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

import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import { fetchPages, PlainSecret } from './fetchPages';
import { openInventory } from './openInventory';
import { RssWatch } from './RssWatch';
import type { SideOptions, SideResult } from './SideOptions';

const SOURCE = 'bench';
const KEY = Buffer.alloc(32, 7);

/** The pages fetched and parsed, an HMAC for each value, and an insert for each page and table. */
export async function floorSide(options: SideOptions): Promise<SideResult> {
  const knex = await openInventory(options.database);
  try {
    const watch = new RssWatch();
    const started = performance.now();
    let secrets = 0;
    // The next page is fetched while one is written: a floor must not wait.
    const pages = fetchPages(options.server, options.pages);
    let next = pages.next();
    for (;;) {
      const { value: page, done } = await next;
      if (done) {
        break;
      }
      next = pages.next();
      next.catch(() => {});
      await insertPage(knex, options.rows, page);
      secrets += page.length;
    }
    const firstMs = performance.now() - started;
    return { firstMs, rssOverIdleMb: watch.stop(), secrets };
  } finally {
    await knex.destroy();
  }
}

async function insertPage(
  knex: Knex,
  samples: Record<string, object>,
  page: PlainSecret[],
) {
  const rows: Record<string, object[]> = { secrets: [], secret_keys: [] };
  for (const { metadata, data } of page) {
    const { name, namespace, uid, creationTimestamp } = metadata;
    rows.secrets.push({
      ...samples.secrets,
      source_id: SOURCE,
      id: uid,
      ref: `kubernetes:${SOURCE}/${namespace}/${name}`,
      namespace,
      name,
      uid,
      created_at: creationTimestamp,
      search: `${namespace}/${name}`,
    });
    for (const [key, value] of Object.entries(data)) {
      rows.secret_keys.push({
        ...samples.secret_keys,
        source_id: SOURCE,
        secret_id: uid,
        name: key,
        fingerprint: createHmac('sha256', KEY)
          .update(Buffer.from(value, 'base64'))
          .digest('base64'),
      });
    }
  }
  await knex.transaction(async tx => {
    for (const [table, values] of Object.entries(rows)) {
      await tx.raw(
        `insert into ${table} select * from json_populate_recordset(null::${table}, ?::json)`,
        [JSON.stringify(values)],
      );
    }
  });
}
