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

import { type ObservationBatch } from '@keyward/observation';
import { createFingerprinter } from '@keyward/values';
import { KubernetesCollector } from '@keyward/kube-collector';
// The plugin keeps its writer to itself; measured is the very one it runs.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
import { KubeConfig } from '@kubernetes/client-node';
import type { Knex } from 'knex';
import { openInventory } from './openInventory';
import { RssWatch } from './RssWatch';
import type { SideOptions, SideResult } from './SideOptions';

const SOURCE = 'bench';
const SECRETS = 'v1/secrets';
const TABLES = ['secrets', 'secret_keys'];
const fence = { sourceId: SOURCE, fence: 1, mode: 'fingerprint' };

/**
 * The collector and the inventory as the back end has them: a first full sync of
 * the whole cluster, and another one of the Secrets alone, as follows when the
 * server does not keep any more from where these were watched.
 */
export async function keywardSide(options: SideOptions): Promise<SideResult> {
  const knex = await openInventory(options.database);
  try {
    await addSource(knex);
    const inventory = new Inventory({ knex });
    const watch = new RssWatch();
    const first = await sync(inventory, options);
    const rssOverIdleMb = watch.stop();
    const secrets = await count(knex, 'secrets');
    const second = await sync(inventory, options, await otherCursors(knex));
    if ((await count(knex, 'secrets')) !== secrets) {
      throw new Error('The second sync left other Secrets than the first');
    }
    const rows: Record<string, object> = {};
    for (const table of TABLES) {
      rows[table] = await knex(table).first();
    }
    return {
      firstMs: first.ms,
      secondMs: second.ms,
      rssOverIdleMb,
      secrets,
      pages: first.pages,
      rows,
    };
  } finally {
    await knex.destroy();
  }
}

/** Until the last full list of Secrets is committed. */
async function sync(
  inventory: Inventory,
  { server, isPatient = false }: SideOptions,
  cursors: Record<string, string> = {},
) {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {
      name: SOURCE,
      server: server.url,
      caData: Buffer.from(server.caData).toString('base64'),
      skipTLSVerify: false,
    },
    { name: SOURCE, token: server.token },
  );
  const collector = new KubernetesCollector({
    sourceId: SOURCE,
    kubeConfig,
    mode: 'fingerprint',
    fingerprinter: createFingerprinter({
      key: Buffer.alloc(32, 7),
      keyId: 'bench',
    }),
    kinds: [],
  });
  const enough = new AbortController();
  const left = new Set([
    SECRETS,
    `${SECRETS}:helm-releases`,
    `${SECRETS}:service-account-tokens`,
    `${SECRETS}:sealing-keys`,
  ]);
  const pages: number[] = [];
  let ms: number | undefined;
  const started = performance.now();
  await collector.run({
    signal: enough.signal,
    cursors,
    isApplied: (...version) => inventory.isApplied(fence, ...version),
    report: async ({ problems }) => {
      if (problems?.length && !isPatient) {
        throw new Error(problems.map(({ message }) => message).join('; '));
      }
    },
    apply: async (batch: ObservationBatch) => {
      if (enough.signal.aborted) {
        return;
      }
      await inventory.apply(fence, batch);
      if (batch.stream === SECRETS && batch.generation) {
        pages.push(batch.upserts.length + (batch.unchanged?.length ?? 0));
      }
      if (batch.complete) {
        left.delete(batch.stream);
      }
      if (left.size === 0) {
        ms ??= performance.now() - started;
        enough.abort();
      }
    },
  });
  if (ms === undefined) {
    throw new Error('The collector ended before its first sync');
  }
  return { ms, pages };
}

/** Where to go on from with what is no Secret. */
async function otherCursors(knex: Knex): Promise<Record<string, string>> {
  const rows = await knex('streams')
    .where({ source_id: SOURCE })
    .whereNotNull('cursor')
    .select<{ stream: string; cursor: string }[]>('stream', 'cursor');
  return Object.fromEntries(
    rows
      .filter(({ stream }) => !stream.startsWith(SECRETS))
      .map(({ stream, cursor }) => [stream, cursor]),
  );
}

async function addSource(knex: Knex) {
  const now = new Date().toISOString();
  await knex('sources').insert({
    id: SOURCE,
    kind: 'kubernetes',
    title: SOURCE,
    state: 'syncing',
    state_since: now,
    problems: '[]',
    warnings: '[]',
    heartbeat_at: now,
  });
  await knex('source_leases').insert({
    source_id: SOURCE,
    holder: SOURCE,
    fence: fence.fence,
    expires_at: 0,
  });
}

async function count(knex: Knex, table: string): Promise<number> {
  const row = await knex(table).count({ count: '*' }).first();
  return Number(row?.count);
}
