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

// The plugin keeps its writer and its answers to itself; they are what is measured.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  AccessGraphs,
  listReaders,
  rankRisks,
} from '../../../../plugins/secrets-backend/src/access';
import { DatabaseInventoryStore } from '../../../../plugins/secrets-backend/src/store/inventory';
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import type { KubernetesManifest } from '@internal/servers';
import { createFingerprinter } from '@keyward/values';
import { OBSERVATION_VERSION, type Observation } from '@keyward/observation';
import { observeObject, observeSecret } from '@keyward/kube-model';
import type { Knex } from 'knex';
import { setTimeout as wait } from 'node:timers/promises';
import { addSource } from '../lib/addSource';
import { fillStream } from '../lib/fillStream';
import { quantile } from '../lib/statistics';
import { timed } from '../lib/timed';
import { type AccessSize, generateAccess } from './generateAccess';

const RBAC = 'rbac.authorization.k8s.io/v1';
const STREAMS: Record<string, string> = {
  Namespace: 'v1/namespaces',
  ServiceAccount: 'v1/serviceaccounts',
  Secret: 'v1/secrets',
  Role: `${RBAC}/roles`,
  RoleBinding: `${RBAC}/rolebindings`,
};
/** One arrives each second, and ten are asked for, so that the 95th percentile is one that waits. */
const ARRIVALS = 15;
const PAUSE_MS = 100;
const ALL = { all: true } as const;
const FENCE = { sourceId: 'bench', fence: 1, mode: 'fingerprint' } as const;

const FINGERPRINTER = createFingerprinter({
  key: Buffer.alloc(32, 7),
  keyId: 'bench',
});

/**
 * What it costs those who ask for readers and risks that a new Secret arrives each
 * second, and how often all was read again for it.
 */
export async function measureArrivals(knex: Knex, size: AccessSize) {
  await addSource(knex, FENCE);
  const inventory = new Inventory({ knex });
  await fill(inventory, size);
  await knex.raw('vacuum analyze');
  const graphs = new AccessGraphs({ knex });
  const store = new DatabaseInventoryStore({ knex });
  const { items: secrets } = await store.listSecrets({
    visibility: ALL,
    limit: 100,
  });
  const access = { graphs, knex, store };
  const builds = new Set<string>();
  let asked = 0;
  const readers = async () => {
    const secret = secrets[asked++ % secrets.length];
    builds.add((await listReaders(access, secret)).asOf);
  };
  const risks = async () =>
    await rankRisks(access, { visibility: ALL, limit: 50 });

  const buildMs = await timed(readers);
  const judgeMs = await timed(risks);
  const quiet = await ask({ readers, risks }, async () => {});
  const before = builds.size;
  let arrived = 0;
  const busy = await ask({ readers, risks }, async () => {
    await inventory.apply(FENCE, {
      version: OBSERVATION_VERSION,
      stream: STREAMS.Secret,
      generation: 'bench',
      upserts: [observe(arrival(arrived++))],
      gone: [],
      observedAt: new Date().toISOString(),
    });
  });
  const { objects } = await graphs.of(FENCE.sourceId);
  const last = arrival(arrived - 1).metadata;
  const isKnown = objects.some(({ name }) => name === last.name);
  if (!isKnown) {
    throw new Error('The last Secret that arrived is not known');
  }
  return {
    ratios: {
      arrivalsReadersVsQuiet: busy.readers / quiet.readers,
      arrivalsRisksVsQuiet: busy.risks / quiet.risks,
    },
    figures: {
      arrivals: arrived,
      arrivalBuilds: builds.size - before,
      graphBuildMs: buildMs,
      risksJudgeMs: judgeMs,
      quietReadersP95Ms: quiet.readers,
      arrivalsReadersP95Ms: busy.readers,
      quietRisksP95Ms: quiet.risks,
      arrivalsRisksP95Ms: busy.risks,
    },
  };
}

function arrival(index: number): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `arrived-${index}`, namespace: 'team-0' },
    type: 'Opaque',
    data: { password: 'bWFkZSB1cA==' },
  };
}

function observe(manifest: KubernetesManifest): Observation {
  const { sourceId, mode } = FENCE;
  return manifest.kind === 'Secret'
    ? observeSecret(manifest, {
        sourceId,
        taken: mode,
        fingerprinter: FINGERPRINTER,
      })
    : observeObject(manifest, { sourceId });
}

async function fill(inventory: Inventory, size: AccessSize) {
  const byKind = new Map<string, Observation[]>();
  for (const manifest of generateAccess(size)) {
    const known = byKind.get(manifest.kind);
    const observation = observe(manifest);
    if (known) {
      known.push(observation);
    } else {
      byKind.set(manifest.kind, [observation]);
    }
  }
  for (const [kind, stream] of Object.entries(STREAMS)) {
    await fillStream(inventory, FENCE, stream, byKind.get(kind) ?? []);
  }
}

/** The 95th percentile, in milliseconds, of each of some questions, while something happens each second. */
async function ask<T extends string>(
  questions: Record<T, () => Promise<unknown>>,
  happen: () => Promise<void>,
): Promise<Record<T, number>> {
  const until = performance.now() + ARRIVALS * 1000;
  const arriving = (async () => {
    for (let at = 0; at < ARRIVALS; at++) {
      const next = wait(1000);
      await happen();
      await next;
    }
  })();
  const entries = await Promise.all(
    Object.entries<() => Promise<unknown>>(questions).map(
      async ([name, question]) => {
        const times: number[] = [];
        while (performance.now() < until) {
          times.push(await timed(question));
          await wait(PAUSE_MS);
        }
        return [name, quantile(times, 0.95)];
      },
    ),
  );
  await arriving;
  return Object.fromEntries(entries);
}
