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
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { START } from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { OutagesNotifier } from './OutagesNotifier';
import { readOutageRecipients } from './readOutageRecipients';

jest.setTimeout(60_000);

const PLATFORM = ['group:default/platform', 'user:default/ann'];
const DOWN = 'Source prod is down';
const WORKS = 'Source prod works again';
const PART_DOWN = 'A part of source prod is down';
const PART_WORKS = 'A part of source prod works again';

type Send = (notification: NotificationSendOptions) => Promise<void>;

async function createWorld(databaseId: Parameters<typeof databases.init>[0]) {
  const { knex, clock } = await createTestInventory(databaseId);
  const sent: NotificationSendOptions[] = [];
  const backend: { send: Send } = {
    send: async notification => {
      sent.push(notification);
    },
  };
  const logger = mockServices.logger.mock();
  /** Each is a process of its own: it knows what was sent by the database alone. */
  const createNotifier = (recipients: string[] = PLATFORM) =>
    new OutagesNotifier({
      knex,
      logger,
      recipients,
      notifications: { send: async given => await backend.send(given) },
      now: () => START + clock.minutes * 60_000,
    });
  const titles = () => sent.splice(0).map(({ payload }) => payload.title);
  /** Lets a minute pass with a source in some state, and runs one process. */
  const pass = async (state: string, code = 'unreachable', id = 'prod') => {
    clock.minutes += 1;
    const problem = { code, message: 'db.example.com: <b>password</b>' };
    await knex('sources')
      .where({ id })
      .update({
        state,
        problems: JSON.stringify(state === 'live' ? [] : [problem]),
      });
    await createNotifier().run();
    return titles();
  };
  /** What was sent in each of some minutes in a state. */
  const passMany = async (state: string, minutes: number) => {
    const all: string[][] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      all.push(await pass(state));
    }
    return all;
  };
  const countRows = async () => (await knex('source_outages')).length;
  return {
    knex,
    clock,
    sent,
    backend,
    logger,
    createNotifier,
    titles,
    pass,
    passMany,
    countRows,
  };
}

describe.each(databases.eachSupportedId())(
  'OutagesNotifier on %s',
  databaseId => {
    it('sends one alert for an outage after two minutes, and one recovery after five', async () => {
      const { passMany, countRows } = await createWorld(databaseId);
      expect(await passMany('live', 2)).toEqual([[], []]);
      expect(await passMany('down', 6)).toEqual([[], [], [DOWN], [], [], []]);
      expect(await passMany('live', 8)).toEqual([
        ...[[], [], [], [], []],
        [WORKS],
        ...[[], []],
      ]);
      expect(await countRows()).toBe(0);
      expect(await passMany('down', 4)).toEqual([[], [], [DOWN], []]);
    });

    it('says what happened in words of its own, in one thread for each source', async () => {
      const { pass, passMany, sent, clock, knex, createNotifier } =
        await createWorld(databaseId);
      await passMany('down', 2);
      clock.minutes += 1;
      await createNotifier().run();
      expect(sent.splice(0)).toEqual([
        {
          recipients: { type: 'entity', entityRef: PLATFORM },
          payload: {
            title: DOWN,
            description:
              'Keyward cannot reach it. What Keyward shows of it may be out of date since 2026-01-01 00:11 (UTC). The page of the sources says what to do.',
            link: '/secrets/sources',
            severity: 'high',
            topic: 'secrets',
            scope: 'secrets:outage:prod',
          },
        },
      ]);
      await passMany('live', 5);
      clock.minutes += 1;
      await createNotifier().run();
      expect(sent.splice(0)).toMatchObject([
        { payload: { title: WORKS, scope: 'secrets:outage:prod' } },
      ]);
      for (const [id, state, code, words] of [
        ['v1', 'down', 'sealed', 'It is sealed.'],
        ['v2', 'down', 'no-leader', 'It has no leader that serves requests.'],
        [
          'v3',
          'noCredential',
          'no-credential',
          'Keyward has no credential for it.',
        ],
        ['v4', 'down', 'constructor', 'Keyward cannot read it.'],
      ]) {
        await addSource(knex, id);
        await pass(state, code, id);
        clock.minutes += 2;
        await createNotifier().run();
        const [{ payload }] = sent.splice(0);
        expect(payload.scope).toBe(`secrets:outage:${id}`);
        expect(payload.description).toContain(words);
        expect(JSON.stringify(payload)).not.toMatch(/example\.com|password/);
      }
    });

    it('says nothing of an outage of less than two minutes', async () => {
      const { passMany, countRows } = await createWorld(databaseId);
      for (let round = 0; round < 4; round += 1) {
        expect(await passMany('down', 2)).toEqual([[], []]);
        expect(await passMany('degraded', 1)).toEqual([[]]);
        expect(await countRows()).toBe(0);
      }
    });

    it('takes a source that flaps for one outage', async () => {
      const { passMany } = await createWorld(databaseId);
      expect((await passMany('down', 3)).flat()).toEqual([DOWN]);
      for (let round = 0; round < 4; round += 1) {
        expect((await passMany('live', 5)).flat()).toEqual([]);
        expect((await passMany('down', 4)).flat()).toEqual([]);
      }
      expect((await passMany('degraded', 6)).flat()).toEqual([WORKS]);
    });

    it('sends nothing again after a restart of the portal', async () => {
      const { passMany, clock, createNotifier, titles, knex } =
        await createWorld(databaseId);
      await passMany('down', 3);
      clock.minutes += 60;
      expect((await passMany('starting', 3)).flat()).toEqual([]);
      expect((await passMany('syncing', 3)).flat()).toEqual([]);
      expect((await passMany('down', 3)).flat()).toEqual([]);
      expect((await passMany('live', 6)).flat()).toEqual([WORKS]);
      // While the portal does not run nobody follows a source that is well.
      const silent = new Date(START).toISOString();
      await knex('sources').update({ heartbeat_at: silent });
      await createNotifier().run();
      await knex('sources').update({ heartbeat_at: '2099-01-01T00:00:00Z' });
      expect((await passMany('syncing', 9)).flat()).toEqual([]);
      expect((await passMany('live', 9)).flat()).toEqual([]);
      expect(titles()).toEqual([]);
    });

    it('begins again with the two minutes after a stop of the portal', async () => {
      const { passMany, clock } = await createWorld(databaseId);
      await passMany('down', 1);
      clock.minutes += 60;
      expect(await passMany('down', 1)).toEqual([[]]);
      expect(await passMany('live', 6)).toEqual([[], [], [], [], [], []]);
      await passMany('down', 1);
      clock.minutes += 60;
      expect(await passMany('down', 4)).toEqual([[], [], [DOWN], []]);
    });

    it('reports a source that no replica follows', async () => {
      const { passMany, knex, sent, clock, createNotifier } = await createWorld(
        databaseId,
      );
      await knex('sources').update({
        heartbeat_at: new Date(START).toISOString(),
      });
      expect((await passMany('live', 2)).flat()).toEqual([]);
      clock.minutes += 1;
      await createNotifier().run();
      expect(sent).toMatchObject([
        {
          payload: {
            title: DOWN,
            description: expect.stringContaining('No replica of Keyward'),
          },
        },
      ]);
    });

    it('sends once from two replicas at the same time', async () => {
      const { passMany, clock, createNotifier, titles, backend, knex } =
        await createWorld(databaseId);
      const runBoth = async () => {
        clock.minutes += 1;
        await Promise.all([createNotifier().run(), createNotifier().run()]);
        return titles();
      };
      await passMany('down', 2);
      expect(await runBoth()).toEqual([DOWN]);
      await passMany('live', 5);
      expect(await runBoth()).toEqual([WORKS]);

      // One begins while the other one still sends, and the source recovers meanwhile.
      await passMany('down', 2);
      const { send } = backend;
      backend.send = async given => {
        await createNotifier().run();
        await knex('sources').update({ state: 'live' });
        await createNotifier().run();
        await send(given);
      };
      clock.minutes += 1;
      await createNotifier().run();
      backend.send = send;
      expect(titles()).toEqual([DOWN]);
      expect((await passMany('live', 6)).flat()).toEqual([WORKS]);
    });

    it('tries again what a notifications backend did not take', async () => {
      const { passMany, backend, logger, knex } = await createWorld(databaseId);
      const { send } = backend;
      let attempts = 0;
      const fail: Send = async () => {
        attempts += 1;
        throw new Error('the notifications are down');
      };
      backend.send = fail;
      // In the minutes 3, 4, 6, 10 and 15: later each time, up to five minutes.
      expect((await passMany('down', 15)).flat()).toEqual([]);
      expect(attempts).toBe(5);
      expect(logger.warn).toHaveBeenCalledWith(
        'The people in charge could not be notified of an outage of prod, which is tried again: the notifications are down',
      );
      expect(await knex('source_outages').pluck('told')).toEqual([
        databaseId === 'SQLITE_3' ? 0 : false,
      ]);
      backend.send = send;
      expect((await passMany('down', 9)).flat()).toEqual([DOWN]);
      backend.send = fail;
      attempts = 0;
      expect((await passMany('live', 7)).flat()).toEqual([]);
      expect(attempts).toBe(2);
      backend.send = send;
      expect((await passMany('live', 9)).flat()).toEqual([WORKS]);
    });

    it('says nothing of the end of an outage that nobody was notified of', async () => {
      const { passMany, backend, countRows } = await createWorld(databaseId);
      const { send } = backend;
      backend.send = async () => {
        throw new Error('the notifications are down');
      };
      await passMany('down', 3);
      backend.send = send;
      expect((await passMany('live', 9)).flat()).toEqual([]);
      expect(await countRows()).toBe(0);
    });

    it('notifies nobody without recipients, and later of nothing that is over', async () => {
      const { passMany, clock, createNotifier, titles, countRows } =
        await createWorld(databaseId);
      expect((await passMany('down', 3)).flat()).toEqual([DOWN]);
      for (let minute = 0; minute < 5; minute += 1) {
        clock.minutes += 1;
        await createNotifier([]).run();
      }
      expect(titles()).toEqual([]);
      expect(await countRows()).toBe(0);
      expect((await passMany('live', 7)).flat()).toEqual([]);
    });

    describe('of a source that works', () => {
      const LOST = { code: 'raft-peer-lost', message: 'p', isOutage: true };
      const OTHER = { code: 'forbidden', message: '"isOutage":true' };

      /** What was sent in some minutes, while the source says something. */
      async function createSaying() {
        const world = await createWorld(databaseId);
        const say = async (
          minutes: number,
          said: {
            state?: string;
            problems?: object[];
            warnings?: object[];
          } = {},
        ) => {
          const { state = 'live', problems = [], warnings = [] } = said;
          for (let minute = 0; minute < minutes; minute += 1) {
            world.clock.minutes += 1;
            await world.knex('sources').update({
              state,
              problems: JSON.stringify(problems),
              warnings: JSON.stringify(warnings),
            });
            await world.createNotifier().run();
          }
          return world.sent
            .splice(0)
            .map(({ payload: { title, scope } }) => [title, scope]);
        };
        return { ...world, say };
      }

      const scope = 'secrets:outage:prod:raft-peer-lost';

      it('tells once of a part that is out, and once that it works again', async () => {
        const { say, countRows } = await createSaying();
        expect(await say(5, { warnings: [OTHER] })).toEqual([]);
        expect(await say(2, { warnings: [OTHER, LOST] })).toEqual([]);
        expect(await say(9, { warnings: [OTHER, LOST] })).toEqual([
          [PART_DOWN, scope],
        ]);
        for (let round = 0; round < 3; round += 1) {
          expect(await say(4)).toEqual([]);
          expect(await say(4, { problems: [LOST] })).toEqual([]);
        }
        expect(await say(9)).toEqual([[PART_WORKS, scope]]);
        expect(await countRows()).toBe(0);
      });

      it('tells of each part apart, and of the whole', async () => {
        const { say } = await createSaying();
        const silent = { ...LOST, code: 'sealed-secrets-no-answer' };
        await say(3, { warnings: [LOST] });
        expect(await say(3, { warnings: [LOST, LOST, silent] })).toEqual([
          [PART_DOWN, 'secrets:outage:prod:sealed-secrets-no-answer'],
        ]);
        expect(await say(9, { state: 'degraded', warnings: [LOST] })).toEqual([
          [PART_WORKS, 'secrets:outage:prod:sealed-secrets-no-answer'],
        ]);
        // How a part is that nobody can look at is not known.
        expect(await say(9, { state: 'down', warnings: [] })).toEqual([
          [DOWN, 'secrets:outage:prod'],
        ]);
        expect(await say(9)).toEqual([
          [PART_WORKS, scope],
          [WORKS, 'secrets:outage:prod'],
        ]);
      });

      it('says it in words of its own', async () => {
        const { say, knex, clock, sent, createNotifier } = await createSaying();
        const vague = { ...LOST, code: '__proto__', message: 'canary' };
        await say(2, { warnings: [LOST, vague] });
        await knex('source_outages').update({ seen_at: '2099' });
        clock.minutes += 1;
        await createNotifier().run();
        const said = sent.map(({ payload }) => payload.description);
        expect(said).toEqual([
          expect.stringMatching(/^Something in it does not work\. /),
          'A peer of its storage does not answer. It has been so since 2026-01-01 00:11 (UTC). The page of the sources says what to do.',
        ]);
        expect(JSON.stringify(sent)).not.toContain('canary');
      });
    });

    it('says nothing of a source that is no longer configured', async () => {
      const { passMany, knex } = await createWorld(databaseId);
      await passMany('down', 2);
      await knex('sources').update({ retired_at: new Date(0).toISOString() });
      expect((await passMany('down', 5)).flat()).toEqual([]);
    });
  },
);

describe('readOutageRecipients', () => {
  const read = (recipients?: string[]) =>
    readOutageRecipients(
      mockServices.rootConfig({
        data: { secrets: { notifications: { outages: { recipients } } } },
      }),
    );

  it('reads references of entities, and nobody by default', () => {
    expect(read()).toEqual([]);
    expect(
      read(['group:platform', 'group:default/platform', 'user:ops/ann']),
    ).toEqual(['group:default/platform', 'user:ops/ann']);
  });

  it('names the place of what is no reference', () => {
    expect(() => read(['platform'])).toThrow(
      'secrets.notifications.outages.recipients: platform is no entity reference; write one as group:default/platform',
    );
  });
});
