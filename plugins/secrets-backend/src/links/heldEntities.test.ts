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

import type { Entity } from '@backstage/catalog-model';
import { object, reference, secret } from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  component,
  linkedNames,
  mark,
  testLinker,
} from '../__testUtils__/testLinker';
import type { AccessConfig } from '../permissions';

jest.setTimeout(60_000);

const ENTITY = 'component:default/api';
const OURS = 'url:https://git.example/payments/api/blob/main/catalog-info.yaml';
const THEIRS = 'url:https://git.example/thief/x/blob/main/catalog-info.yaml';

const annotations = {
  'backstage.io/kubernetes-id': 'api',
  'backstage.io/kubernetes-namespace': 'payments',
};

const original = component('api', annotations, { location: OURS });
const moved = component('api', annotations, { location: THEIRS });
const givenAway = component('api', annotations, {
  owner: 'group:default/thieves',
  location: OURS,
});
const another = component('api', annotations, {
  owner: 'group:default/thieves',
  location: THEIRS,
});

describe.each(databases.eachSupportedId())(
  'an entity that comes back as another on %s',
  databaseId => {
    let test: TestInventory;
    let versions = 0;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    /** What the secrets, the workload and the Namespace say. */
    async function clusterWith(marks: {
      secret?: ReturnType<typeof mark>;
      workload?: ReturnType<typeof mark>;
      namespace?: ReturnType<typeof mark>;
    }) {
      versions += 1;
      const version = String(versions);
      const annotationsOf = (place: keyof typeof marks) => ({
        version,
        annotations: marks[place] ?? [],
      });
      await test.sync('v1/secrets', [
        secret('payments', 'db', annotationsOf('secret')),
        secret('payments', 'other', annotationsOf('secret')),
      ]);
      await test.sync('objects', [
        {
          ...object('Namespace', '', 'payments', annotationsOf('namespace')),
          namespace: undefined,
        },
        object('Deployment', 'payments', 'api', {
          ...annotationsOf('workload'),
          labels: { 'backstage.io/kubernetes-id': 'api' },
          references: [
            reference('payments', 'db'),
            reference('payments', 'other'),
          ],
        }),
      ]);
    }

    /** What is linked after a full look at such a catalog, by a portal that has just started. */
    async function look(entities: Entity[], access?: Partial<AccessConfig>) {
      await testLinker(test.store, entities, access).linker.reconcile();
      return await linkedNames(test.store, ENTITY);
    }

    const entityMark = mark('entity', ENTITY);
    const places = ['secret', 'workload', 'namespace'] as const;

    it.each(places)(
      'is not linked to what a mark on the %s gave to the first one',
      async place => {
        await clusterWith({ [place]: entityMark });
        expect(await look([original])).toHaveLength(2);
        expect(await look([])).toEqual([]);
        expect(await look([another])).toEqual([]);
        expect(await test.store.listClaims(ENTITY)).toContainEqual({
          annotation: 'keyward.io/entity',
          value: ENTITY,
          status: 'held',
          remedy: expect.stringContaining(
            'keyward.io/owner: group:default/thieves',
          ),
        });
        expect(await look([original])).toHaveLength(2);
        expect(await test.store.listClaims(ENTITY)).not.toContainEqual(
          expect.objectContaining({ status: 'held' }),
        );
      },
    );

    it('is known by a short mark as well', async () => {
      await clusterWith({ secret: mark('entity', 'api') });
      await look([original]);
      await look([]);
      expect(await look([another])).toEqual([]);
    });

    it('is known though the first one claimed nothing', async () => {
      await clusterWith({ namespace: entityMark });
      await look([component('api', {}, { location: OURS })]);
      await look([]);
      expect(await look([another])).toEqual([]);
    });

    it('is known though nobody looked while it was gone', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      expect(await look([another])).toEqual([]);
    });

    it('is known though it comes under the name of the owner first', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      await look([]);
      expect(await look([moved])).toHaveLength(2);
      expect(await look([another])).toEqual([]);
    });

    it('is known though an owner stands beside the first', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      await look([]);
      const joined = component('api', annotations, {
        owners: ['group:default/payments', 'group:default/thieves'],
        location: THEIRS,
      });
      expect(await look([joined])).toEqual([]);
    });

    it('is known though it has no owner or no location', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      for (const unknown of [
        { owners: [], location: THEIRS },
        { owner: 'group:default/thieves' },
      ]) {
        expect(await look([component('api', annotations, unknown)])).toEqual(
          [],
        );
      }
    });

    it('is known though the secret was gone meanwhile', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      await test.sync('v1/secrets', []);
      await look([]);
      await clusterWith({ secret: entityMark });
      expect(await look([another])).toEqual([]);
    });

    it('is known after a change in the cluster too', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      const { linker } = testLinker(test.store, [another]);
      await linker.reconcile();
      linker.touch({ sourceId: 'prod', namespaces: ['payments'] });
      await linker.reconcileChanged();
      await linker.stop();
      expect(await linkedNames(test.store, ENTITY)).toEqual([]);
    });

    it('is known by two replicas of which one reads an older catalog', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      for (let round = 0; round < 5; round += 1) {
        await Promise.allSettled([look([another]), look([original])]);
      }
      expect(await look([another])).toEqual([]);
      expect(await look([original])).toHaveLength(2);
    });

    it('is linked where the owner or the location stayed', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      await look([]);
      expect(await look([moved])).toHaveLength(2);
      await look([]);
      expect(await look([givenAway])).toHaveLength(2);
    });

    it('is linked after it was given away, and moved only then', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      expect(await look([givenAway])).toHaveLength(2);
      await look([]);
      expect(await look([another])).toHaveLength(2);
      expect(await look([moved])).toEqual([]);
    });

    it('is linked where one of several owners is left', async () => {
      await clusterWith({ secret: entityMark });
      await look([
        component('api', annotations, {
          owners: ['group:default/payments', 'group:default/platform'],
          location: OURS,
        }),
      ]);
      await look([]);
      expect(await look([moved])).toHaveLength(2);
    });

    it('is linked when nobody saw it before', async () => {
      await clusterWith({ secret: entityMark });
      await look([]);
      expect(await look([another])).toHaveLength(2);
    });

    it('is linked to that alone whose mark names its owner', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      await test.apply({
        version: 1,
        stream: 'v1/secrets',
        observedAt: '2026-01-01T00:20:00.000Z',
        gone: [],
        upserts: [
          secret('payments', 'db', {
            version: 'later',
            annotations: [
              ...entityMark,
              ...mark('owner', 'group:default/thieves'),
            ],
          }),
        ],
      });
      expect(await look([another])).toEqual(['payments/db by secret']);
      expect(await test.store.listClaims(ENTITY)).toContainEqual(
        expect.objectContaining({ status: 'held' }),
      );
    });

    it.each(places)(
      'is linked when %s marks name its owner, and nothing is held',
      async place => {
        await clusterWith({ secret: entityMark });
        await look([original]);
        const ownerMark = mark('owner', 'group:default/thieves');
        await clusterWith({
          secret: entityMark,
          [place]: [...(place === 'secret' ? entityMark : []), ...ownerMark],
        });
        expect(await look([another])).toHaveLength(2);
      },
    );

    it('is linked where an administrator gives the place to its owner', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      const scope = {
        ownerRef: 'group:default/thieves',
        namespaces: ['payments'],
      };
      expect(await look([another], { scopes: [scope] })).toHaveLength(2);
      expect(
        await look([another], {
          scopes: [{ ...scope, namespaces: ['checkout'] }],
        }),
      ).toEqual([]);
      expect(await look([another], { trustAnnotations: true })).toHaveLength(2);
    });

    it('is linked once it is trusted, and the first one no more', async () => {
      await clusterWith({ secret: entityMark });
      await look([original]);
      expect(await look([another])).toEqual([]);
      await test.store.trustEntity({
        entityRef: ENTITY,
        ownerRefs: ['group:default/thieves'],
        location: THEIRS,
      });
      expect(await look([another])).toHaveLength(2);
      expect(await look([original])).toEqual([]);
    });
  },
);
