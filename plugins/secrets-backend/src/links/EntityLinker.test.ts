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

import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { ObjectObservation } from '@keyward/observation';
import type { AccessConfig } from '../permissions';
import { object, reference, secret } from '../__testUtils__/observations';
import {
  createTestInventory,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  component,
  linkedNames,
  mark,
  testLinker,
} from '../__testUtils__/testLinker';

jest.setTimeout(60_000);

function namespace(name: string, owner?: string): ObjectObservation {
  return {
    ...object('Namespace', '', name, {
      annotations: owner ? mark('owner', owner) : [],
    }),
    namespace: undefined,
  };
}

function deployment(
  place: string,
  name: string,
  uses: string[],
  overrides: Parameters<typeof object>[3] = {},
) {
  return object('Deployment', place, name, {
    labels: { 'backstage.io/kubernetes-id': name },
    references: uses.map(use => reference(place, use)),
    ...overrides,
  });
}

describe('EntityLinker', () => {
  let test: TestInventory;

  beforeEach(async () => {
    test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [
      secret('payments', 'db'),
      secret('payments', 'unused'),
      secret('checkout', 'db'),
      secret('checkout', 'marked', {
        annotations: mark('entity', 'payments-api'),
      }),
    ]);
    await test.sync('apps/v1/deployments', [
      namespace('payments', 'group:default/payments'),
      namespace('checkout', 'group:default/checkout'),
      deployment('payments', 'payments-api', ['db', 'missing']),
      deployment('checkout', 'cart', ['db']),
    ]);
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

  function createLinker(
    entities: Entity[],
    access: Partial<AccessConfig> = {},
  ) {
    return testLinker(test.store, entities, access);
  }

  async function namesOf(entityName: string) {
    return await linkedNames(test.store, `component:default/${entityName}`);
  }

  async function link(
    annotations: Record<string, string>,
    options: { owner?: string; access?: Partial<AccessConfig> } = {},
  ) {
    const entity = component('some', annotations, options);
    await createLinker([entity], options.access).linker.reconcile();
    return {
      names: await namesOf('some'),
      claims: await test.store.listClaims('component:default/some'),
    };
  }

  it('notes which entities secrets name that are not in the catalog', async () => {
    const absent = async () =>
      await test.knex('absent_entities').pluck('entity_ref');
    await createLinker([]).linker.reconcile();
    expect(await absent()).toEqual(['component:default/payments-api']);
    await createLinker([component('payments-api', {})]).linker.reconcile();
    expect(await absent()).toEqual([]);
  });

  it('asks the catalog for no entity by a mark that is no ref', async () => {
    const marked = [
      '..',
      'component:../web',
      'web\u0007',
      'web/../..',
      'w'.repeat(100_000),
    ];
    await test.sync('v1/secrets', [
      ...marked.map((text, index) =>
        secret('checkout', `marked-${index}`, {
          annotations: mark('entity', text),
        }),
      ),
      secret('checkout', 'own', { annotations: mark('entity', 'web') }),
    ]);
    const web = component('web', {});
    const catalog = catalogServiceMock({ entities: [web] });
    const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
    await testLinker(test.store, [], {}, catalog).linker.reconcile();
    expect(asked.mock.calls.map(([{ entityRefs }]) => entityRefs)).toEqual([
      ['component:default/web'],
    ]);
    expect(await namesOf('web')).toEqual(['checkout/own by secret']);
  });

  it('changes nothing while the catalog answers about other entities', async () => {
    const entities = [component('payments-api', {}), component('web', {})];
    await createLinker(entities).linker.reconcile();
    const linked = await namesOf('payments-api');
    expect(linked).toEqual(['checkout/marked by secret']);
    const wrong = catalogServiceMock({ entities });
    wrong.getEntitiesByRefs = async () => ({ items: [entities[1]] });
    await expect(
      testLinker(test.store, [], {}, wrong).linker.reconcile(),
    ).rejects.toThrow('answered a request for component:default/payments-api');
    expect(await namesOf('payments-api')).toEqual(linked);
    expect(await namesOf('web')).toEqual([]);
  });

  it('finds what the workloads of an id use, missing secrets too, and what names the entity', async () => {
    const { linker, onLinked } = createLinker([
      component('payments-api', {
        'backstage.io/kubernetes-id': 'payments-api',
        'backstage.io/kubernetes-namespace': 'payments',
      }),
    ]);
    await linker.reconcile();
    expect(await namesOf('payments-api')).toEqual([
      'checkout/marked by secret',
      'payments/db by workload',
      'payments/missing by workload',
    ]);
    const { items } = await test.store.listSecrets({
      visibility: { ownerRefs: ['group:default/payments'] },
    });
    expect(items[0].links).toEqual([
      {
        entityRef: 'component:default/payments-api',
        ownerRefs: ['group:default/payments'],
        system: 'system:default/money',
        via: expect.any(String),
      },
    ]);
    expect(
      await test.store.listClaims('component:default/payments-api'),
    ).toEqual([
      expect.objectContaining({ value: 'payments-api', status: 'confirmed' }),
      expect.objectContaining({ value: 'payments', status: 'confirmed' }),
    ]);
    expect(onLinked).toHaveBeenCalledWith(['prod']);
    onLinked.mockClear();
    await linker.reconcile();
    expect(onLinked).not.toHaveBeenCalled();
  });

  it.each([
    ['an id', { 'backstage.io/kubernetes-id': 'cart' }],
    [
      'an id, a namespace and a cluster',
      {
        'backstage.io/kubernetes-id': 'cart',
        'backstage.io/kubernetes-namespace': 'checkout',
        'backstage.io/kubernetes-cluster': 'prod',
      },
    ],
    [
      'a selector',
      {
        'backstage.io/kubernetes-label-selector':
          'backstage.io/kubernetes-id in (cart,payments-api)',
        'backstage.io/kubernetes-namespace': 'checkout',
      },
    ],
    ['a namespace', { 'backstage.io/kubernetes-namespace': 'checkout' }],
    ['namespaces', { 'keyward.io/kubernetes-namespaces': 'x, checkout' }],
    ['secrets', { 'keyward.io/secrets': 'kubernetes:prod/checkout/db' }],
  ])("shows nothing of another team's by %s", async (_, annotations) => {
    const { names, claims } = await link(annotations);
    expect(names).toEqual([]);
    expect(claims.length).toBeGreaterThan(0);
    for (const claim of claims) {
      expect(claim).toMatchObject({
        status: 'unconfirmed',
        remedy: expect.stringContaining(
          'keyward.io/entity: component:default/some or keyward.io/owner: group:default/payments',
        ),
      });
    }
    // The same by the team that it belongs to.
    const own = await link(annotations, { owner: 'group:default/checkout' });
    expect(own.names.length).toBeGreaterThan(0);
    expect(own.claims.at(-1)).toMatchObject({ status: 'confirmed' });
  });

  it('takes what modules read of other annotations for claims', async () => {
    const naming: EntityNaming = {
      annotations: ['other.io/path'],
      readRefs: annotations => [
        {
          annotation: 'other.io/path',
          ref: `kubernetes:prod/${annotations['other.io/path']}/**`,
        },
      ],
    };
    const linked = async (owner: string) => {
      const entity = component(
        'some',
        { 'other.io/path': 'checkout' },
        { owner },
      );
      const catalog = catalogServiceMock({ entities: [entity] });
      await testLinker(test.store, [entity], {}, catalog, [
        naming,
      ]).linker.reconcile();
      return {
        names: await namesOf('some'),
        claims: await test.store.listClaims('component:default/some'),
      };
    };
    const claim = {
      annotation: 'other.io/path',
      value: 'kubernetes:prod/checkout/**',
    };
    expect(await linked('group:default/payments')).toMatchObject({
      names: [],
      claims: [{ ...claim, status: 'unconfirmed' }],
    });
    expect(await linked('group:default/checkout')).toMatchObject({
      names: ['checkout/db by list', 'checkout/marked by list'],
      claims: [{ ...claim, status: 'confirmed' }],
    });
  });

  it('answers an unconfirmed claim alike, whether what it names is there or not', async () => {
    const there = await link({
      'keyward.io/secrets': 'kubernetes:prod/checkout/db',
    });
    const notThere = await link({
      'keyward.io/secrets': 'kubernetes:prod/checkout/no',
    });
    expect(there.claims).toEqual([
      { ...notThere.claims[0], value: 'kubernetes:prod/checkout/db' },
    ]);
  });

  it('takes an id only where the entity says', async () => {
    const access = { trustAnnotations: true };
    const id = { 'backstage.io/kubernetes-id': 'cart' };
    expect((await link(id, { access })).names).toEqual([
      'checkout/db by workload',
    ]);
    for (const [annotation, value] of [
      ['backstage.io/kubernetes-namespace', 'payments'],
      ['backstage.io/kubernetes-cluster', 'staging'],
    ]) {
      const linked = await link({ ...id, [annotation]: value }, { access });
      expect(linked.names).toEqual([]);
    }
    // By its title as well.
    const titled = await link(
      { ...id, 'backstage.io/kubernetes-cluster': 'Cluster prod' },
      { access },
    );
    expect(titled.names).toHaveLength(1);
  });

  it('takes whole namespaces of an entity that selects nothing in them', async () => {
    const { names } = await link({
      'keyward.io/kubernetes-namespaces': 'payments, checkout',
    });
    expect(names).toEqual([
      'payments/db by namespace',
      'payments/missing by namespace',
      'payments/unused by namespace',
    ]);
  });

  it("believes an administrator's scopes, of the same owner, cluster and namespace only", async () => {
    const annotations = { 'keyward.io/kubernetes-namespaces': 'checkout' };
    const scope = {
      ownerRef: 'group:default/payments',
      cluster: 'prod',
      namespaces: ['checkout'],
    };
    const names = async (given: typeof scope) =>
      (await link(annotations, { access: { scopes: [given] } })).names;
    expect(await names(scope)).toHaveLength(2);
    expect(await names({ ...scope, cluster: 'staging' })).toEqual([]);
    expect(await names({ ...scope, namespaces: ['payments'] })).toEqual([]);
    expect(await names({ ...scope, ownerRef: 'group:default/x' })).toEqual([]);
  });

  it('lets a workload speak for its own namespace only', async () => {
    await test.sync('more', [
      deployment('payments', 'spy', [], {
        annotations: mark('entity', 'some'),
        references: [
          reference('checkout', 'db'),
          reference('payments', 'unused'),
        ],
      }),
    ]);
    const { names } = await link(
      { 'backstage.io/kubernetes-id': 'spy' },
      { owner: 'group:default/spies' },
    );
    expect(names).toEqual(['payments/unused by workload']);
  });

  it('believes no object that only calls itself a Namespace', async () => {
    await test.sync('more', [
      {
        ...object('Namespace', '', 'checkout', {
          apiGroup: 'evil.example',
          annotations: mark('owner', 'group:default/payments'),
        }),
        namespace: undefined,
      },
    ]);
    const { names } = await link({
      'keyward.io/kubernetes-namespaces': 'checkout',
    });
    expect(names).toEqual([]);
  });

  it.each([
    ['backstage.io/kubernetes-label-selector', '!nothing'],
    ['backstage.io/kubernetes-label-selector', 'a=b=c'],
    ['backstage.io/kubernetes-label-selector', 'a'.repeat(100_000)],
    ['backstage.io/kubernetes-id', '__proto__'],
    ['backstage.io/kubernetes-id', "x' or '1'='1"],
    ['keyward.io/kubernetes-namespaces', ',,%,*,constructor'],
    ['keyward.io/secrets', 'kubernetes:prod/%E0%A4%A/x, :, kubernetes:'],
    ['keyward.io/secrets', 'x,'.repeat(50_000)],
  ])('shows nothing for a hostile %s', async (annotation, value) => {
    const { names, claims } = await link({ [annotation]: value });
    expect(names).toEqual([]);
    expect(claims.length).toBeLessThanOrEqual(500);
    for (const claim of claims) {
      expect(claim.status).toBe('unconfirmed');
      expect(claim.value.length).toBeLessThanOrEqual(300);
    }
  });

  it('drops the links of an entity that is gone or has another owner', async () => {
    const annotations = { 'keyward.io/kubernetes-namespaces': 'payments' };
    expect((await link(annotations)).names).toHaveLength(3);
    const other = await link(annotations, { owner: 'group:default/checkout' });
    expect(other.names).toEqual([]);
    await link(annotations);
    await createLinker([]).linker.reconcile();
    expect(await namesOf('some')).toEqual([]);
    expect(await test.store.listLinkedEntities()).toEqual([]);
  });

  it('looks again at what a change concerns, and at nothing else', async () => {
    const { linker } = createLinker([
      component('payments-api', {
        'backstage.io/kubernetes-id': 'payments-api',
      }),
      component(
        'cart',
        { 'backstage.io/kubernetes-id': 'cart' },
        { owner: 'group:default/checkout' },
      ),
    ]);
    await linker.reconcile();
    const replace = jest.spyOn(test.store, 'replaceEntityLinks');
    await test.sync('more', [
      secret('payments', 'fresh'),
      deployment('payments', 'worker', ['fresh'], {
        labels: { 'backstage.io/kubernetes-id': 'payments-api' },
      }),
    ]);
    linker.touch({ sourceId: 'prod', namespaces: ['payments'] });
    await linker.reconcileChanged();
    await linker.stop();
    expect(await namesOf('payments-api')).toContain(
      'payments/fresh by workload',
    );
    expect(
      replace.mock.calls.flat(2).map(({ entityRef }) => entityRef),
    ).toEqual(['component:default/payments-api']);
  });

  it('reads a catalog of thousands in pages, and writes by sets', async () => {
    const entities = Array.from({ length: 1_001 }, (_, index) =>
      component(`c-${index}`, { 'backstage.io/kubernetes-id': `id-${index}` }),
    );
    entities.push(
      component('payments-api', {
        'backstage.io/kubernetes-id': 'payments-api',
      }),
    );
    const { linker } = createLinker(entities);
    const replace = jest.spyOn(test.store, 'replaceEntityLinks');
    const find = jest.spyOn(test.store, 'findObjects');
    await linker.reconcile();
    expect(await namesOf('payments-api')).toHaveLength(3);
    expect(replace.mock.calls.length).toBeLessThanOrEqual(6);
    expect(find.mock.calls.length).toBeLessThanOrEqual(20);
  });
});
