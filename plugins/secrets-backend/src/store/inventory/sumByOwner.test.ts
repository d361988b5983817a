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

import type { ResourceObservation } from '@keyward/observation';
import {
  batch,
  object,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

const all = { all: true } as const;

function puller(
  namespace: string,
  name: string,
  attributes: ResourceObservation['attributes'],
): ResourceObservation {
  return {
    type: 'resource',
    kind: 'puller',
    ref: `puller:prod/${namespace}/ExternalSecret%2F${name}`,
    system: 'kubernetes',
    location: [namespace],
    name: `ExternalSecret/${name}`,
    labels: {},
    annotations: [],
    attributes,
  };
}

/** An object that says that it delivers secrets. */
const deliverer = (
  namespace: string,
  name: string,
  ...to: { namespace: string; name: string }[]
) => object('ExternalSecret', namespace, name, { deliveries: to });

describe.each(databases.eachSupportedId())('sumByOwner on %s', databaseId => {
  let test: TestInventory;
  const idOf = new Map<string, string>();

  beforeAll(async () => {
    test = await createTestInventory(databaseId);
    const schema = {
      safeParse: (data: any) => ({ success: true as const, data }),
    };
    await test.sync('v1/secrets', [
      secret('shop', 'db'),
      secret('shop', 'shared'),
      secret('bank', 'vault'),
    ]);
    await test.sync('external-secrets.io/externalsecrets', [
      deliverer('shop', 'db', { namespace: 'shop', name: 'db' }),
      deliverer('shop', 'shared', { namespace: 'shop', name: 'shared' }),
      // Says that it delivers what it has no business with.
      deliverer('shop', 'claims', { namespace: 'bank', name: 'vault' }),
      deliverer('bank', 'vault', { namespace: 'bank', name: 'vault' }),
    ]);
    await test.inventory.apply(
      { ...test.fence, attributes: { puller: schema } },
      batch(
        'pullers',
        [
          puller('shop', 'db', { callsPerDay: 24 }),
          puller('shop', 'shared', { callsPerDay: 48.5 }),
          puller('shop', 'claims', { callsPerDay: 1000 }),
          puller('shop', 'once', { state: 'synced' }),
          puller('shop', 'text', { callsPerDay: '7000' }),
          puller('bank', 'vault', { callsPerDay: 10 }),
          puller('bank', 'marked', { callsPerDay: 1 }),
        ],
        { generation: 'g', complete: true },
      ),
    );
    const rows: { id: string; ref: string }[] = await test
      .knex('secrets')
      .select('id', 'ref');
    rows.forEach(({ id, ref }) => idOf.set(ref, id));
    const link = (...refs: string[]) =>
      refs.map(ref => ({
        sourceId: SOURCE,
        secretId: idOf.get(ref)!,
        via: 'workload',
      }));
    await test.store.replaceEntityLinks([
      {
        entityRef: 'component:default/web',
        ownerRefs: ['group:default/shop'],
        claims: [],
        links: link('kubernetes:prod/shop/db', 'kubernetes:prod/shop/shared'),
      },
      {
        entityRef: 'component:default/jobs',
        ownerRefs: ['group:default/shop', 'group:default/jobs'],
        claims: [],
        links: link('kubernetes:prod/shop/shared'),
      },
      {
        entityRef: 'component:default/bank',
        ownerRefs: ['group:default/bank'],
        claims: [],
        links: link(
          'kubernetes:prod/bank/vault',
          'puller:prod/bank/ExternalSecret%2Fvault',
          'puller:prod/bank/ExternalSecret%2Fmarked',
        ),
      },
    ]);
  });
  afterAll(() => test.knex.destroy());

  const sum = async (
    query: Partial<
      Parameters<TestInventory['store']['summarizeResources']>[0]
    > = {},
  ) =>
    (
      await test.store.summarizeResources({
        visibility: all,
        kinds: ['puller'],
        by: [],
        sum: 'callsPerDay',
        ...query,
      })
    ).sum;

  it('adds up by who owns the resource or what it delivers in its own namespace', async () => {
    expect(await sum()).toEqual({
      attribute: 'callsPerDay',
      total: 1083.5,
      count: 5,
      byOwner: [
        // What it says of another namespace gives nobody its requests.
        { owner: 'none', sum: 1000, count: 1 },
        { owner: 'group:default/shop', sum: 72.5, count: 2 },
        { owner: 'group:default/jobs', sum: 48.5, count: 1 },
        // Once, though it is linked itself and by what it delivers.
        { owner: 'group:default/bank', sum: 11, count: 2 },
      ],
    });
  });

  it('adds up what a filter selects', async () => {
    expect(await sum({ filters: { namespaces: ['bank'] } })).toEqual({
      attribute: 'callsPerDay',
      total: 11,
      count: 2,
      byOwner: [{ owner: 'group:default/bank', sum: 11, count: 2 }],
    });
    expect(
      await sum({ attributes: [{ name: 'state', value: 'synced' }] }),
    ).toEqual({
      attribute: 'callsPerDay',
      total: 0,
      count: 0,
      byOwner: [],
    });
    expect(await sum({ sum: undefined })).toBeUndefined();
  });

  it('adds up only what the caller may see, and names no owner of anything else', async () => {
    expect(
      await sum({ visibility: { ownerRefs: ['group:default/bank'] } }),
    ).toEqual({
      attribute: 'callsPerDay',
      total: 11,
      count: 2,
      byOwner: [{ owner: 'group:default/bank', sum: 11, count: 2 }],
    });
    // Sees the resources of a namespace, but of its secrets only those without a bank.
    const { byOwner } = (await sum({
      visibility: {
        allOf: [
          { namespaces: ['shop'] },
          { not: { ownerRefs: ['group:default/jobs'] } },
        ],
      },
    }))!;
    expect(byOwner).toEqual([
      { owner: 'none', sum: 1048.5, count: 2 },
      { owner: 'group:default/shop', sum: 24, count: 1 },
    ]);
    expect(await sum({ visibility: { none: true } })).toMatchObject({
      total: 0,
      count: 0,
      byOwner: [],
    });
  });
});
