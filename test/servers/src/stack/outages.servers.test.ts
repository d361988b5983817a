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

// A real Vault of three nodes that loses one, its leader and its quorum, and the alerts
// that those who run Keyward get of it. The clock alone is made up: a minute passes with
// each look.
import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
// Neither plugin hands these out; what notifies is to be what the portal runs.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { START } from '../../../../plugins/secrets-backend/src/__testUtils__/observations';
import { createTestInventory } from '../../../../plugins/secrets-backend/src/__testUtils__/testInventory';
import { OutagesNotifier } from '../../../../plugins/secrets-backend/src/notify';
import { lookOnce } from '../../../../plugins/secrets-backend-module-vault/src/__testUtils__/lookOnce';
import { VaultSource } from '../../../../plugins/secrets-backend-module-vault/src/observe';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { until } from '../portal/until';
import { LivingVault } from '../vault/LivingVault';
import type { VaultNode } from '../vault/VaultNode';
import { VaultSpy } from '../vault/VaultSpy';

const START_MS = 15 * 60_000;
const CHANGE_MS = 90_000;
/** Of the time that the tests have. */
const ALL_MS = 10 * CHANGE_MS;
/** Longer than an outage, and a recovery, has to last. */
const LONG = 8;

const DOWN = 'Source prod is down';
const WORKS = 'Source prod works again';
const PART_DOWN = 'A part of source prod is down';
const PART_WORKS = 'A part of source prod works again';

describe('alerts of a Vault of three nodes', () => {
  let vault: LivingVault;
  let balancer: VaultSpy;
  let knex: Knex;
  let clock: { minutes: number };
  let notifier: OutagesNotifier;
  const sent: string[] = [];

  beforeAll(async () => {
    vault = await LivingVault.start({ nodes: 3 });
    balancer = await VaultSpy.start(vault);
    ({ knex, clock } = await createTestInventory('SQLITE_3'));
    notifier = new OutagesNotifier({
      knex,
      logger: mockServices.logger.mock(),
      recipients: ['group:default/platform'],
      notifications: {
        send: async ({ payload: { title, description } }) => {
          sent.push(title, description!.split('. ')[0]);
        },
      },
      now: () => START + clock.minutes * 60_000,
    });
  }, START_MS);

  afterAll(async () => {
    await balancer?.stop();
    await vault?.stop();
  });

  /** How the source is, as a look reports it. */
  async function look() {
    const { report } = await lookOnce(
      new VaultSource({
        id: 'prod',
        title: 'prod',
        address: balancer.url,
        nodes: vault.nodes.map(({ url }) => url),
        ca: vault.ca,
        login: { method: 'token', token: vault.rootToken },
        everyMs: 600_000,
      }),
    );
    const { state, problems = [], warnings = [] } = report;
    const codes = [...problems, ...warnings].map(({ code }) => code);
    return { state, problems, warnings, codes };
  }

  /** Waits until the source is so. */
  async function isSo(state: string, ...codes: string[]) {
    await until(async () => {
      const seen = await look();
      expect({ state: seen.state, codes: seen.codes }).toEqual({
        state,
        codes,
      });
    }, CHANGE_MS);
  }

  /** What is sent in some minutes. */
  async function pass(minutes: number): Promise<string[]> {
    for (let minute = 0; minute < minutes; minute += 1) {
      const { state, problems, warnings } = await look();
      clock.minutes += 1;
      await knex('sources').update({
        state,
        problems: JSON.stringify(problems),
        warnings: JSON.stringify(warnings),
      });
      await notifier.run();
    }
    return sent.splice(0);
  }

  async function restore(...nodes: VaultNode[]) {
    for (const node of nodes) {
      await node.start();
      await vault.unseal(node);
    }
    await isSo('live');
  }

  const standbys = async () => {
    const leader = await vault.leader();
    return vault.nodes.filter(node => node !== leader);
  };

  it(
    'are one for a lost peer, however often it comes back for a while',
    async () => {
      await isSo('live');
      expect(await pass(LONG)).toEqual([]);
      const [lost] = await standbys();
      balancer.target = (await vault.leader()).url;
      await lost.kill();
      await isSo('live', 'raft-peer-lost');
      expect(await pass(LONG)).toEqual([
        PART_DOWN,
        'A peer of its storage does not answer',
      ]);
      for (let round = 0; round < 2; round += 1) {
        await restore(lost);
        expect(await pass(3)).toEqual([]);
        await lost.kill();
        await isSo('live', 'raft-peer-lost');
        expect(await pass(4)).toEqual([]);
      }
      await restore(lost);
      expect(await pass(LONG)).toEqual([
        PART_WORKS,
        'What was out is not any more.',
      ]);
    },
    ALL_MS,
  );

  it(
    'are one for the node that is sealed',
    async () => {
      const [sealed] = await standbys();
      balancer.target = sealed.url;
      await sealed.kill();
      await sealed.start();
      await isSo('down', 'sealed');
      expect(await pass(LONG)).toEqual([DOWN, 'It is sealed']);
      await vault.unseal(sealed);
      await isSo('live');
      expect(await pass(LONG)).toEqual([WORKS, 'Keyward reads it again.']);
    },
    ALL_MS,
  );

  it(
    'are one for a lost leader, of which others take the place',
    async () => {
      const [next] = await standbys();
      const leader = await vault.leader();
      balancer.target = next.url;
      await leader.kill();
      await isSo('live', 'raft-peer-lost');
      expect(await pass(LONG)).toEqual([
        PART_DOWN,
        'A peer of its storage does not answer',
      ]);
      await restore(leader);
      expect(await pass(LONG)).toEqual([
        PART_WORKS,
        'What was out is not any more.',
      ]);
    },
    ALL_MS,
  );

  it(
    'are one for a lost quorum, and none of it but that it is over',
    async () => {
      const leader = await vault.leader();
      const [last, other] = await standbys();
      balancer.target = last.url;
      await Promise.all([other.kill(), leader.kill()]);
      await isSo('down', 'no-leader');
      expect(await pass(LONG)).toEqual([
        DOWN,
        'It has no leader that serves requests',
      ]);
      await restore(leader, other);
      expect(await pass(LONG)).toEqual([WORKS, 'Keyward reads it again.']);
    },
    ALL_MS,
  );
});
