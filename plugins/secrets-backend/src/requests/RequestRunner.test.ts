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

import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  type GitHost,
  GitHostError,
} from '@keyward/backstage-plugin-secrets-node';
import type { Refusal } from '@keyward/backstage-plugin-secrets-common';
import type { AnyObservation } from '@keyward/observation';
import { FakeGitHost, HEAD_SHA } from '../__testUtils__/FakeGitHost';
import {
  batch,
  key,
  object,
  reference,
  secret,
} from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  testSealer,
  toyAttributes,
  toySealed,
} from '../__testUtils__/testSealer';
import type { NamedSource } from '../ingest/sources';
import { DraftStore, RequestStore, type SealedWrite } from '../store/requests';
import { approvalStateOf } from './approvals';
import { RequestRunner } from './RequestRunner';

jest.setTimeout(120_000);

const REPOSITORY = 'https://git.example.com/payments/app';
const USER = 'user:default/guest';
const MINUTE_MS = 60_000;

/** What has the form of a value sealed with a key of 4,096 bits. */
const SEALED = Buffer.concat([
  Buffer.from([2, 0]),
  randomBytes(512 + 16 + 8),
]).toString('base64');

const write = (overrides: Partial<SealedWrite> = {}): SealedWrite => ({
  sourceId: 'prod',
  namespace: 'payments',
  name: 'db',
  type: 'Opaque',
  scope: 'strict',
  certificate: 'ce'.repeat(32),
  mode: 'create',
  encryptedData: { password: SEALED },
  path: 'deploy',
  ...overrides,
});

class Killed extends Error {}

/** Ends a process at some point: whatever it does from then on fails. */
class Killer {
  count = 0;
  at = Number.POSITIVE_INFINITY;

  /** Has each call of an object be two points: before it did something, and after. */
  watch<T extends object>(watched: T): T {
    return new Proxy(watched, {
      get: (_, name) => {
        const value = Reflect.get(watched, name);
        return typeof value === 'function' && name !== 'locate'
          ? async (...given: unknown[]) => {
              this.#pass();
              const result = await value.apply(watched, given);
              this.#pass();
              return result;
            }
          : value;
      },
    });
  }

  #pass(): void {
    this.count += 1;
    if (this.count >= this.at) {
      throw new Killed();
    }
  }
}

describe.each(databases.eachSupportedId())(
  'RequestRunner on %s',
  databaseId => {
    let test: TestInventory;
    let host: FakeGitHost;
    let clock: number;
    let clusters: NamedSource[];
    let objection: Refusal | undefined;
    let audited: object[];
    let changed: number;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    beforeEach(async () => {
      clock = Date.now();
      clusters = [{ id: 'prod', kind: 'kubernetes', title: 'Production' }];
      objection = undefined;
      audited = [];
      changed = 0;
      host = new FakeGitHost();
      host.put(REPOSITORY, 'main', 'deploy/app.yaml', 'kind: Deployment\n');
      for (const table of [
        'request_approvals',
        'request_events',
        'request_targets',
        'requests',
        'drafts',
        'secrets',
        'object_references',
        'objects',
      ]) {
        await test.knex(table).delete();
      }
    });

    const storeOf = () =>
      new RequestStore({
        knex: test.knex,
        onChange() {
          changed += 1;
        },
      });

    function runnerOf(
      killer = new Killer(),
      pollMs = 10_000,
      renewMs?: number,
    ) {
      return new RequestRunner({
        appUrl: 'https://portal.example.com',
        auditor: mockServices.auditor.mock({
          async createEvent({ eventId, meta }) {
            audited.push({ eventId, ...meta });
            return { success: async () => {}, fail: async () => {} };
          },
        }),
        clusters: () => clusters,
        findObjection: async () => objection,
        hostOf: () => killer.watch<GitHost>(host),
        knex: test.knex,
        logger: mockServices.logger.mock(),
        now: () => clock,
        pollMs,
        renewMs,
        sealer: testSealer,
        store: killer.watch(storeOf()),
      });
    }

    async function request(
      writes = [write()],
      needsApproval = false,
      more: { heldMs?: number } = {},
    ) {
      const drafts = new DraftStore({ knex: test.knex });
      const draft = await drafts.create({
        createdBy: USER,
        entityRef: 'component:default/web',
        targets: writes,
      });
      return await create(draft.id, writes, needsApproval, more);
    }

    async function create(
      draftId: string,
      writes = [write()],
      needsApproval = false,
      more: { heldMs?: number } = {},
    ) {
      const [id] = await storeOf().create({
        ...more,
        draftId,
        entityRef: 'component:default/web',
        requestedBy: USER,
        reason: 'for @everyone, closes #1',
        changes: [
          {
            host: host.id,
            repository: REPOSITORY,
            branch: 'main',
            writes,
            needsApproval,
          },
        ],
        digestsOf: testSealer.digestsOf,
      });
      return id;
    }

    const read = async (id: string) =>
      (await storeOf().get(id, { visibility: { all: true } }))!;

    const history = async (id: string) =>
      (await storeOf().listEvents(id)).map(({ state }) => state);

    /** All waits are over, and a process that was killed has lost its lease. */
    async function wake() {
      await test.knex('requests').update({ due_at: 0, expires_at: 0 });
    }

    async function observe(...seen: AnyObservation[]) {
      await test.inventory.apply(
        { ...test.fence, attributes: toyAttributes },
        batch('sealed', seen),
      );
    }

    /** What people and the cluster do, as far as the request is. */
    async function goOn(id: string): Promise<void> {
      const { state } = await read(id);
      if (state === 'opened' && host.changes[0]?.state === 'open') {
        host.merge();
      }
      if (state === 'merged') {
        await observe(
          toySealed('payments', 'db', { password: SEALED }, 'true'),
        );
      }
      clock += 11 * MINUTE_MS;
      await wake();
    }

    /** Goes on until the request is over. */
    async function finish(id: string, runner = runnerOf()): Promise<void> {
      for (let rounds = 0; rounds < 20; rounds += 1) {
        await goOn(id);
        await runner.run();
        if ((await read(id)).state === 'delivered') {
          return;
        }
      }
      throw new Error(`It hangs: ${JSON.stringify(await read(id))}`);
    }

    it('opens one pull request, and follows it into the cluster', async () => {
      const id = await request();
      await finish(id);
      expect(await history(id)).toEqual([
        'preparing',
        'opened',
        'merged',
        'unsealed',
        'delivered',
      ]);
      expect(host.changes).toHaveLength(1);
      const [change] = host.changes;
      expect(change.branch).toBe(`keyward/${id}`);
      expect(change.base).toBe('main');
      expect(change.files.map(({ path }) => path)).toEqual([
        expect.stringMatching(/^deploy\/.*db.*\.yaml$/),
      ]);
      expect(change.files[0].content).toContain(SEALED);
      expect(change.body).toContain('`for @everyone, closes #1`');
      expect(change.body).toContain(
        `https://portal.example.com/secrets/requests/${id}`,
      );
      const row = await test.knex('requests').where({ id }).first();
      expect(row.sealed).toBeNull();
      expect((await read(id)).change).toEqual({
        number: 1,
        url: change.url,
        headSha: change.headSha,
        mergedAt: change.mergedAt,
      });
    });

    it('tells that there is something new, and not that it looked', async () => {
      const tells = async (what: () => Promise<unknown>) => {
        changed = 0;
        await what();
        return changed > 0;
      };
      const look = async () => {
        await wake();
        await runnerOf().run();
      };
      let id = '';
      expect(
        await tells(async () => {
          id = await request();
        }),
      ).toBe(true);
      expect(await tells(look)).toBe(true);
      expect(await tells(look)).toBe(false);
      expect(await tells(() => storeOf().remind(id, USER, ''))).toBe(true);
      expect(await tells(() => storeOf().remind(id, USER, ''))).toBe(false);
      expect(await tells(look)).toBe(true);
      expect(await tells(look)).toBe(false);
      host.merge();
      expect(await tells(look)).toBe(true);
      // Once more, as it is looked at in the cluster from now on.
      await look();
      expect(await tells(look)).toBe(false);
      await observe(toySealed('payments', 'db', { password: SEALED }, 'true'));
      expect(await tells(look)).toBe(true);
      expect(await tells(look)).toBe(false);
    });

    it('keeps the request while the Git host is slow', async () => {
      const id = await request();
      const row = async () => await test.knex('requests').where({ id }).first();
      const openChange = host.openChange.bind(host);
      host.openChange = async wanted => {
        // The lease has expired, as after two minutes.
        await wake();
        while (Number((await row()).expires_at) === 0) {
          await new Promise(resolve => setTimeout(resolve, 5));
        }
        await runnerOf().run();
        // Nobody else has taken it.
        expect(Number((await row()).fence)).toBe(1);
        return await openChange(wanted);
      };
      await runnerOf(undefined, undefined, 5).run();
      expect((await read(id)).state).toBe('opened');
      expect(host.calls.filter(call => call === 'openChange')).toHaveLength(1);
    });

    it('looks at what is new as often as it is configured to', async () => {
      const id = await request();
      const dueIn = async () => {
        const { due_at: dueAt } = await test
          .knex('requests')
          .where({ id })
          .first('due_at');
        return Number(dueAt) - Date.now();
      };
      await runnerOf(undefined, 300_000).run();
      expect((await read(id)).state).toBe('opened');
      expect(await dueIn()).toBeGreaterThan(200_000);
      await wake();
      await runnerOf(undefined, 1_000).run();
      expect(await dueIn()).toBeLessThanOrEqual(10_000);
    });

    it('resumes wherever it is killed, with one pull request and nothing lost', async () => {
      const counting = new Killer();
      await finish(await request(), runnerOf(counting));
      const points = counting.count;
      expect(points).toBeGreaterThan(20);
      for (let at = 1; at <= points; at += 1) {
        host = new FakeGitHost();
        host.put(REPOSITORY, 'main', 'deploy/app.yaml', 'kind: Deployment\n');
        await test.knex('secrets').delete();
        await test.knex('request_targets').delete();
        await test.knex('requests').delete();
        const id = await request();
        const killer = new Killer();
        killer.at = at;
        await expect(finish(id, runnerOf(killer))).rejects.toThrow(Killed);
        await finish(id);
        expect([at, host.changes.length, (await read(id)).state]).toEqual([
          at,
          1,
          'delivered',
        ]);
        const states = await history(id);
        expect(states).toEqual([...new Set(states)]);
      }
    });

    describe('that needs an approval', () => {
      const APPROVER = 'user:default/olga';
      const MALLORY = { id: '13', name: 'mallory' };
      const PUSHED = 'beef'.repeat(10);
      let id: string;

      beforeEach(async () => {
        id = await request(undefined, true);
      });

      /** What the runner does until nothing is due. */
      async function step(runner = runnerOf()) {
        await wake();
        await runner.run();
      }

      const placeOf = (headSha = HEAD_SHA) => ({
        repository: REPOSITORY,
        headSha,
        name: 'keyward/approval',
      });

      const statusesOf = (headSha = HEAD_SHA) =>
        (
          host.statuses.get(`${REPOSITORY} ${headSha} keyward/approval`) ?? []
        ).map(({ state, by }) => `${state} ${by?.name}`);

      const approve = async (headSha = HEAD_SHA, by = APPROVER) =>
        await storeOf().approve(id, by, headSha);

      const notesOf = async (kind: string | undefined) =>
        (await storeOf().listEvents(id))
          .filter(each => each.kind === kind)
          .map(({ note }) => note);

      it('shows at the host that it waits, and then that it is approved', async () => {
        await step();
        await step();
        expect(statusesOf()).toEqual(['pending keyward']);
        await step();
        expect(statusesOf()).toEqual(['pending keyward']);
        expect(await approve()).toBe(true);
        await runnerOf().run();
        await step();
        expect(statusesOf()).toEqual(['pending keyward', 'success keyward']);
        host.merge('mona');
        await step();
        expect(await read(id)).toMatchObject({
          state: 'merged',
          change: { mergedBy: 'mona' },
        });
        expect(approvalStateOf(await read(id))).toBe('approved');
        expect(audited).toEqual([]);
      });

      it('says who approved and merged it, however often others push and close it', async () => {
        await step();
        for (let turn = 0; turn < 70; turn += 1) {
          host.pushToChange(PUSHED.replace(/^../, `${turn + 10}`));
          await step();
          host.changes[0].state = 'closed';
          await step();
          host.changes[0].state = 'open';
          await step();
        }
        expect((await read(id)).state).toBe('opened');
        expect(await notesOf('pushed')).toHaveLength(60);
        const { headSha } = host.changes[0];
        await approve(headSha);
        host.merge('mona');
        await step();
        const events = await storeOf().listEvents(id);
        expect(events.length).toBeLessThanOrEqual(200);
        expect(events.slice(-2)).toMatchObject([
          { kind: 'approved', by: APPROVER },
          { state: 'merged' },
        ]);
      });

      it('waits again when somebody pushes, and says so', async () => {
        await step();
        await approve();
        await step();
        host.pushToChange(PUSHED);
        await step();
        await step();
        expect(statusesOf(PUSHED)).toEqual(['pending keyward']);
        expect(approvalStateOf(await read(id))).toBe('outdated');
        expect(await notesOf('pushed')).toEqual([
          `The last commit is ${PUSHED.slice(
            0,
            10,
          )}. Approvals of earlier ones no longer count.`,
        ]);
        await approve(PUSHED);
        await step();
        expect(statusesOf(PUSHED).at(-1)).toBe('success keyward');
      });

      it('notes who forges its status, once, and sets it back', async () => {
        await step();
        for (const _ of [1, 2]) {
          host.putStatus(placeOf(), { state: 'success', by: MALLORY });
          await step();
          expect(statusesOf().at(-1)).toBe('pending keyward');
        }
        expect(await notesOf('forged')).toEqual([
          expect.stringMatching(/^The account mallory set the status/),
        ]);
        expect(audited).toEqual([
          {
            eventId: 'request-status-forged',
            id,
            headSha: HEAD_SHA,
            account: 'mallory',
          },
        ]);
        expect(approvalStateOf(await read(id))).toBe('waiting');
      });

      it('notes a status that was there before its own', async () => {
        host.putStatus(placeOf(), { state: 'success', by: MALLORY });
        await step();
        await step();
        expect(await notesOf('forged')).toHaveLength(1);
        expect(statusesOf().at(-1)).toBe('pending keyward');
      });

      it('sets its status again where somebody else set one that is true', async () => {
        await step();
        await step();
        await approve();
        await step();
        host.putStatus(placeOf(), { state: 'success', by: MALLORY });
        await step();
        host.putStatus(placeOf(), { state: 'failure', by: MALLORY });
        await step();
        expect(statusesOf().slice(2)).toEqual([
          'success mallory',
          'success keyward',
          'failure mallory',
          'success keyward',
        ]);
        expect(await notesOf('forged')).toEqual([]);
      });

      it.each([
        ['nobody', undefined],
        ['somebody, of an earlier commit', APPROVER],
        ['who requested it', USER],
      ])('says that it was merged approved by %s', async (_, by) => {
        await step();
        if (by) {
          await approve(by === USER ? PUSHED : HEAD_SHA, by);
        }
        host.pushToChange(PUSHED);
        host.putStatus(placeOf(PUSHED), { state: 'success', by: MALLORY });
        host.merge('mallory');
        await step();
        expect(approvalStateOf(await read(id))).toBe('missing');
        expect(await notesOf(undefined)).toContain(
          `It was merged by the account mallory of the Git host without an approval of ${PUSHED.slice(
            0,
            10,
          )}.`,
        );
        expect(audited).toEqual([
          {
            eventId: 'request-merged-unapproved',
            id,
            number: 1,
            headSha: PUSHED,
            mergedBy: 'mallory',
          },
        ]);
      });

      it('says what keeps it from setting a status, and goes on', async () => {
        await step();
        await approve();
        jest
          .spyOn(host, 'setStatus')
          .mockRejectedValue(new GitHostError('forbidden', 'It may not'));
        host.pushToChange(PUSHED);
        await step();
        expect(await read(id)).toMatchObject({
          change: { headSha: PUSHED },
          blocked: { code: 'approval-status' },
        });
        await approve(PUSHED);
        host.merge();
        await step();
        expect((await read(id)).state).toBe('merged');
        expect(audited).toEqual([]);
      });

      it('sets back what its own credential set without an approval', async () => {
        await step();
        await step();
        host.putStatus(placeOf(), {
          state: 'success',
          by: { id: '1', name: 'keyward' },
        });
        await step();
        expect(statusesOf().at(-1)).toBe('pending keyward');
        // It may have been approved before its branch was set back to this commit.
        expect(await notesOf('forged')).toEqual([]);
      });

      it('resumes wherever it is killed, with each thing noted once', async () => {
        /** All that happens to it, as far as it is. */
        async function run(runner: RequestRunner) {
          for (let rounds = 0; rounds < 20; rounds += 1) {
            await step(runner);
            const { state, change, approvals } = await read(id);
            if (state !== 'opened') {
              if (state === 'merged') {
                return;
              }
            } else if (change!.headSha === HEAD_SHA) {
              if (!(await notesOf('forged')).length) {
                host.putStatus(placeOf(), { state: 'success', by: MALLORY });
              } else if (approvals.length === 0) {
                await approve();
              } else {
                host.pushToChange(PUSHED);
              }
            } else if (approvals[0].headSha === HEAD_SHA) {
              await approve(PUSHED);
            } else if (statusesOf(PUSHED).at(-1) === 'success keyward') {
              host.merge();
            }
          }
          throw new Error(`It hangs: ${JSON.stringify(await read(id))}`);
        }

        const counting = new Killer();
        await run(runnerOf(counting));
        expect(counting.count).toBeGreaterThan(20);
        for (let at = 1; at <= counting.count; at += 1) {
          host = new FakeGitHost();
          host.put(REPOSITORY, 'main', 'deploy/app.yaml', 'kind: Deployment\n');
          await test.knex('request_approvals').delete();
          await test.knex('request_targets').delete();
          await test.knex('requests').delete();
          id = await request(undefined, true);
          const killer = new Killer();
          killer.at = at;
          await expect(run(runnerOf(killer))).rejects.toThrow(Killed);
          await run(runnerOf());
          expect([
            at,
            host.changes.length,
            approvalStateOf(await read(id)),
            (await notesOf('forged')).length,
            (await notesOf('pushed')).length,
            (await notesOf('approved')).length,
          ]).toEqual([at, 1, 'approved', 1, 1, 2]);
        }
      });
    });

    it('is taken further by one of two runners at once', async () => {
      const id = await request();
      await Promise.all([runnerOf().run(), runnerOf().run()]);
      expect((await read(id)).state).toBe('opened');
      expect(host.calls.filter(call => call === 'openChange')).toHaveLength(1);
    });

    it('writes nothing under a lease that was lost', async () => {
      const id = await request();
      const slow = await storeOf().acquire();
      await wake();
      await runnerOf().run();
      const lost = new RequestStore({ knex: test.knex });
      await expect(
        lost.save(slow!.lease, {
          state: 'failed',
          blocked: undefined,
          nextInMs: 0,
        }),
      ).rejects.toMatchObject({ name: 'RequestLostError' });
      expect((await read(id)).state).toBe('opened');
    });

    it('gives the same request for the same draft', async () => {
      const drafts = new DraftStore({ knex: test.knex });
      const draft = await drafts.create({
        createdBy: USER,
        entityRef: 'component:default/web',
        targets: [write()],
      });
      const first = await create(draft.id);
      expect(await create(draft.id)).toBe(first);
      expect(await test.knex('requests')).toHaveLength(1);
      expect(await drafts.get(draft.id, USER)).toBeUndefined();
    });

    it('takes one of two requests for a Secret', async () => {
      const id = await request();
      await expect(request()).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await test.knex('requests').pluck('id')).toEqual([id]);
      // The draft of the one that is refused is still there.
      expect(await test.knex('drafts')).toHaveLength(1);
      expect(await storeOf().findOpen([write()])).toHaveLength(1);
      await finish(id);
      expect(await storeOf().findOpen([write()])).toEqual([]);
      expect(await request()).not.toBe(id);
    });

    it.each([
      ['rate-limited', new Date(Date.now() + 3_600_000)],
      ['forbidden', undefined],
      ['protected-branch', undefined],
    ] as const)('says that it hangs: %s', async (code, retryAt) => {
      const id = await request();
      host.failures = [new GitHostError(code, 'It is so', { retryAt })];
      await runnerOf().run();
      const { state, blocked } = await read(id);
      expect([state, blocked?.code, blocked?.reason]).toEqual([
        'preparing',
        `git-${code}`,
        'It is so',
      ]);
      const { due_at: dueAt } = await test.knex('requests').first('due_at');
      const waits = Number(dueAt) - Date.now();
      expect(waits).toBeGreaterThan(retryAt ? 3_000_000 : 1000);
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({ state: 'opened' });
      expect((await read(id)).blocked).toBeUndefined();
    });

    it('follows its own pull request, and none of its branch into another one', async () => {
      const id = await request();
      await runnerOf().run();
      const [own] = host.changes;
      host.changes.push({
        ...own,
        number: 2,
        base: 'scratch',
        state: 'merged',
        mergedAt: '2026-01-01T01:00:00.000Z',
      });
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'opened',
        change: { number: 1 },
      });
      own.base = 'scratch';
      host.merge();
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'opened',
        blocked: {
          code: 'change-missing',
          reason: `The pull request no longer exists, or is no longer one of the branch keyward/${id} into the branch main.`,
        },
      });
    });

    it('opens no second pull request where the answer to the first was lost', async () => {
      const id = await request();
      host.failsAfter = 'openChange';
      await runnerOf().run();
      expect((await read(id)).blocked?.code).toBe('git-unavailable');
      await wake();
      await runnerOf().run();
      expect((await read(id)).state).toBe('opened');
      expect(host.changes).toHaveLength(1);
    });

    describe('whose pull request somebody else opened', () => {
      async function requestOpened(): Promise<string> {
        const id = await request(undefined, true);
        await host.openChange({
          repository: REPOSITORY,
          base: 'main',
          baseCommit: host.commit,
          branch: `keyward/${id}`,
          files: [{ path: 'deploy/other.yaml', content: 'kind: Role\n' }],
          title: 'Other',
          body: '',
          signal: AbortSignal.timeout(MINUTE_MS),
        });
        return id;
      }

      it('has it hold what is planned', async () => {
        const id = await requestOpened();
        await runnerOf().run();
        expect((await read(id)).change?.number).toBe(1);
        expect(host.changes).toHaveLength(1);
        const [{ files, title }] = host.changes;
        expect(files.map(({ path }) => path)).toEqual([
          expect.stringMatching(/^deploy\/.*db.*\.yaml$/),
        ]);
        expect(files[0].content).toContain(SEALED);
        expect(title).not.toBe('Other');
      });

      it('has it hold what is planned before anybody approves it, where it was closed first', async () => {
        const id = await requestOpened();
        host.changes[0].state = 'closed';
        await runnerOf().run();
        await wake();
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'closed',
          blocked: { code: 'closed-unchecked' },
        });
        expect(await storeOf().approve(id, USER, HEAD_SHA)).toBe(false);
        host.changes[0].state = 'open';
        await wake();
        await runnerOf().run();
        expect(await history(id)).toEqual([
          'preparing',
          'closed',
          'preparing',
          'opened',
        ]);
        expect(host.changes).toHaveLength(1);
        expect(host.changes[0].files[0].content).toContain(SEALED);
        await finish(id);
      });

      it('follows one that was closed first, and merged since', async () => {
        const id = await requestOpened();
        host.changes[0].state = 'closed';
        await runnerOf().run();
        host.merge('mona');
        await wake();
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'merged',
          change: { mergedBy: 'mona' },
        });
      });

      it('closes it where nothing may be written', async () => {
        const id = await requestOpened();
        objection = {
          code: 'repository-unconfirmed',
          reason: 'Not confirmed.',
        };
        await runnerOf().run();
        expect((await read(id)).state).toBe('failed');
        expect(host.changes).toMatchObject([{ state: 'closed' }]);
      });
    });

    it('fails where it must not be written, and writes nothing', async () => {
      const id = await request([write({ path: '.github/workflows' })]);
      await runnerOf().run();
      expect((await read(id)).state).toBe('failed');
      expect(host.changes).toEqual([]);
      expect((await storeOf().listEvents(id)).at(-1)?.note).toContain('Remedy');
    });

    it('writes nothing where the folder is no longer confirmed', async () => {
      const id = await request();
      objection = { code: 'git-unavailable', reason: 'It did not answer.' };
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'preparing',
        blocked: { code: 'git-unavailable' },
      });
      objection = {
        code: 'repository-unconfirmed',
        reason: 'It is not confirmed.',
        remedy: 'Have it confirmed.',
      };
      await wake();
      await runnerOf().run();
      expect((await storeOf().listEvents(id)).at(-1)).toMatchObject({
        state: 'failed',
        note: 'It is not confirmed. Remedy: Have it confirmed. (repository-unconfirmed)',
      });
      expect(host.changes).toEqual([]);
      expect(host.calls).not.toContain('openChange');
    });

    it('asks the Git host less often while nobody merges', async () => {
      await request();
      await runnerOf().run();
      const waits = async (hours: number) => {
        clock += hours * 60 * MINUTE_MS;
        await wake();
        await runnerOf().run();
        const { due_at: dueAt } = await test.knex('requests').first('due_at');
        return Number(dueAt) - Date.now();
      };
      expect(await waits(0)).toBeLessThan(MINUTE_MS);
      expect(await waits(24)).toBeGreaterThan(9 * MINUTE_MS);
    });

    it('ends where its pull request is closed', async () => {
      const id = await request();
      await runnerOf().run();
      host.changes[0].state = 'closed';
      await wake();
      await runnerOf().run();
      expect((await read(id)).state).toBe('closed');
    });

    describe('whose pull request was closed', () => {
      const lastEvent = async (id: string) =>
        (await storeOf().listEvents(id)).at(-1);

      async function step() {
        await wake();
        await runnerOf().run();
      }

      async function closed(needsApproval = false): Promise<string> {
        const id = await request(undefined, needsApproval);
        await runnerOf().run();
        host.changes[0].state = 'closed';
        await step();
        expect((await read(id)).state).toBe('closed');
        return id;
      }

      it('is open again where that is opened again', async () => {
        const id = await closed();
        await step();
        expect((await read(id)).state).toBe('closed');
        expect(await storeOf().findOpen([write()])).toEqual([]);
        host.changes[0].state = 'open';
        await step();
        expect((await read(id)).state).toBe('opened');
        expect(await storeOf().findOpen([write()])).toHaveLength(1);
        expect((await lastEvent(id))?.note).toContain('opened again');
        await finish(id);
      });

      it.each(['closed', 'withdrawn'])(
        'and %s, is noted as merged without an approval',
        async state => {
          const id = await request(undefined, true);
          await runnerOf().run();
          if (state === 'withdrawn') {
            await storeOf().withdraw(id, USER);
          } else {
            host.changes[0].state = 'closed';
          }
          await step();
          expect((await read(id)).state).toBe(state);
          host.merge('mallory');
          await step();
          expect(await read(id)).toMatchObject({
            state: 'merged',
            change: { mergedBy: 'mallory' },
          });
          expect(approvalStateOf(await read(id))).toBe('missing');
          expect((await lastEvent(id))?.note).toMatch(
            new RegExp(
              `after it was ${state}, and merged. It was merged by the account mallory`,
            ),
          );
          expect(audited).toMatchObject([
            { eventId: 'request-merged-unapproved', id },
          ]);
        },
      );

      it('is closed again where it was withdrawn', async () => {
        const id = await request();
        await runnerOf().run();
        await storeOf().withdraw(id, USER);
        await step();
        host.changes[0].state = 'open';
        await step();
        expect(host.changes[0].state).toBe('closed');
        expect(await lastEvent(id)).toMatchObject({
          state: 'withdrawn',
          note: 'It was opened again at the Git host. Keyward closed it again.',
        });
      });

      it('leaves the Secret to the request that is open by then', async () => {
        const id = await closed();
        const other = await request();
        host.changes[0].state = 'open';
        await step();
        await step();
        expect(await read(id)).toMatchObject({
          state: 'closed',
          blocked: { code: 'opened-again' },
        });
        expect(await history(id)).toEqual([
          'preparing',
          'opened',
          'closed',
          'closed',
        ]);
        await storeOf().withdraw(other, USER);
        await step();
        await step();
        expect((await read(id)).state).toBe('opened');
        expect((await read(id)).blocked).toBeUndefined();
      });

      it('is looked at less often, and for 30 days', async () => {
        const id = await closed();
        host.failures = [new GitHostError('unavailable', 'It is down.')];
        await step();
        expect((await read(id)).blocked).toBeUndefined();
        clock += 20 * 24 * 60 * MINUTE_MS;
        await step();
        const row = await test.knex('requests').where({ id }).first();
        expect(Number(row.due_at) - Date.now()).toBeGreaterThan(
          5 * 60 * MINUTE_MS,
        );
        expect(row.sealed).not.toBeNull();
        clock += 11 * 24 * 60 * MINUTE_MS;
        host.calls.length = 0;
        await step();
        await step();
        expect(host.calls).toEqual([]);
        expect(await test.knex('requests').where({ id }).first()).toMatchObject(
          { state: 'closed', sealed: null },
        );
      });
    });

    describe('whose pull request conflicts', () => {
      const LIST = 'deploy/kustomization.yaml';

      /** As a request that was merged meanwhile does: it lists its manifest, too. */
      async function conflicting(more: string) {
        host.put(REPOSITORY, 'main', LIST, 'resources:\n- app.yaml\n');
        const id = await request();
        await runnerOf().run();
        host.push(REPOSITORY, LIST, `resources:\n- app.yaml\n${more}`);
        host.changes[0].isMergeable = false;
        await wake();
        return id;
      }

      it('is planned again on the branch as it is now', async () => {
        const id = await conflicting('- mail.sealedsecret.yaml\n');
        await runnerOf().run();
        const { blocked, change } = await read(id);
        expect(blocked).toBeUndefined();
        expect(host.changes).toHaveLength(1);
        const [{ files, baseCommit, headSha }] = host.changes;
        expect([baseCommit, change?.headSha]).toEqual([host.commit, headSha]);
        expect(files.find(({ path }) => path === LIST)?.content).toBe(
          'resources:\n- app.yaml\n- mail.sealedsecret.yaml\n- db.sealedsecret.yaml\n',
        );
        const events = await storeOf().listEvents(id);
        expect(events.at(-1)).toMatchObject({
          state: 'opened',
          note: expect.stringContaining('planned again'),
        });
        await wake();
        await runnerOf().run();
        expect(await storeOf().listEvents(id)).toHaveLength(events.length);
        expect(await history(id)).toEqual(['preparing', 'opened', 'opened']);
      });

      it('is found planned again where the answer was lost', async () => {
        const id = await conflicting('- mail.sealedsecret.yaml\n');
        host.failsAfter = 'openChange';
        await runnerOf().run();
        expect((await read(id)).blocked?.code).toBe('git-unavailable');
        await wake();
        await runnerOf().run();
        const { blocked, change, state } = await read(id);
        expect([state, blocked]).toEqual(['opened', undefined]);
        expect(change?.headSha).toBe(host.changes[0].headSha);
      });

      it('keeps what others pushed to its branch', async () => {
        const id = await conflicting('- mail.sealedsecret.yaml\n');
        host.foreign.add(`keyward/${id}`);
        const before = structuredClone(host.changes);
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'opened',
          blocked: {
            code: 'not-mergeable',
            reason: expect.stringContaining('others pushed to its branch'),
          },
        });
        expect(host.changes).toEqual(before);
      });

      it('stays as it is where it can no longer be planned', async () => {
        const id = await conflicting('');
        host.push(REPOSITORY, LIST, 'namespace: other\n');
        const before = structuredClone(host.changes);
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'opened',
          blocked: {
            code: 'not-mergeable',
            reason: expect.stringContaining('another namespace'),
          },
        });
        expect(host.changes).toEqual(before);
      });

      it('stays as it is where the folder is no longer confirmed', async () => {
        const id = await conflicting('- mail.sealedsecret.yaml\n');
        objection = { code: 'repository-unconfirmed', reason: 'It is not.' };
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'opened',
          blocked: { code: 'repository-unconfirmed' },
        });
        expect(host.calls.filter(call => call === 'openChange')).toHaveLength(
          1,
        );
      });
    });

    it('is withdrawn, and its pull request closed', async () => {
      const id = await request();
      await runnerOf().run();
      expect(await storeOf().withdraw(id, USER)).toBe(true);
      await runnerOf().run();
      expect((await read(id)).state).toBe('withdrawn');
      expect(host.changes[0].state).toBe('closed');
      expect(host.branches.size).toBe(0);
      expect((await storeOf().listEvents(id)).at(-1)?.by).toBe(USER);
    });

    it('is not withdrawn once it is merged', async () => {
      const id = await request();
      await runnerOf().run();
      host.merge();
      await storeOf().withdraw(id, USER);
      await runnerOf().run();
      expect((await read(id)).state).toBe('merged');
      expect(await storeOf().withdraw(id, USER)).toBe(false);
      // Nor does it keep anybody from mending what was merged.
      expect(await storeOf().findOpen([write()])).toEqual([]);
      expect(await request([write({ mode: 'replace' })])).not.toBe(id);
    });

    it('says what is in the way in the cluster', async () => {
      const id = await request();
      await runnerOf().run();
      host.merge();
      await wake();
      await runnerOf().run();
      clock += 60 * MINUTE_MS;
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'merged',
        blocked: { code: 'not-applied' },
      });
      await observe(toySealed('payments', 'db', { password: 'older' }, 'true'));
      await wake();
      await runnerOf().run();
      expect((await read(id)).blocked?.code).toBe('not-applied');
      await observe(toySealed('payments', 'db', { password: SEALED }, 'false'));
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'applied',
        blocked: { code: 'not-opened' },
      });
    });

    describe('says why what was merged is not applied', () => {
      const GIT = 'https://git.example.com/payments/app.git';
      const argo = (
        detail: object,
        status: object = { ready: 'true', reason: 'Healthy' },
      ) =>
        object('Application', 'argocd', 'shop', {
          apiGroup: 'argoproj.io',
          detail: {
            applies: [{ repository: GIT, path: 'deploy' }],
            isAutomatic: true,
            isOwnCluster: true,
            ...detail,
          },
          status: status as { ready: 'true' },
          version: JSON.stringify([detail, status]),
        });

      async function blockedAfter(
        minutes: number,
        ...objects: ReturnType<typeof object>[]
      ) {
        const id = await request();
        await runnerOf().run();
        host.merge();
        await wake();
        await runnerOf().run();
        const streams = Map.groupBy(
          objects,
          each => `${each.apiGroup}/v1/${each.kind.toLowerCase()}s`,
        );
        for (const [stream, ofStream] of streams) {
          await test.sync(stream, ofStream);
        }
        clock = Date.parse((await read(id)).change!.mergedAt!);
        clock += minutes * MINUTE_MS;
        await wake();
        await runnerOf().run();
        return (await read(id)).blocked;
      }

      it('what applies it waits to be asked', async () => {
        expect(
          await blockedAfter(1, argo({ isAutomatic: false })),
        ).toMatchObject({
          code: 'sync-off',
          reason: expect.stringContaining('Application argocd/shop'),
        });
      });

      it('what applies it writes the address of the repository otherwise', async () => {
        const applies = [
          { repository: 'git.example.com:Payments/App', path: 'deploy' },
        ];
        expect(
          await blockedAfter(1, argo({ applies, isAutomatic: false })),
        ).toMatchObject({ code: 'sync-off' });
      });

      it('what applies it fails', async () => {
        const failing = argo({}, { ready: 'false', reason: 'OutOfSync' });
        expect(await blockedAfter(4, failing)).toMatchObject({
          code: 'sync-failing',
          reason: 'Application argocd/shop says: OutOfSync.',
        });
      });

      it('what applies it follows another branch', async () => {
        expect(
          await blockedAfter(
            1,
            argo({
              applies: [
                { repository: GIT, path: 'deploy', revision: 'release' },
              ],
            }),
          ),
        ).toMatchObject({
          code: 'other-branch',
          reason:
            'Application argocd/shop follows release, and the pull request was merged to main.',
        });
      });

      it.each([
        [
          'sync-off',
          { isAutomatic: false },
          'The Application that applies this folder and others syncs only when somebody asks for it.',
        ],
        [
          'other-branch',
          { revision: 'team-secret-plan' },
          'The Application that applies this folder and others follows another branch, and the pull request was merged to main.',
        ],
      ])(
        'what applies the folders of others, too, without its name: %s',
        async (code, { revision, ...detail }: any, reason) => {
          const applies = [{ repository: GIT, path: '', revision }];
          const blocked = await blockedAfter(1, argo({ ...detail, applies }));
          expect(blocked).toMatchObject({ code, reason });
          expect(JSON.stringify(blocked)).not.toMatch(/argocd|team-secret/);
        },
      );

      it('what applies it among many that apply other folders', async () => {
        const named = (name: string, detail: object) => {
          const each = argo(detail);
          return { ...each, name, ref: each.ref.replace(/shop$/, name) };
        };
        const others = Array.from({ length: 450 }, (_, index) =>
          named(`app-${index}`, {
            applies: [{ repository: GIT, path: `apps/${index}` }],
          }),
        );
        const own = named('web', { isAutomatic: false });
        expect(await blockedAfter(1, ...others, own)).toMatchObject({
          code: 'sync-off',
          reason: expect.stringContaining('argocd/web'),
        });
        expect(
          await test.knex('objects').where({ kind: 'Application' }),
        ).toHaveLength(451);
      });

      it('what applies it did so, and left it out', async () => {
        const status = {
          ready: 'true',
          lastSync: new Date(clock + 5 * MINUTE_MS).toISOString(),
        };
        expect(await blockedAfter(11, argo({}, status))).toMatchObject({
          code: 'not-applied',
          reason: expect.stringContaining('synced after the merge'),
        });
      });

      it('what applies it takes a source that is suspended', async () => {
        const flux = object('Kustomization', 'flux-system', 'shop', {
          apiGroup: 'kustomize.toolkit.fluxcd.io',
          detail: {
            applies: [
              { source: 'GitRepository/flux-system/app', path: 'deploy' },
            ],
            isAutomatic: true,
            isOwnCluster: true,
          },
        });
        const source = object('GitRepository', 'flux-system', 'app', {
          apiGroup: 'source.toolkit.fluxcd.io',
          detail: {
            repository: 'ssh://git.example.com:2222/payments/app',
            revision: 'main',
            isAutomatic: false,
          },
        });
        expect(await blockedAfter(1, flux, source)).toMatchObject({
          code: 'sync-off',
          reason: expect.stringContaining('Kustomization flux-system/shop'),
        });
      });

      describe('what applies it is in another cluster', () => {
        const ADDRESS = 'https://prod.example:6443';
        const HUBS = ['hub', 'hub-2'];

        beforeAll(async () => {
          for (const id of HUBS) {
            await addSource(test.knex, id);
          }
        });

        beforeEach(() => {
          clusters = ['prod', ...HUBS].map(id => ({
            id,
            kind: 'kubernetes',
            title: `Cluster ${id}`,
            ...(id === 'prod' ? { address: ADDRESS } : {}),
          }));
        });

        async function blockedBy(
          minutes: number,
          ...found: [hub: string, detail: object][]
        ) {
          for (const [hub, detail] of found) {
            const each = argo({ isOwnCluster: false, ...detail });
            await test.inventory.apply(
              { sourceId: hub, fence: 1 },
              batch('argoproj.io/v1/applications', [
                { ...each, ref: each.ref.replace('prod', hub) },
              ]),
            );
          }
          return await blockedAfter(minutes);
        }

        it.each([
          ['by its address', { destinationServer: `${ADDRESS}/` }],
          ['by its name', { destinationName: 'prod' }],
          ['by its title', { destinationName: 'Cluster prod' }],
        ])('and names this one %s', async (_, destination) => {
          expect(
            await blockedBy(1, ['hub', { isAutomatic: false, ...destination }]),
          ).toMatchObject({
            code: 'sync-off',
            reason: expect.stringMatching(
              /^Application argocd\/shop of hub syncs only/,
            ),
          });
        });

        it.each([
          ['it is another cluster', 1, { destinationName: 'hub-2' }, undefined],
          ['it is the one that it is in', 1, { isOwnCluster: true }, undefined],
          ['it is another', 60, { destinationName: 'hub-2' }, 'not-applied'],
          ['it is its own', 60, { isOwnCluster: true }, 'not-applied'],
        ])(
          'not where %s, after %d minutes',
          async (_, minutes, detail, code) => {
            const blocked = await blockedBy(minutes, [
              'hub',
              { isAutomatic: false, ...detail },
            ]);
            expect(blocked?.code).toBe(code);
            expect(JSON.stringify(blocked ?? {})).not.toContain('argocd');
          },
        );

        it('not where one of the cluster itself applies it', async () => {
          await test.sync('argoproj.io/v1/applications', [argo({})]);
          expect(
            await blockedBy(1, [
              'hub',
              { isAutomatic: false, destinationName: 'prod' },
            ]),
          ).toBeUndefined();
        });

        it.each([
          [
            'an address that no cluster has',
            [['hub', { destinationServer: 'https://10.0.0.1' }]],
          ],
          [
            'a name that no cluster has',
            [['hub', { destinationName: 'live' }]],
          ],
          [
            'a name, as another cluster does',
            HUBS.map(hub => [hub, { destinationName: 'prod' }]),
          ],
        ])('and names %s: that is not known', async (_, given) => {
          const found = (given as [string, object][]).map(
            ([hub, detail]): [string, object] => [
              hub,
              { isAutomatic: false, ...detail },
            ],
          );
          expect(await blockedBy(60, ...found)).toMatchObject({
            code: 'applier-unknown',
            reason: expect.stringMatching(
              /Application argocd\/shop of hub(-2)? may apply to another cluster: that is not known\.$/,
            ),
          });
        });
      });

      it.each([
        ['nothing is wrong and it is early', {}],
        [
          'it applies another folder',
          {
            isAutomatic: false,
            applies: [{ repository: GIT, path: 'deploy-other' }],
          },
        ],
        [
          'it applies another repository',
          {
            isAutomatic: false,
            applies: [{ repository: 'https://git.example.com/else/app' }],
          },
        ],
        [
          'it applies to another cluster',
          { isAutomatic: false, isOwnCluster: false },
        ],
      ])('not where %s', async (_, detail) => {
        expect(await blockedAfter(5, argo(detail))).toBeUndefined();
      });
    });

    it('is used once all pods that take it started after it', async () => {
      const id = await request();
      await runnerOf().run();
      host.merge();
      await observe(toySealed('payments', 'db', { password: SEALED }, 'true'));
      const pod = (createdAt: number) =>
        object('Pod', 'payments', 'web-1', {
          createdAt: new Date(createdAt).toISOString(),
          references: [reference('payments', 'db')],
          version: String(createdAt),
        });
      await test.sync('v1/pods', [pod(clock - MINUTE_MS)]);
      await wake();
      await runnerOf().run();
      clock += 5 * MINUTE_MS;
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'unsealed',
        blocked: { code: 'restart-needed' },
      });
      await test.sync('v1/pods', [pod(clock)]);
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'used',
        targets: [{ usedHow: expect.stringContaining('Inferred') }],
      });
    });

    it('is used by pods that waited for the Secret, and not by those that did not', async () => {
      const id = await request();
      await runnerOf().run();
      host.merge();
      await wake();
      await runnerOf().run();
      await observe(toySealed('payments', 'db', { password: SEALED }, 'true'));
      await test.sync('v1/secrets', [
        secret('payments', 'db', {
          createdAt: new Date(clock + 30_000).toISOString(),
        }),
      ]);
      const pod = (optional: boolean) =>
        object('Pod', 'payments', 'web-1', {
          createdAt: new Date(clock + 10_000).toISOString(),
          references: [reference('payments', 'db', { optional })],
          version: String(optional),
        });
      await test.sync('v1/pods', [pod(true)]);
      clock += MINUTE_MS;
      await wake();
      await runnerOf().run();
      clock += 5 * MINUTE_MS;
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'unsealed',
        blocked: { code: 'restart-needed' },
      });
      await test.sync('v1/pods', [pod(false)]);
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({ state: 'used' });
    });

    it.each(['env', 'volume'] as const)(
      'is used by pods that restarted before anybody looked: %s',
      async how => {
        const id = await request();
        await runnerOf().run();
        host.merge();
        await wake();
        await runnerOf().run();
        const after = (seconds: number) =>
          new Date(clock + seconds * 1000).toISOString();
        const [began, set, restarted] = [after(10), after(20), after(25)];
        await observe(
          toySealed('payments', 'db', { password: SEALED }, 'true'),
        );
        await test.sync('v1/secrets', [
          secret('payments', 'db', {
            keys: [
              key('password', 'new', {
                age: {
                  earliest: '2026-01-01T00:00:00.000Z',
                  latest: set,
                  basis: 'managed-fields',
                },
              }),
            ],
          }),
        ]);
        const sync = async (createdAt: string) =>
          await test.sync('v1/pods', [
            object('Pod', 'payments', 'web-1', {
              createdAt,
              references: [reference('payments', 'db', { how })],
              version: createdAt,
            }),
          ]);
        clock += MINUTE_MS;
        await sync(began);
        await wake();
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'unsealed',
          targets: [{ unsealedAt: set }],
        });
        await sync(restarted);
        await wake();
        await runnerOf().run();
        expect(await read(id)).toMatchObject({
          state: 'used',
          targets: [{ usedHow: 'Inferred: all pods began with it.' }],
        });
      },
    );

    it('is used by the next run of a Job, whatever those before it had', async () => {
      const id = await request();
      await runnerOf().run();
      host.merge();
      await observe(toySealed('payments', 'db', { password: SEALED }, 'true'));
      const run = (name: string, createdAt: number) =>
        object('Pod', 'payments', name, {
          createdAt: new Date(createdAt).toISOString(),
          references: [reference('payments', 'db')],
          detail: { phase: 'Succeeded' },
        });
      const earlier = run('report-1', clock - MINUTE_MS);
      await test.sync('v1/pods', [earlier]);
      await wake();
      await runnerOf().run();
      clock += 15 * MINUTE_MS;
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({
        state: 'unsealed',
        blocked: { code: 'no-pods' },
      });
      await test.sync('v1/pods', [earlier, run('report-2', clock)]);
      await wake();
      await runnerOf().run();
      expect(await read(id)).toMatchObject({ state: 'used' });
    });

    it('keeps no value that was sealed in what it tells', async () => {
      const id = await request();
      await finish(id);
      const told = JSON.stringify([
        await read(id),
        await storeOf().listEvents(id),
      ]);
      expect(told).not.toContain(SEALED);
    });

    describe('opens a pull request in the name of who requested it', () => {
      const held = { heldMs: MINUTE_MS };
      const rowsOf = async () =>
        JSON.stringify([
          await test.knex('requests'),
          await test.knex('request_events'),
        ]);

      it('with their token, which it keeps nowhere', async () => {
        const id = await request([write()], false, held);
        await runnerOf().run();
        expect(host.changes).toEqual([]);
        expect(await runnerOf().openAs(id, 'token-of-a-person')).toBe(true);
        expect(host.changes).toMatchObject([{ author: 'somebody' }]);
        expect(
          await storeOf().get(id, { visibility: { all: true } }),
        ).toMatchObject({
          state: 'opened',
        });
        expect(await rowsOf()).not.toContain('token-of-a-person');
        // It is open: whoever asks again changes nothing.
        expect(await runnerOf().openAs(id, 'refused')).toBe(false);
        expect(host.changes).toHaveLength(1);
      });

      it('not before it is tried again, where it failed', async () => {
        const id = await request([write()], false, held);
        await expect(runnerOf().openAs(id, 'refused')).rejects.toThrow();
        await test.knex('requests').update({
          due_at: Date.now() + 60 * MINUTE_MS,
        });
        const calls = host.calls.length;
        expect(await runnerOf().openAs(id, 'token-of-a-person')).toBe(false);
        expect(host.calls).toHaveLength(calls);
        await wake();
        expect(await runnerOf().openAs(id, 'token-of-a-person')).toBe(true);
        expect(host.changes).toMatchObject([{ author: 'somebody' }]);
      });

      it('and by itself where the host refuses them', async () => {
        const id = await request([write()], false, held);
        await expect(runnerOf().openAs(id, 'refused')).rejects.toMatchObject({
          name: 'GitHostError',
          code: 'forbidden',
        });
        expect(host.changes).toEqual([]);
        await test.knex('requests').update({ due_at: 0 });
        await runnerOf().run();
        expect(host.changes).toMatchObject([{ author: 'keyward-bot' }]);
      });

      it('and by itself where nobody comes', async () => {
        await request([write()], false, { heldMs: 1 });
        await new Promise(resolve => setTimeout(resolve, 50));
        await runnerOf().run();
        expect(host.changes).toMatchObject([{ author: 'keyward-bot' }]);
      });

      it('once, however it ends in between', async () => {
        const killer = new Killer();
        for (killer.at = 1; killer.at < 40; killer.at += 1) {
          killer.count = 0;
          const id = await request(
            [write({ name: `db-${killer.at}` })],
            false,
            held,
          );
          await runnerOf(killer)
            .openAs(id, 'token-of-a-person')
            .catch(() => {});
          await test
            .knex('requests')
            .where({ id })
            .update({ due_at: 0, expires_at: 0 });
          await runnerOf().run();
          const branches = host.changes.map(({ branch }) => branch);
          expect(branches.filter(each => each.endsWith(id))).toHaveLength(1);
        }
      });
    });
  },
);
