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

import {
  object,
  reference,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import type { StoredSecret, StoredSummary } from './types';

jest.setTimeout(60_000);

const CLASSES = ['password', 'tls', 'token'] as const;

/** The numbers, counted from the list itself. */
function count(
  items: StoredSecret[],
  total: number,
  worst: ReadonlyMap<string, number>,
) {
  const needsAction = ({ id }: StoredSecret) => worst.get(id)! <= -2;
  const facet = (valuesOf: (item: StoredSecret) => (string | undefined)[]) => {
    const counts = new Map<string, { count: number; attention: number }>();
    for (const item of items) {
      for (const value of new Set(valuesOf(item))) {
        if (value !== undefined) {
          const found = counts.get(value) ?? { count: 0, attention: 0 };
          found.count += 1;
          found.attention += needsAction(item) ? 1 : 0;
          counts.set(value, found);
        }
      }
    }
    return Object.fromEntries(counts);
  };
  const having = (state: string) =>
    items.filter(({ states }) => (states as string[]).includes(state)).length;
  return {
    total,
    attention: items.filter(needsAction).length,
    severities: [-4, -3, -2, -1].map(
      bad => items.filter(({ id }) => worst.get(id) === bad).length,
    ),
    missing: having('missing'),
    sourceStale: having('sourceStale'),
    consumed: items.filter(({ consumerCount }) => consumerCount > 0).length,
    source: facet(item => [item.sourceId]),
    namespace: facet(item => [item.namespace]),
    class: facet(item => [item.class]),
    delivery: facet(item => [item.deliverer.kind]),
    owner: facet(({ links }) => {
      const owners = links.flatMap(({ ownerRefs }) => ownerRefs);
      return owners.length > 0 ? owners : ['none'];
    }),
    system: facet(({ links }) => links.map(({ system }) => system)),
  };
}

function told(summary: StoredSummary) {
  const { total, attention, missing, sourceStale, consumed } = summary;
  const { critical, high, medium, low } = summary;
  const facets = Object.entries(summary.facets).map(([name, counts]) => {
    const numbers = counts.map(({ count: found }) => found);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    return [
      name,
      Object.fromEntries(
        counts.map(one => [
          one.value,
          { count: one.count, attention: one.attention },
        ]),
      ),
    ];
  });
  return {
    total,
    attention,
    severities: [critical, high, medium, low],
    missing,
    sourceStale,
    consumed,
    ...Object.fromEntries(facets),
  };
}

describe.each(databases.eachSupportedId())(
  'summarizeSecrets on %s',
  databaseId => {
    it('tells the numbers that the list has', async () => {
      const test = await createTestInventory(databaseId);
      await addSource(test.knex, 'silent');
      await test
        .knex('sources')
        .where({ id: 'silent' })
        .update({ heartbeat_at: '2025-01-01T00:00:00.000Z' });
      await test.sync(
        'v1/secrets',
        Array.from({ length: 60 }, (_, index) =>
          secret(`ns-${index % 7}`, `s-${index}`, {
            class: CLASSES[index % 3],
            deliverer:
              index % 4 === 0
                ? { kind: 'Helm', name: 'x', basis: 'label' }
                : { kind: 'by hand', basis: 'manager' },
          }),
        ),
      );
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'ns-1', 'web', {
          references: ['s-1', 's-8', 'absent', 'absent-too'].map(name =>
            reference('ns-1', name),
          ),
        }),
      ]);
      await test.inventory.apply(
        { sourceId: 'silent', fence: 1 },
        {
          version: 1,
          stream: 'v1/secrets',
          generation: 'g',
          complete: true,
          observedAt: '2026-01-01T00:00:00.000Z',
          gone: [],
          upserts: Array.from({ length: 5 }, (_, index) => ({
            ...secret('ns-1', `t-${index}`),
            ref: `kubernetes:silent/ns-1/t-${index}`,
          })),
        },
      );
      const all = await test.store.findSecrets({});
      expect(all).toHaveLength(67);
      const worst = new Map<string, number>();
      for (const [index, { id }] of all.entries()) {
        worst.set(id, -(index % 5));
        await test
          .knex('secrets')
          .where({ id })
          .update('worst', -(index % 5));
      }
      await test.store.replaceEntityLinks(
        Array.from({ length: 9 }, (_, entity) => ({
          entityRef: `component:default/c-${entity}`,
          ownerRefs: [0, 1, 2]
            .filter(owner => (entity + owner) % 3 > 0 && entity !== 4)
            .map(owner => `group:default/g-${(entity * owner) % 4}`),
          ...(entity % 2 ? { system: `system:default/y-${entity % 3}` } : {}),
          claims: [],
          links: all
            .filter(({ name }) => {
              const number = Number(name.replace(/\D/g, ''));
              return (number * (entity + 2)) % 5 === entity % 5;
            })
            .map(({ id, sourceId }) => ({
              sourceId,
              secretId: id,
              via: 'namespace',
            })),
        })),
      );

      const queries = [
        { visibility: { all: true as const } },
        { visibility: { none: true as const } },
        { visibility: { ownerRefs: ['group:default/g-1'] } },
        { visibility: { entityRefs: ['component:default/c-4'] } },
        {
          visibility: {
            allOf: [
              {
                entityRefs: ['component:default/c-1', 'component:default/c-5'],
              },
              { ownerRefs: ['group:default/g-1', 'group:default/g-2'] },
            ],
          },
        },
        { visibility: { not: { namespaces: ['ns-1'] } } },
        {
          visibility: { all: true as const },
          filters: { states: ['attention' as const] },
        },
        {
          visibility: { ownerRefs: ['group:default/g-1'] },
          filters: { states: ['low' as const, 'sourceStale' as const] },
        },
        {
          visibility: { all: true as const },
          filters: { owners: ['none', 'group:default/g-0'] },
        },
        {
          visibility: { sourceIds: [SOURCE] },
          filters: { classes: ['tls'], q: 's' },
        },
      ];
      for (const query of queries) {
        const { items, totalItems } = await test.store.listSecrets({
          ...query,
          limit: 1000,
          withTotal: true,
        });
        expect([query, told(await test.store.summarizeSecrets(query))]).toEqual(
          [query, count(items, totalItems!, worst)],
        );
      }
    });

    it('looks at the secrets twice, and once whether findings rest on others, however many facets there are', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [secret('a', 'one')]);
      const statements: string[] = [];
      test.knex.on('query', ({ sql }) => statements.push(sql));
      await test.store.summarizeSecrets({ visibility: { all: true } });
      expect(
        statements.filter(sql => /[`"]secrets[`"]/.test(sql)),
      ).toHaveLength(3);
    });
  },
);
