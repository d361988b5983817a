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

import type { SourceReport } from '@keyward/backstage-plugin-secrets-node';
import type { ResourceObservation } from '@keyward/observation';
import { FakeVault } from '../__testUtils__/FakeVault';
import { VaultSource } from './VaultSource';

const HEALTH = 'GET sys/health';
const LEADER = 'GET sys/leader';
const MOUNTS = 'GET sys/mounts';

describe('a Vault whose leader changes', () => {
  const vault = new FakeVault();

  beforeAll(async () => await vault.start());
  afterAll(async () => await vault.stop());
  beforeEach(() => vault.serve());

  /**
   * Follows it for so many reports.
   *
   * @param change - what happens after the first one
   */
  async function follow(count: number, change: () => void) {
    const controller = new AbortController();
    const reports: SourceReport[] = [];
    const servers: ResourceObservation[] = [];
    await new VaultSource(
      {
        id: 'main',
        title: 'main',
        address: vault.address,
        login: { method: 'token', token: 'hvs.token' },
        everyMs: 1,
      },
      1,
    ).run({
      signal: controller.signal,
      cursors: {},
      apply: async ({ stream, upserts }) => {
        if (stream === 'server') {
          servers.push(...(upserts as ResourceObservation[]));
        }
      },
      report: async report => {
        reports.push(report);
        if (reports.length === 1) {
          vault.asked.length = 0;
          change();
        }
        if (reports.length === count) {
          controller.abort();
        }
      },
    });
    return {
      states: reports.map(({ state }) => state),
      leaders: servers.map(({ attributes }) => attributes!.leader),
      asked: (request: string) =>
        vault.asked.filter(each => each.request === request).length,
    };
  }

  /** Answers so for some times, and well from then on. */
  function failing(request: string, times: number, answer: number | object) {
    const well = vault.answers.get(request)! as object;
    let left = times;
    vault.answers.set(request, () => (left-- > 0 ? answer : well));
  }

  it.each([
    ['a request is not served', MOUNTS, 500],
    ['a request is sent elsewhere', MOUNTS, 307],
    ['no leader is named', LEADER, { ha_enabled: true, is_self: false }],
  ])(
    'is looked at once more before it counts that %s',
    async (_, request, answer) => {
      const standby = { initialized: true, sealed: false, standby: true };
      const { states, leaders, asked } = await follow(2, () => {
        if (request === LEADER) {
          failing(HEALTH, 1, standby);
        }
        failing(request, 1, answer);
      });
      expect(states).toEqual(['live', 'live']);
      expect(new Set(leaders)).toEqual(new Set(['yes']));
      expect(asked(HEALTH)).toBe(2);
    },
  );

  it('is said to fail where the second look does as well, and is then looked at once each time', async () => {
    const { states, asked } = await follow(4, () => failing(MOUNTS, 9, 503));
    expect(states).toEqual(['live', 'degraded', 'degraded', 'degraded']);
    expect(asked(MOUNTS)).toBe(4);
  });

  it('is down at once where it is sealed', async () => {
    const sealed = { initialized: true, sealed: true, standby: true };
    const { states, asked } = await follow(2, () =>
      vault.answers.set(HEALTH, sealed),
    );
    expect(states).toEqual(['live', 'down']);
    expect(asked(HEALTH)).toBe(1);
  });

  it('is not looked at again for what is forbidden', async () => {
    const { states, asked } = await follow(2, () =>
      vault.answers.set('GET sys/auth', 403),
    );
    expect(states).toEqual(['live', 'degraded']);
    expect(asked(HEALTH)).toBe(1);
  });
});
