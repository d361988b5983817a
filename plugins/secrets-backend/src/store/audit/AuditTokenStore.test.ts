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

import type { Knex } from 'knex';
import {
  addSource,
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { AuditTokenStore } from './AuditTokenStore';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-29T10:00:00.000Z');

describe.each(databases.eachSupportedId())(
  'AuditTokenStore on %s',
  databaseId => {
    let knex: Knex;
    let now = START;
    let store: AuditTokenStore;

    beforeAll(async () => {
      ({ knex } = await createTestInventory(databaseId));
      await addSource(knex, 'main', 'vault');
      await addSource(knex, 'cloud', 'aws');
    });

    beforeEach(async () => {
      now = START;
      store = new AuditTokenStore({ knex, now: () => now });
      await knex('audit_tokens').delete();
    });

    const create = async (sourceId = 'prod') =>
      (await store.create({
        sourceId,
        title: 'API server',
        createdBy: 'user:default/pat',
      }))!;

    it('finds what a token is for, and keeps no token', async () => {
      const { token, item } = await create();
      expect(token).toMatch(/^kwaudit_[A-Za-z0-9_-]{43}$/);
      expect(item).toEqual({
        id: expect.any(String),
        sourceId: 'prod',
        kind: 'kubernetes',
        title: 'API server',
        createdAt: '2026-11-29T10:00:00.000Z',
        createdBy: 'user:default/pat',
      });
      expect(await store.find(token)).toEqual(item);
      expect(await store.find(`${token}x`)).toBeUndefined();
      expect(await store.find('0'.repeat(64))).toBeUndefined();
      expect((await create('main')).item.kind).toBe('vault');
      const rows = JSON.stringify(await knex('audit_tokens'));
      expect(rows).not.toContain(token);
      expect(rows).not.toContain(token.slice('kwaudit_'.length));
      const [{ hash }] = await knex('audit_tokens').where({ id: item.id });
      expect(await store.find(hash)).toBeUndefined();
    });

    it('makes none for sources that write no audit log or do not exist', async () => {
      expect(await create('cloud')).toBeUndefined();
      expect(await create('none')).toBeUndefined();
    });

    it('accepts the old token until the overlap ends', async () => {
      const { token, item } = await create();
      const rotated = (await store.rotate(item.id, 1))!;
      expect(rotated.item).toEqual({
        ...item,
        rotatedAt: '2026-11-29T10:00:00.000Z',
        oldUntil: '2026-11-29T11:00:00.000Z',
      });
      expect((await store.find(rotated.token))?.id).toBe(item.id);
      now += 59 * MINUTE_MS;
      expect((await store.find(token))?.id).toBe(item.id);
      now += MINUTE_MS;
      expect(await store.find(token)).toBeUndefined();
      expect((await store.list())[0].oldUntil).toBeUndefined();
      expect((await store.find(rotated.token))?.id).toBe(item.id);
    });

    it('refuses at once a token that leaked, and one that is deleted', async () => {
      const { token, item } = await create();
      const rotated = (await store.rotate(item.id, 0))!;
      expect(await store.find(token)).toBeUndefined();
      expect(await store.delete(item.id)).toBe(true);
      expect(await store.find(rotated.token)).toBeUndefined();
      expect(await store.delete(item.id)).toBe(false);
      expect(await store.rotate(item.id, 1)).toBeUndefined();
    });

    it('notes when a token was used, once a minute', async () => {
      const { token } = await create();
      const use = async () => store.noteUse((await store.find(token))!);
      await use();
      now += MINUTE_MS / 2;
      await use();
      expect((await store.list())[0].lastUsedAt).toBe(
        '2026-11-29T10:00:00.000Z',
      );
      now += MINUTE_MS;
      await use();
      expect((await store.list())[0].lastUsedAt).toBe(
        '2026-11-29T10:01:30.000Z',
      );
    });

    it('gives a source no more than 20', async () => {
      for (let count = 0; count < 19; count += 1) {
        await create();
      }
      const two = await Promise.allSettled([create(), create()]);
      expect(two.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
    });
  },
);
