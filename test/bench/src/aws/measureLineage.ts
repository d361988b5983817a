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
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { resolveEdges } from '../../../../plugins/secrets-backend/src/ingest/locators';
import { until } from '@internal/servers';
import { observeObject, observeSecret } from '@keyward/kube-model';
import {
  formatObjectRef,
  formatSecretRef,
  type ObjectObservation,
  type Observation,
  type SystemSecretObservation,
} from '@keyward/observation';
import createKnex, { type Knex } from 'knex';
import { fillInventory } from '../api/fillInventory';
import { startCatalogPortal } from '../api/startCatalogPortal';
import { addSource } from '../lib/addSource';
import { fillStream } from '../lib/fillStream';
import { median, quantile } from '../lib/statistics';

/** Besides, in the same inventory. */
const SECRETS = 20_000;
const COMPONENTS = 500;
/** Secrets that get their value from the one in AWS; each is used by a workload of its own. */
const FED = 2_500;
const OWNER = 'group:default/payments';
const ACCOUNT = 'bench-aws';
const CLUSTER = 'bench-fed';
const REGION = 'eu-central-1';
const SERVICE = 'secrets-manager';
const REMOTE = formatSecretRef('aws', ACCOUNT, REGION, SERVICE, 'shared/token');
const STORE_GROUP = 'external-secrets.io';
const TIME = '2026-03-02T03:04:05Z';

const WARM_UP = 20;
const REQUESTS = 150;
const ROUNDS = 3;
const SHOWN_TIME_OUT_MS = 300_000;

/** The 95th percentiles of the page of that secret and of the list, as their owner. */
export async function measureLineage(): Promise<{
  pageP95Ms: number;
  listP95Ms: number;
  downstream: number;
}> {
  const postgres = process.env.KEYWARD_POSTGRES;
  if (!postgres) {
    throw new Error('Run it by npm run bench -- aws');
  }
  const { api, connection, stop } = await startCatalogPortal({
    postgres,
    database: 'bench_aws',
    components: COMPONENTS,
    owner: OWNER,
  });
  const url = new URL(connection);
  url.searchParams.set('options', '-c search_path=secrets');
  const knex = createKnex({ client: 'pg', connection: url.href });
  try {
    const { isLinked, release } = await fillInventory(url.href, {
      secrets: SECRETS,
      components: COMPONENTS,
      owner: OWNER,
    });
    try {
      await fillDownstream(knex);
      await until(isLinked, SHOWN_TIME_OUT_MS);
      const { id } = await knex('secrets').where({ ref: REMOTE }).first('id');
      const page = `/api/secrets/secrets/by-id/${id}`;
      await until(async () => {
        const { lineage } = await api.get(page);
        if (!lineage.nodes.some((node: any) => node.role === 'consumer')) {
          throw new Error('The page shows nothing downstream');
        }
      }, SHOWN_TIME_OUT_MS);
      await knex.raw('analyze');
      const sides = { page, list: '/api/secrets/secrets?limit=50' };
      const p95s: Record<string, number[]> = { page: [], list: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [name, path] of Object.entries(sides)) {
          const times = [];
          for (let asked = 0; asked < WARM_UP + REQUESTS; asked += 1) {
            const started = performance.now();
            await api.get(path);
            if (asked >= WARM_UP) {
              times.push(performance.now() - started);
            }
          }
          p95s[name].push(quantile(times, 0.95));
          console.error(
            `${name} ${round}: p50 ${quantile(times, 0.5).toFixed(
              1,
            )} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
          );
        }
      }
      return {
        pageP95Ms: median(p95s.page),
        listP95Ms: median(p95s.list),
        downstream: 2 * FED,
      };
    } finally {
      await release();
    }
  } finally {
    await knex.destroy();
    await stop();
  }
}

/** The secret in AWS, and what gets its value in a cluster. */
async function fillDownstream(knex: Knex): Promise<void> {
  const inventory = new Inventory({ knex });
  const account = { sourceId: ACCOUNT, fence: 1, mode: 'metadata' };
  await addSource(knex, account);
  await fillStream(inventory, { ...account, system: 'aws' }, SERVICE, [
    remote(),
  ]);
  const cluster = { sourceId: CLUSTER, fence: 1, mode: 'metadata' };
  await addSource(knex, cluster);
  const fill = async (
    stream: string,
    observe: (index: number) => Observation,
    count = FED,
  ) =>
    await fillStream(
      inventory,
      cluster,
      stream,
      Array.from({ length: count }, (_, index) => observe(index)),
    );
  await fill(
    'v1/namespaces',
    () =>
      observeObject(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: 'fed',
            annotations: { 'keyward.io/owner': OWNER },
          },
        },
        { sourceId: CLUSTER },
      ),
    1,
  );
  await fill('v1/secrets', secretAt);
  await fill('apps/v1/deployments', workloadAt);
  await fill(`${STORE_GROUP}/v1/externalsecrets`, delivererAt);
  await resolveEdges(
    knex,
    [{ system: 'aws', resolve: async keys => keys.map(() => REMOTE) }],
    { sourceId: CLUSTER, all: true, now: new Date().toISOString() },
  );
}

function remote(): SystemSecretObservation {
  const mark = 'component:default/service-0';
  return {
    type: 'secret',
    ref: REMOTE,
    system: 'aws',
    location: [REGION, SERVICE],
    name: 'shared/token',
    class: 'token',
    taken: 'metadata',
    keys: [],
    keyCount: 0,
    classifierVersion: 1,
    annotations: [
      { key: 'keyward.io/entity', length: mark.length, value: mark },
    ],
  };
}

function secretAt(index: number): Observation {
  return observeSecret(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: {
        namespace: 'fed',
        name: `token-${index}`,
        uid: `fed-${index}`,
        creationTimestamp: TIME,
        ownerReferences: [
          {
            apiVersion: `${STORE_GROUP}/v1`,
            kind: 'ExternalSecret',
            name: `token-${index}`,
            uid: `es-${index}`,
            controller: true,
          },
        ],
      },
    },
    { sourceId: CLUSTER, taken: 'metadata' },
  );
}

function workloadAt(index: number): Observation {
  return observeObject(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        namespace: 'fed',
        name: `fed-${index}`,
        labels: {
          'backstage.io/kubernetes-id': `service-${index % COMPONENTS}`,
        },
      },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                envFrom: [{ secretRef: { name: `token-${index}` } }],
              },
            ],
          },
        },
      },
    },
    { sourceId: CLUSTER },
  );
}

/** As a module observes what copies the value. */
function delivererAt(index: number): ObjectObservation {
  const object = {
    sourceId: CLUSTER,
    apiGroup: STORE_GROUP,
    kind: 'ExternalSecret',
    namespace: 'fed',
    name: `token-${index}`,
  };
  return {
    type: 'object',
    ref: formatObjectRef(object),
    apiGroup: STORE_GROUP,
    apiVersion: `${STORE_GROUP}/v1`,
    kind: object.kind,
    namespace: 'fed',
    name: object.name,
    uid: `es-${index}`,
    resourceVersion: '1',
    createdAt: TIME,
    labels: {},
    annotations: [],
    owners: [],
    references: [],
    deliveries: [
      {
        namespace: 'fed',
        name: object.name,
        from: [
          { system: 'aws', store: 'SecretStore/aws', path: 'shared/token' },
        ],
      },
    ],
    status: { ready: 'true' },
  };
}
