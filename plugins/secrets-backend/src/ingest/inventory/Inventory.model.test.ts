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

import type {
  ObjectObservation,
  Observation,
  ObservationBatch,
  SecretObservation,
} from '@keyward/observation';
import {
  at,
  batch,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { Inventory } from './Inventory';

jest.setTimeout(180_000);

const SECRETS = 'v1/secrets';
const STREAMS = {
  Pod: 'v1/pods',
  ReplicaSet: 'apps/v1/replicasets',
  Deployment: 'apps/v1/deployments',
  ExternalSecret: 'external-secrets.io/v1/externalsecrets',
};
type Kind = keyof typeof STREAMS;

/** A generator of numbers that a failing run can be repeated with. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The world as it is, from which the inventory has to be derived. */
class World {
  readonly secrets = new Map<string, SecretObservation>();
  readonly objects = new Map<string, ObjectObservation>();
  #version = 0;

  constructor(readonly random: (below: number) => number) {}

  changeSecret(): { upsert?: SecretObservation; gone?: string } {
    const item = secret('n', `s${this.random(8)}`, { version: this.#next() });
    if (this.random(3) === 0) {
      this.secrets.delete(item.ref);
      return { gone: item.ref };
    }
    this.secrets.set(item.ref, item);
    return { upsert: item };
  }

  changeObject(kind: Kind): { upsert?: ObjectObservation; gone?: string } {
    const name = `${this.random(4)}`;
    const owners: Partial<Record<Kind, Kind>> = {
      Pod: 'ReplicaSet',
      ReplicaSet: 'Deployment',
    };
    const owner = owners[kind];
    const item = object(kind, 'n', name, {
      version: this.#next(),
      ...(owner && this.random(4) > 0
        ? { owner: { kind: owner, name: `${this.random(4)}` } }
        : {}),
      ...(kind === 'ExternalSecret'
        ? {
            deliveries: [{ namespace: 'n', name: `s${this.random(10)}` }],
            status: { ready: this.random(2) ? 'true' : 'false' },
          }
        : {
            references: Array.from({ length: this.random(3) }, () =>
              reference('n', `s${this.random(10)}`, {
                optional: this.random(3) === 0,
              }),
            ),
          }),
    });
    if (this.random(4) === 0) {
      this.objects.delete(item.ref);
      return { gone: item.ref };
    }
    this.objects.set(item.ref, item);
    return { upsert: item };
  }

  objectsOf(kind: Kind): ObjectObservation[] {
    return [...this.objects.values()].filter(item => item.kind === kind);
  }

  /** What a list should say, in the order of names, told naively. */
  expected() {
    const names = new Set([...this.secrets.values()].map(({ name }) => name));
    for (const item of this.objects.values()) {
      for (const { name, optional } of item.references) {
        if (!optional) {
          names.add(name);
        }
      }
      for (const { name } of item.deliveries) {
        if (item.status?.ready === 'false') {
          names.add(name);
        }
      }
    }
    return [...names].sort().flatMap(name => this.#expectedSecret(name) ?? []);
  }

  #expectedSecret(name: string) {
    const users = [...this.objects.values()].filter(item =>
      item.references.some(used => used.name === name),
    );
    const required = users.some(item =>
      item.references.some(used => used.name === name && !used.optional),
    );
    const deliveries = [...this.objects.values()]
      .filter(item => item.deliveries.some(made => made.name === name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const exists = [...this.secrets.values()].some(item => item.name === name);
    const failed = deliveries[0]?.status?.ready === 'false';
    if (
      !exists &&
      !required &&
      !deliveries.some(({ status }) => status?.ready === 'false')
    ) {
      return undefined;
    }
    const consumers = [
      ...new Set(users.map(item => this.#topLevel(item))),
    ].sort();
    return {
      name,
      exists,
      consumerCount: consumers.length,
      consumers: consumers.slice(0, 3),
      delivery: deliveries[0]?.name,
      states: [
        ...(!exists && required ? ['missing'] : []),
        ...(failed ? ['deliveryFailed'] : []),
      ],
    };
  }

  #topLevel(item: ObjectObservation): string {
    const [owner] = item.owners;
    const above =
      owner &&
      [...this.objects.values()].find(
        ({ kind, name }) => kind === owner.kind && name === owner.name,
      );
    return above ? this.#topLevel(above) : `${item.kind}/${item.name}`;
  }

  #next(): string {
    this.#version += 1;
    return String(this.#version);
  }
}

/** What another replica does that takes the source over. */
async function takeOver(test: TestInventory) {
  test.fence.fence += 1;
  await test.knex('source_leases').update({ fence: test.fence.fence });
  test.inventory = new Inventory({ knex: test.knex });
}

/** A page of a relist; what need not be observed again is only named. */
function page(
  { inventory, fence }: TestInventory,
  stream: string,
  items: Observation[],
  overrides: Partial<ObservationBatch>,
): ObservationBatch {
  const isApplied = ({ ref, uid, resourceVersion = '' }: Observation) =>
    inventory.isApplied(fence, stream, ref, { uid, resourceVersion });
  return batch(
    stream,
    items.filter(item => !isApplied(item)),
    {
      ...overrides,
      unchanged: items.filter(isApplied).map(({ ref }) => ref),
    },
  );
}

async function actual({ store }: TestInventory) {
  const { items } = await store.listSecrets({
    visibility: { all: true },
    orderBy: { field: 'name', direction: 'asc' },
    limit: 1000,
  });
  return items.map(item => ({
    name: item.name,
    exists: item.exists,
    consumerCount: item.consumerCount,
    consumers: item.consumers,
    delivery:
      item.deliverer.kind === 'ExternalSecret'
        ? item.deliverer.name
        : undefined,
    states: item.states,
  }));
}

describe.each(databases.eachSupportedId())('Inventory on %s', databaseId => {
  it('equals a naive model after streams that tell things at once', async () => {
    const test = await createTestInventory(databaseId);
    const world = new World(createRandom(4));
    await test.sync(SECRETS, []);
    const kinds = Object.keys(STREAMS) as Kind[];
    for (let round = 0; round < 15; round += 1) {
      const told = [
        ...kinds.map(
          kind => [STREAMS[kind], world.changeObject(kind)] as const,
        ),
        [SECRETS, world.changeSecret()] as const,
      ];
      await Promise.all(
        told.map(async ([stream, { upsert, gone }]) =>
          test.apply(
            batch(stream, upsert ? [upsert] : [], {
              gone: gone ? [gone] : [],
              observedAt: at(100 + round),
            }),
          ),
        ),
      );
      expect([round, await actual(test)]).toEqual([round, world.expected()]);
    }
  });

  it.each([1, 2, 3])(
    'equals a naive model after random batches (seed %i)',
    async seed => {
      const test = await createTestInventory(databaseId);
      const random = createRandom(seed);
      const world = new World(random);
      await test.sync(SECRETS, []);
      const kinds = Object.keys(STREAMS) as Kind[];
      for (let step = 0; step < 60; step += 1) {
        const kind = random(3) === 0 ? undefined : kinds[random(kinds.length)];
        const stream = kind ? STREAMS[kind] : SECRETS;
        const changes = Array.from({ length: 1 + random(4) }, () =>
          kind ? world.changeObject(kind) : world.changeSecret(),
        );
        if (random(3) === 0) {
          // The watch missed them; a relist in two pages tells it all.
          const items: Observation[] = kind
            ? world.objectsOf(kind)
            : [...world.secrets.values()];
          const middle = random(items.length + 1);
          const full = {
            generation: `full-${step}`,
            observedAt: at(100 + step),
          };
          if (random(2) === 0) {
            // A first try that ended with its process: another one goes on.
            await test.apply(
              page(test, stream, items.slice(0, middle), {
                ...full,
                generation: `lost-${step}`,
              }),
            );
            await takeOver(test);
          }
          await test.apply(page(test, stream, items.slice(0, middle), full));
          await test.apply(
            page(test, stream, items.slice(middle), {
              ...full,
              complete: true,
            }),
          );
        } else {
          // What the watch tells of one object in a batch is its last word.
          const last = new Map(
            changes.map(change => [change.gone ?? change.upsert!.ref, change]),
          );
          await test.apply(
            batch(
              stream,
              [...last.values()].flatMap(({ upsert }) => upsert ?? []),
              {
                gone: [...last.values()].flatMap(({ gone }) => gone ?? []),
                observedAt: at(100 + step),
              },
            ),
          );
        }
        expect([step, await actual(test)]).toEqual([step, world.expected()]);
      }
    },
  );
});
