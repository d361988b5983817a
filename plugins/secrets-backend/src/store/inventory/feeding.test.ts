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
  AnyObservation,
  SystemSecretObservation,
} from '@keyward/observation';
import { batch, secret, SOURCE } from '../../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

const all = { all: true } as const;

const refOf = (name: string) => `acme:cloud/eu/${name}`;

/** A secret of another system, of which Secrets get the value, as `namespace/name`. */
function remote(name: string, ...to: string[]): SystemSecretObservation {
  return {
    type: 'secret',
    ref: refOf(name),
    system: 'acme',
    location: ['eu'],
    name,
    secretType: 'thing',
    class: 'password',
    taken: 'metadata',
    keys: [],
    keyCount: 0,
    classifierVersion: 1,
    attributes: { rotation: 'on' },
    edges: to.map(place => ({
      from: refOf(name),
      to: `kubernetes:${SOURCE}/${place}`,
    })),
  } as SystemSecretObservation;
}

describe.each(databases.eachSupportedId())(
  'secrets of other systems on %s',
  databaseId => {
    let test: TestInventory;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      await addSource(test.knex, 'cloud');
      const schema = {
        safeParse: (data: any) => ({ success: true as const, data }),
      };
      await test.inventory.apply(
        {
          sourceId: 'cloud',
          fence: 1,
          system: 'acme',
          attributes: { secret: schema },
        },
        batch('things', [
          remote('shared', 'a/first', 'b/second'),
          remote('one', 'a/first'),
          remote('spare'),
        ] as AnyObservation[]),
      );
      await test.sync('v1/secrets', [
        secret('a', 'first'),
        secret('b', 'second'),
        secret('a', 'plain'),
      ]);
    });
    afterAll(() => test.knex.destroy());

    const list = async (
      query: Partial<Parameters<TestInventory['store']['listSecrets']>[0]> = {},
    ) =>
      Object.fromEntries(
        (
          await test.store.listSecrets({
            visibility: all,
            orderBy: { field: 'name', direction: 'asc' },
            ...query,
          })
        ).items.map(({ name, feedCount }) => [name, feedCount]),
      );

    it('are listed with their attributes and how many secrets get their value', async () => {
      expect(await list()).toEqual({
        first: undefined,
        one: 1,
        plain: undefined,
        second: undefined,
        shared: 2,
        spare: 0,
      });
      const { items } = await test.store.listSecrets({
        visibility: all,
        filters: { sourceKinds: ['acme'] },
      });
      expect(items.map(({ attributes }) => attributes)).toEqual(
        Array(3).fill({ rotation: 'on' }),
      );
    });

    it('are filtered by their system, and by whether something gets their value', async () => {
      const ofAcme = (feeds?: 'some' | 'none') =>
        list({ filters: { sourceKinds: ['acme'], feeds } });
      expect(Object.keys(await ofAcme())).toEqual(['one', 'shared', 'spare']);
      expect(Object.keys(await ofAcme('some'))).toEqual(['one', 'shared']);
      expect(Object.keys(await ofAcme('none'))).toEqual(['spare']);
      const { total } = await test.store.summarizeSecrets({
        visibility: all,
        filters: { sourceKinds: ['acme'], feeds: 'none' },
      });
      expect(total).toBe(1);
    });

    it('say nothing of secrets that the caller may not see', async () => {
      const visibility = {
        anyOf: [{ sourceIds: ['cloud'] }, { namespaces: ['b'] }],
      };
      expect(await list({ visibility })).toEqual({
        one: 0,
        second: undefined,
        shared: 1,
        spare: 0,
      });
      const none = await list({
        visibility,
        filters: { sourceKinds: ['acme'], feeds: 'none' },
      });
      expect(Object.keys(none)).toEqual(['one', 'spare']);
    });
  },
);
