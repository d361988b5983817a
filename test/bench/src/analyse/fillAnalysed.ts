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

// The plugin keeps its writer to itself; the rows are to be those that it writes.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { Inventory } from '../../../../plugins/secrets-backend/src/inventory';
import {
  createFingerprinter,
  OBSERVATION_VERSION,
  observeObject,
  observeSecret,
  type Observation,
} from '@keyward/model';
import type { Knex } from 'knex';
import { generateSecrets } from '../collect/generateSecrets';

const PAGE = 2000;
const DAY_MS = 86_400_000;
/** What the last Secrets of each workload hold is what another one holds as well. */
const SHARED_EVERY = 50;
/** One Secret of as many has nobody who uses it. */
const UNUSED_EVERY = 10;

/** How much there is. */
export interface AnalysedSize {
  secrets: number;
  workloads: number;
}

/** The source that {@link fillAnalysed} fills. */
export const FENCE = {
  sourceId: 'bench',
  fence: 1,
  mode: 'fingerprint',
} as const;

/**
 * Fills an inventory with Secrets of two keys each and with Deployments that
 * refer to nine of ten of them; one of fifty has the values of its neighbour.
 */
export async function fillAnalysed(knex: Knex, size: AnalysedSize) {
  const now = Date.now();
  const iso = (time: number) => new Date(time).toISOString();
  await knex('sources').insert({
    id: FENCE.sourceId,
    kind: 'kubernetes',
    title: FENCE.sourceId,
    mode: FENCE.mode,
    state: 'live',
    state_since: iso(now),
    last_full_sync: iso(now),
    problems: '[]',
    warnings: '[]',
    heartbeat_at: iso(now + DAY_MS),
  });
  await knex('source_leases').insert({
    source_id: FENCE.sourceId,
    holder: 'bench',
    fence: FENCE.fence,
    expires_at: now + DAY_MS,
  });
  const inventory = new Inventory({ knex });
  await fill(inventory, 'v1/secrets', secretsOf(size));
  await fill(inventory, 'apps/v1/deployments', workloadsOf(size));
  // Long enough to say that nobody uses what has no reference.
  await knex('sources').update({ observed_since: iso(now - 60 * DAY_MS) });
  // As autovacuum does within a minute: the plans are to be those of every day.
  await knex.raw('vacuum analyze');
}

async function fill(
  inventory: Inventory,
  stream: string,
  observations: Iterable<Observation>,
) {
  const apply = async (upserts: Observation[], complete: boolean) =>
    await inventory.apply(FENCE, {
      version: OBSERVATION_VERSION,
      stream,
      generation: 'bench',
      upserts,
      gone: [],
      ...(complete ? { complete, cursor: '1' } : {}),
      observedAt: new Date().toISOString(),
    });
  let page: Observation[] = [];
  for (const observation of observations) {
    page.push(observation);
    if (page.length === PAGE) {
      await apply(page, false);
      page = [];
    }
  }
  await apply(page, true);
}

function* secretsOf({ secrets }: AnalysedSize): Generator<Observation> {
  const options = {
    sourceId: FENCE.sourceId,
    taken: 'fingerprint' as const,
    fingerprinter: createFingerprinter({
      key: Buffer.alloc(32, 7),
      keyId: 'bench',
    }),
  };
  let before: Record<string, unknown> = {};
  let index = 0;
  for (const secret of generateSecrets(secrets)) {
    const fields = secret as unknown as Record<string, unknown>;
    if (index++ % SHARED_EVERY === 0) {
      fields.data = before.data ?? fields.data;
    }
    before = fields;
    yield observeSecret(secret, options);
  }
}

function* workloadsOf(size: AnalysedSize): Generator<Observation> {
  const namespaces = new Map<string, string[]>();
  let index = 0;
  for (const { metadata } of generateSecrets(size.secrets)) {
    if (index++ % UNUSED_EVERY !== 0) {
      const names = namespaces.get(metadata.namespace!) ?? [];
      namespaces.set(metadata.namespace!, names);
      names.push(metadata.name!);
    }
  }
  const perNamespace = size.workloads / namespaces.size;
  for (const [namespace, names] of namespaces) {
    const share = Math.ceil(names.length / perNamespace);
    for (let at = 0; at * share < names.length; at++) {
      const envFrom = names
        .slice(at * share, (at + 1) * share)
        .map(name => ({ secretRef: { name } }));
      yield observeObject(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { namespace, name: `service-${at}` },
          spec: {
            replicas: 1,
            template: { spec: { containers: [{ name: 'main', envFrom }] } },
          },
        },
        { sourceId: FENCE.sourceId },
      );
    }
  }
}
