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

// npm run bench -- freshness: how long a change of a Secret takes from the
// event of a watch at the real API server until the row is in the portal's
// answer, with the whole back end in a process of its own.
import {
  clusterConfig,
  PortalApi,
  readerToken,
  startLivingCluster,
  startPortalProcess,
  until,
} from '@internal/servers';
import type { LivingCluster } from '@internal/servers';
import { printResult } from './lib/printResult';
import { median, quantile } from './lib/statistics';

const CHANGES = 200;
const SECRETS = 20;
const POLL_MS = 5;
const TIME_OUT_MS = 30_000;
const PATH = '/api/v1/namespaces/default/secrets';

async function main() {
  const cluster = await startLivingCluster({
    clusterName: 'bench',
    controllerManager: false,
    scheduler: false,
    kwok: false,
    apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
    onProgress: console.error,
  });
  try {
    const portal = await startPortalProcess({
      config: clusterConfig(cluster, { token: await readerToken(cluster) }),
    });
    try {
      const api = await until(() => portal.signIn('user:default/pat'));
      await until(async () => {
        const { items } = await api.get('/api/secrets/sources');
        if (items[0]?.state !== 'live') {
          throw new Error(`The source is ${items[0]?.state}`);
        }
      }, TIME_OUT_MS);
      const times = await measure(cluster, api);
      printResult({
        bench: 'freshness',
        ratios: {},
        figures: {
          p95Ms: quantile(times, 0.95),
          medianMs: median(times),
          maxMs: Math.max(...times),
          changes: times.length,
        },
      });
    } finally {
      await portal.stop();
    }
  } finally {
    await cluster.stop();
  }
}

async function measure(cluster: LivingCluster, api: PortalApi) {
  /** When the watch told of a change, by its number. */
  const told = new Map<number, number>();
  const stop = new AbortController();
  const watching = watch(cluster, stop.signal, told);
  const times: number[] = [];
  try {
    for (let change = 0; change < CHANGES; change++) {
      const name = `fresh-${change % SECRETS}`;
      const isNew = change < SECRETS;
      await cluster.api.call(
        isNew ? 'POST' : 'PUT',
        isNew ? PATH : `${PATH}/${name}`,
        {
          body: {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: {
              name,
              namespace: 'default',
              annotations: { 'bench/change': String(change) },
            },
            // The name of the key tells in the portal's answer which change it is.
            stringData: { [`key-${change}`]: `value-${change}` },
          },
        },
      );
      const answered = await untilAnswered(api, name, `key-${change}`);
      const from = told.get(change);
      if (from === undefined) {
        throw new Error(`No watch told of change ${change}`);
      }
      times.push(Math.max(0, answered - from));
    }
  } finally {
    stop.abort();
    await watching;
  }
  return times;
}

async function untilAnswered(
  api: PortalApi,
  name: string,
  key: string,
): Promise<number> {
  const deadline = performance.now() + TIME_OUT_MS;
  while (performance.now() < deadline) {
    const { items } = await api.get(`/api/secrets/secrets?q=${name}`);
    const row = items.find((item: { name: string }) => item.name === name);
    if (row?.keyNames.includes(key)) {
      return performance.now();
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${name} did not show ${key}`);
}

async function watch(
  cluster: LivingCluster,
  signal: AbortSignal,
  told: Map<number, number>,
) {
  try {
    for await (const { object } of cluster.api.watch(PATH, { signal })) {
      const change = object.metadata?.annotations?.['bench/change'];
      if (change !== undefined) {
        told.set(Number(change), performance.now());
      }
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
