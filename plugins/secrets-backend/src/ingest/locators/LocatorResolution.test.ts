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

import { mockServices } from '@backstage/backend-test-utils';
import { setTimeout as sleep } from 'node:timers/promises';
import { batch, object } from '../../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { LocatorResolution } from './LocatorResolution';
import { resolveEdges } from './resolveEdges';

jest.setTimeout(60_000);

const STREAM = 'external-secrets.io/v1/externalsecrets';

const external = (name: string) =>
  object('ExternalSecret', 'shop', name, {
    deliveries: [
      {
        namespace: 'shop',
        name,
        from: [{ system: 'toy', store: 'main', path: name }],
      },
    ],
  });

describe.each(databases.eachSupportedId())('locators on %s', databaseId => {
  it('are asked about when they are new, and all of them when the remote system has other secrets', async () => {
    const test = await createTestInventory(databaseId);
    await addSource(test.knex, 'main');
    await test.knex('sources').where({ id: 'main' }).update({ kind: 'toy' });
    const known = new Set(['one']);
    const asked: string[][] = [];
    const resolution = new LocatorResolution({
      knex: test.knex,
      logger: mockServices.logger.mock(),
      resolvers: [
        {
          system: 'toy',
          async resolve(locators) {
            asked.push(locators.map(({ path }) => path!));
            return locators.map(({ path }) =>
              known.has(path!) ? `toy:main/kv/${path}` : undefined,
            );
          },
        },
      ],
      held: () => [test.fence],
      tickMs: 50,
    });
    test.inventory.onChange(change => resolution.touch(change));
    const resolved = async (...names: string[]) => {
      const refs = names.map(name => `toy:main/kv/${name}`);
      for (let tries = 0; tries < 200; tries += 1) {
        const found = await test
          .knex('edges')
          .whereNotNull('from_ref')
          .orderBy('from_ref')
          .pluck('from_ref');
        if (JSON.stringify(found) === JSON.stringify(refs)) {
          return true;
        }
        await sleep(25);
      }
      return false;
    };
    await test.sync(STREAM, [external('one'), external('two')]);
    expect(await resolved('one')).toBe(true);
    await test.apply(batch(STREAM, [external('three')]));
    await sleep(200);
    expect(asked).toEqual([['one', 'two'], ['three']]);

    resolution.start();
    known.add('two');
    await test.inventory.apply(
      { sourceId: 'main', fence: 1, system: 'toy' },
      batch('kv', [], {
        generation: 'g1',
        complete: true,
        covers: { kind: 'secret' },
      }),
    );
    expect(await resolved('one', 'two')).toBe(true);
    known.delete('one');
    await test
      .knex('sources')
      .where({ id: 'main' })
      .increment('secrets_revision', 1);
    expect(await resolved('two')).toBe(true);
    await resolution.stop();
    await test.knex.destroy();
  });

  it('are asked about although a resolver fails by one of them', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(
      STREAM,
      ['bad', 'one', 'three', 'two'].map(name => external(name)),
    );
    const options = {
      sourceId: test.fence.sourceId,
      all: false,
      now: '2026-01-01T00:11:00.000Z',
    };
    const toy = {
      system: 'toy',
      async resolve(locators: readonly { path?: string }[]) {
        if (locators.some(({ path }) => path === 'bad')) {
          throw new Error('It has no such form');
        }
        return locators.map(({ path }) => `toy:main/kv/${path}`);
      },
    };
    await expect(resolveEdges(test.knex, [toy], options)).rejects.toThrow(
      'no such form',
    );
    const found = async () =>
      await test
        .knex('edges')
        .whereNotNull('from_ref')
        .orderBy('from_ref')
        .pluck('from_ref');
    const expected = ['one', 'three', 'two'].map(name => `toy:main/kv/${name}`);
    expect(await found()).toEqual(expected);
    // What it said before stays where it says nothing now.
    const failing = {
      system: 'toy',
      resolve: async () => Promise.reject(new Error('Down')),
    };
    await expect(
      resolveEdges(test.knex, [failing], { ...options, all: true }),
    ).rejects.toThrow('Down');
    expect(await found()).toEqual(expected);
    await test.knex.destroy();
  });
});
