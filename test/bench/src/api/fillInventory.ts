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
import { type Observation } from '@keyward/observation';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { knex as createKnex } from 'knex';
import { addSource } from '../lib/addSource';
import { fillStream } from '../lib/fillStream';

const SOURCE = 'bench';
/** Another replica seems to hold it, for as long as a benchmark takes. */
const FENCE = { sourceId: SOURCE, fence: 1, mode: 'fingerprint' };
const NAMESPACES = 500;

/** How much there is, and whose. */
export interface InventorySize {
  secrets: number;
  components: number;
  owner: string;
}

/** What {@link fillInventory} has filled. */
export interface FilledInventory {
  /** @throws as long as the portal has not found out whose all secrets are */
  isLinked(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Fills the inventory of a portal that runs: a Deployment for each component,
 * which refers to its share of the Secrets, in namespaces that name the owner.
 * The portal itself then finds out whose they are.
 *
 * @returns how to wait for that, and how to end what keeps the source alive
 */
export async function fillInventory(
  connectionString: string,
  size: InventorySize,
): Promise<FilledInventory> {
  const knex = createKnex({ client: 'pg', connection: connectionString });
  await addSource(knex, FENCE);
  const inventory = new Inventory({ knex });
  await fill(inventory, 'v1/namespaces', NAMESPACES, index =>
    observe('v1', 'Namespace', {
      name: `team-${index}`,
      annotations: { 'keyward.io/owner': size.owner },
    }),
  );
  await fill(inventory, 'v1/secrets', size.secrets, index =>
    observeSecret(secretOf(index, size), {
      sourceId: SOURCE,
      taken: 'metadata',
    }),
  );
  await fill(inventory, 'apps/v1/deployments', size.components, index =>
    observe(
      'apps/v1',
      'Deployment',
      {
        namespace: namespaceOf(index),
        name: `service-${index}`,
        labels: { 'backstage.io/kubernetes-id': `service-${index}` },
      },
      { template: { spec: { containers: [containerOf(index, size)] } } },
    ),
  );
  return {
    async isLinked() {
      const [{ count }] = await knex('entity_links').count({ count: '*' });
      if (Number(count) < size.secrets) {
        throw new Error(`${count} of ${size.secrets} Secrets are linked`);
      }
      // As autovacuum does within a minute: the plans are to be those of every day.
      await knex.raw('analyze');
    },
    release: async () => await knex.destroy(),
  };
}

async function fill(
  inventory: Inventory,
  stream: string,
  count: number,
  create: (index: number) => Observation,
) {
  await fillStream(inventory, FENCE, stream, observed(count, create));
  console.error(`${stream}: ${count}`);
}

function* observed(count: number, create: (index: number) => Observation) {
  for (let index = 0; index < count; index++) {
    yield create(index);
  }
}

function secretOf(index: number, { components }: InventorySize) {
  const time = '2026-03-02T03:04:05Z';
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      namespace: namespaceOf(index % components),
      name: `credentials-${index}`,
      uid: `uid-${index}`,
      creationTimestamp: '2026-01-02T03:04:05Z',
      managedFields: [
        {
          manager: 'kubectl-create',
          operation: 'Update',
          time,
          fieldsV1: { 'f:data': { 'f:password': {}, 'f:token': {} } },
        },
      ],
    },
  };
}

function containerOf(index: number, { secrets, components }: InventorySize) {
  const envFrom: object[] = [];
  for (let secret = index; secret < secrets; secret += components) {
    envFrom.push({ secretRef: { name: `credentials-${secret}` } });
  }
  return { name: 'main', envFrom };
}

function observe(
  apiVersion: string,
  kind: string,
  metadata: object,
  spec?: object,
): Observation {
  return observeObject(
    { apiVersion, kind, metadata, spec },
    { sourceId: SOURCE },
  );
}

function namespaceOf(component: number): string {
  return `team-${component % NAMESPACES}`;
}
