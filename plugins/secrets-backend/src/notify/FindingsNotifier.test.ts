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
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { at, batch, secret, START } from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { FindingsNotifier } from './FindingsNotifier';
import { isQuiet } from './isQuiet';
import { reachesOwnersAlone } from './reachesOwnersAlone';
import { readNotificationsConfig } from './readNotificationsConfig';

jest.setTimeout(60_000);

const NIGHT = {
  from: 18 * 60,
  to: 8 * 60,
  timeZone: 'Europe/Berlin',
  weekends: true,
};

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
  options: {
    quiet?: boolean;
    digestOver?: number;
    names?: boolean;
    reachesOwnersAlone?: () => Promise<boolean>;
  } = {},
) {
  const test = await createTestInventory(databaseId);
  await test.sync(
    'v1/secrets',
    Array.from({ length: 9 }, (_, index) => secret('a', `s${index}`)),
  );
  const ids = new Map<string, string>(
    (await test.knex('secrets').select('name', 'id')).map(row => [
      row.name,
      row.id,
    ]),
  );
  for (const [name, id] of ids) {
    await test.knex('entity_links').insert({
      source_id: 'prod',
      secret_id: id,
      entity_ref: `component:default/${name}`,
      via: 'secret',
    });
    await test.knex('entity_owners').insert({
      entity_ref: `component:default/${name}`,
      owner_ref: 'group:default/payments',
      position: 0,
    });
  }
  const sent: NotificationSendOptions[] = [];
  const logger = mockServices.logger.mock();
  let fails: (notification: NotificationSendOptions) => boolean = () => false;
  const notifier = new FindingsNotifier({
    knex: test.knex,
    logger,
    notifications: {
      send: async notification => {
        if (fails(notification)) {
          throw new Error('the notifications are down');
        }
        sent.push(notification);
      },
    },
    reachesOwnersAlone: options.reachesOwnersAlone ?? (async () => true),
    config: {
      minSeverity: 'medium',
      digestOver: options.digestOver ?? 3,
      names: options.names ?? true,
      ...(options.quiet ? { quietHours: NIGHT } : {}),
    },
    now: () => START + test.clock.minutes * 60_000,
  });
  const run = async () => {
    await notifier.run();
    return sent.splice(0).map(({ payload }) => payload);
  };
  /** Has sending fail, or not any more. */
  const fail = (when: typeof fails | boolean = true) => {
    fails = typeof when === 'boolean' ? () => when : when;
    return logger;
  };
  return { test, ids, run, sent, notifier, fail };
}

async function note(
  test: TestInventory,
  ids: Map<string, string>,
  name: string,
  finding: { severity?: string; state?: string; event?: string } = {},
) {
  const { severity = 'high', state = 'open', event = 'opened' } = finding;
  const id = `finding-${name}`;
  await test
    .knex('findings')
    .insert({
      id,
      source_id: 'prod',
      secret_id: ids.get(name),
      rule: 'rotation-due',
      item: 'password',
      severity,
      rank: ['low', 'medium', 'high', 'critical'].indexOf(severity) + 1,
      state,
      active: state === 'open',
      evidence: '{}',
      due_at: at(1440),
      first_seen: at(0),
      last_seen: at(0),
    })
    .onConflict('id')
    .merge(['severity', 'rank', 'state', 'active']);
  await test
    .knex('finding_notices')
    .insert({ finding_id: id, event, at: at(test.clock.minutes) });
}

describe.each(databases.eachSupportedId())(
  'FindingsNotifier on %s',
  databaseId => {
    it('tells owners once, in a thread of its own', async () => {
      const { test, ids, run, sent, notifier } = await createWorld(databaseId);
      await note(test, ids, 's1');
      await notifier.run();
      expect(sent).toEqual([
        {
          recipients: { type: 'entity', entityRef: 'group:default/payments' },
          payload: {
            title: 'Cluster prod a/s1: rotation due',
            description: 'About password. Due 2026-01-02 (UTC).',
            link: '/secrets/finding/finding-s1',
            severity: 'high',
            topic: 'secrets',
            scope: 'secrets:finding:finding-s1',
          },
        },
      ]);
      sent.splice(0);
      expect(await run()).toEqual([]);
      await note(test, ids, 's1', { state: 'resolved', event: 'resolved' });
      expect(await run()).toMatchObject([
        {
          title: 'Resolved: rotation due, Cluster prod a/s1',
          severity: 'low',
          scope: 'secrets:finding:finding-s1',
        },
      ]);
    });

    it('is silent of what is not bad enough, over unseen, suppressed or gone', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      await note(test, ids, 's1', { severity: 'low' });
      await note(test, ids, 's2', { state: 'resolved', event: 'resolved' });
      await note(test, ids, 's3', { state: 'suppressed' });
      await test
        .knex('finding_notices')
        .insert({ finding_id: 'nothing', event: 'opened', at: at(10) });
      expect(await run()).toEqual([]);
      expect(await test.knex('finding_notices')).toEqual([]);
    });

    it('tells of many at once in one digest, and once of what opened twice', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      for (let index = 0; index < 5; index += 1) {
        await note(test, ids, `s${index}`, {
          severity: index === 2 ? 'critical' : 'medium',
        });
      }
      await note(test, ids, 's2', { severity: 'critical', event: 'escalated' });
      expect(await run()).toEqual([
        {
          title: '5 findings about your secrets',
          description: '5 × rotation due',
          link: '/secrets/findings?owner=group%3Adefault%2Fpayments',
          severity: 'critical',
          topic: 'secrets',
          scope: 'secrets:digest:group:default/payments',
        },
      ]);
    });

    it('names no secret where each message is a digest', async () => {
      const { test, ids, run } = await createWorld(databaseId, {
        digestOver: 0,
      });
      await note(test, ids, 's1');
      const link = '/secrets/findings?owner=group%3Adefault%2Fpayments';
      const description = '1 × rotation due';
      expect(await run()).toMatchObject([
        { title: '1 finding about your secrets', description, link },
      ]);
      await note(test, ids, 's1', { state: 'resolved', event: 'resolved' });
      expect(await run()).toMatchObject([
        { title: 'Resolved: 1 finding about your secrets', description, link },
      ]);
    });

    it('names neither secret nor key where a policy may hide it', async () => {
      const { test, ids, run } = await createWorld(databaseId, {
        names: false,
      });
      await note(test, ids, 's1');
      const told = await run();
      expect(told).toMatchObject([
        {
          title: 'One of your secrets: rotation due',
          description: 'Due 2026-01-02 (UTC).',
          link: '/secrets/finding/finding-s1',
        },
      ]);
      await note(test, ids, 's1', { state: 'resolved', event: 'resolved' });
      told.push(...(await run()));
      expect(told[1]).toMatchObject({
        title: 'Resolved: rotation due, One of your secrets',
      });
      expect(JSON.stringify(told)).not.toMatch(/Cluster prod|a\/s1|password/);
    });

    it.each([
      ['reaches others as well', async () => false],
      [
        'is not known to reach nobody else',
        async () => {
          throw new Error('the catalog is down');
        },
      ],
    ])('names no secret where what is sent %s', async (_, answer) => {
      const { test, ids, run } = await createWorld(databaseId, {
        reachesOwnersAlone: answer,
      });
      await note(test, ids, 's1');
      const told = await run();
      expect(told).toMatchObject([
        { title: 'One of your secrets: rotation due' },
      ]);
      expect(JSON.stringify(told)).not.toMatch(/Cluster prod|a\/s1|password/);
    });

    it('makes no link of what somebody called a variable', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      await note(test, ids, 's1');
      await test
        .knex('findings')
        .update({ item: 'env/app/https://evil.example/reset' });
      expect((await run())[0].description).not.toContain('://');
    });

    it('lets people sleep, but not through what is critical', async () => {
      const { test, ids, run } = await createWorld(databaseId, { quiet: true });
      // Thursday, 20:00 in Berlin.
      test.clock.minutes = 19 * 60;
      await note(test, ids, 's1');
      await note(test, ids, 's2', { severity: 'critical' });
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s2' },
      ]);
      expect(await run()).toEqual([]);
      test.clock.minutes = (24 + 7) * 60;
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s1' },
      ]);
    });

    it('tries again what could not be sent, later each time, until it is', async () => {
      const { test, ids, run, fail } = await createWorld(databaseId);
      const logger = fail();
      await note(test, ids, 's1');
      const tries: number[] = [];
      const warnings: string[] = [];
      for (let minute = 11; minute < 80; minute += 1) {
        test.clock.minutes = minute;
        logger.warn.mockClear();
        expect(await run()).toEqual([]);
        for (const [warning] of logger.warn.mock.calls) {
          tries.push(minute);
          warnings.push(String(warning));
        }
      }
      expect(
        warnings.every(warning => warning.includes('could not be notified')),
      ).toBe(true);
      expect(tries).toEqual([11, 12, 14, 18, 26, 42, 74]);
      fail(false);
      // What is new is not kept waiting by what failed before.
      await note(test, ids, 's2', { severity: 'critical' });
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s2' },
      ]);
      test.clock.minutes = 200;
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s1' },
      ]);
      expect(await run()).toEqual([]);
      // It was told, hence they hear that it is over as well.
      await note(test, ids, 's1', { state: 'resolved', event: 'resolved' });
      expect(await run()).toMatchObject([
        { title: 'Resolved: rotation due, Cluster prod a/s1' },
      ]);
    });

    it('sends nobody again what they were sent, if another message or owner fails', async () => {
      const { test, ids, run, fail } = await createWorld(databaseId);
      await test.knex('entity_owners').insert({
        entity_ref: 'component:default/s2',
        owner_ref: 'group:default/absent',
        position: 1,
      });
      await note(test, ids, 's1');
      await note(test, ids, 's2');
      const logger = fail(
        ({ recipients, payload }) =>
          (recipients as { entityRef: string }).entityRef.endsWith('absent') ||
          payload.title.includes('s1'),
      );
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s2' },
      ]);
      expect(logger.warn).toHaveBeenCalledTimes(1);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringMatching(/ and 1 more could not be notified/),
      );
      fail(false);
      test.clock.minutes += 5;
      const sent = await run();
      expect(sent.map(({ scope }) => scope).sort()).toEqual([
        'secrets:finding:finding-s1',
        'secrets:finding:finding-s2',
      ]);
    });

    it('lets what waits for the morning keep nothing critical waiting', async () => {
      const { test, ids, run } = await createWorld(databaseId, { quiet: true });
      test.clock.minutes = 19 * 60;
      await note(test, ids, 's1');
      await test.knex.batchInsert(
        'finding_notices',
        Array.from({ length: 2500 }, () => ({
          finding_id: 'finding-s1',
          event: 'escalated',
          at: at(test.clock.minutes),
        })),
        100,
      );
      await note(test, ids, 's2', { severity: 'critical' });
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s2' },
      ]);
      test.clock.minutes = (24 + 7) * 60;
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s1' },
      ]);
    });

    it('tells of the worst first', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      await note(test, ids, 's1', { severity: 'medium' });
      await note(test, ids, 's2', { severity: 'critical' });
      await note(test, ids, 's3', { severity: 'high' });
      expect((await run()).map(({ severity }) => severity)).toEqual([
        'critical',
        'high',
        'normal',
      ]);
    });

    it('tells what is over beside a digest, and in one of its own', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      for (const name of ['s0', 's1', 's2', 's3', 's4']) {
        await note(test, ids, name);
      }
      expect(await run()).toHaveLength(1);
      const over = { state: 'resolved', event: 'resolved' };
      await note(test, ids, 's0', over);
      for (const name of ['s5', 's6', 's7', 's8']) {
        await note(test, ids, name);
      }
      expect(await run()).toMatchObject([
        { title: '4 findings about your secrets' },
        { title: 'Resolved: rotation due, Cluster prod a/s0' },
      ]);
      for (const name of ['s1', 's2', 's3', 's4']) {
        await note(test, ids, name, over);
      }
      expect(await run()).toMatchObject([
        {
          title: 'Resolved: 4 findings about your secrets',
          description: '4 × rotation due',
          severity: 'low',
          scope: 'secrets:resolved:group:default/payments',
        },
      ]);
    });

    it('tells nobody of what is decided, or not theirs any more, by then', async () => {
      const { test, ids, run } = await createWorld(databaseId, { quiet: true });
      test.clock.minutes = 19 * 60;
      await note(test, ids, 's1');
      await note(test, ids, 's2');
      await note(test, ids, 's3');
      expect(await run()).toEqual([]);
      await test
        .knex('findings')
        .where({ id: 'finding-s1' })
        .update({ state: 'acknowledged' });
      await test
        .knex('entity_links')
        .where({ secret_id: ids.get('s2')! })
        .delete();
      test.clock.minutes = (24 + 7) * 60;
      expect(await run()).toMatchObject([
        { scope: 'secrets:finding:finding-s3' },
      ]);
    });

    it('gives up after a week, and says so', async () => {
      const { test, ids, run, fail } = await createWorld(databaseId);
      const logger = fail();
      await note(test, ids, 's1');
      expect(await run()).toEqual([]);
      fail(false);
      test.clock.minutes += 7 * 24 * 60 + 1;
      expect(await run()).toEqual([]);
      expect(logger.warn).toHaveBeenLastCalledWith(
        '1 notifications of findings could not be sent for a week, and are given up',
      );
      expect(await run()).toEqual([]);
    });

    it('forgets what nobody could be told for a week', async () => {
      const { test, ids, run } = await createWorld(databaseId);
      await note(test, ids, 's1');
      await test.apply(batch('v1/secrets', []));
      test.clock.minutes += 8 * 24 * 60;
      expect(await run()).toEqual([]);
      expect(await test.knex('finding_notices')).toEqual([]);
    });
  },
);

describe('reachesOwnersAlone', () => {
  const group = (name: string, relations: object[] = []) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    relations: relations as Entity['relations'],
  });
  const catalog = catalogServiceMock({
    entities: [
      group('payments', [
        { type: 'hasMember', targetRef: 'user:default/guest' },
        { type: 'childOf', targetRef: 'group:default/company' },
      ]),
      group('company', [
        { type: 'parentOf', targetRef: 'group:default/payments' },
      ]),
    ],
  });

  it.each([
    ['user:default/guest', true],
    ['group:default/payments', true],
    ['group:default/company', false],
    ['group:default/gone', false],
    ['component:default/api', false],
  ])('of %s is %p', async (ownerRef, expected) => {
    await expect(
      reachesOwnersAlone({ auth: mockServices.auth(), catalog }, ownerRef),
    ).resolves.toBe(expected);
  });
});

describe('isQuiet', () => {
  it.each([
    ['2026-03-27T16:59:00Z', false],
    ['2026-03-27T17:00:00Z', true],
    // Saturday.
    ['2026-03-28T11:00:00Z', true],
    // The clocks went forward on the 29th.
    ['2026-03-30T05:59:00Z', true],
    ['2026-03-30T06:00:00Z', false],
    ['2026-03-30T15:59:00Z', false],
    ['2026-03-30T16:00:00Z', true],
  ])('of %s says %p', (time, expected) => {
    expect(isQuiet(NIGHT, new Date(time))).toBe(expected);
    expect(isQuiet(undefined, new Date(time))).toBe(false);
  });
});

describe('readNotificationsConfig', () => {
  const read = (notifications: object, permission?: object) =>
    readNotificationsConfig(
      mockServices.rootConfig({
        data: { secrets: { notifications }, ...(permission && { permission }) },
      }) as any,
    );

  it('reads what there is', () => {
    expect(read({})).toEqual({
      minSeverity: 'medium',
      digestOver: 5,
      names: true,
    });
    expect(
      read({ quietHours: { from: '18:00', to: '8:00', weekends: true } })
        .quietHours,
    ).toEqual({ ...NIGHT, timeZone: 'UTC' });
  });

  it('names no secret where a policy may hide it, unless told to', () => {
    expect(read({}, { enabled: true }).names).toBe(false);
    expect(read({}, { enabled: false }).names).toBe(true);
    expect(read({ names: true }, { enabled: true }).names).toBe(true);
    expect(read({ names: false }).names).toBe(false);
  });

  it.each([
    [{ minSeverity: 'worse' }, 'secrets.notifications.minSeverity has to be'],
    [{ quietHours: { from: '25:00', to: '8:00' } }, 'quietHours.from'],
    [
      { quietHours: { from: '1:00', to: '8:00', timeZone: 'Mars' } },
      'there is no time zone Mars',
    ],
  ])('names the place of %j', (notifications, message) => {
    expect(() => read(notifications)).toThrow(message);
  });
});
