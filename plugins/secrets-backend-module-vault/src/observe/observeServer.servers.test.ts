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

// A real cluster of three nodes that loses its leader, and what is said of it by the
// address of each node and by one address for all.
import {
  LivingVault,
  until,
  type VaultNode,
  VaultSpy,
} from '@internal/servers';
import { isDeepStrictEqual } from 'node:util';
import { lookOnce } from '../__testUtils__/lookOnce';
import { vaultRules } from '../rules';
import { VaultSource } from './VaultSource';

const START_MS = 15 * 60_000;
const CHANGE_MS = 60_000;

describe('health of a Vault of several nodes', () => {
  let vault: LivingVault;
  let balancer: VaultSpy;

  beforeAll(async () => {
    vault = await LivingVault.start({ nodes: 3 });
    balancer = await VaultSpy.start(vault);
    await vault.client().call('POST', '/v1/sys/mounts/secret', {
      body: { type: 'kv', options: { version: '2' } },
    });
  }, START_MS);

  afterAll(async () => {
    await balancer?.stop();
    await vault?.stop();
  });

  /** The state of the source, the codes of its problems, and what the rules find. */
  async function look(address: string, nodes?: string[]) {
    const { report, resources } = await lookOnce(
      new VaultSource({
        id: 'main',
        title: 'main',
        address,
        nodes,
        ca: vault.ca,
        login: { method: 'token', token: vault.rootToken },
        everyMs: 600_000,
      }),
    );
    const server = resources.find(({ kind }) => kind === 'vault-server');
    return {
      state: report.state,
      problems: report.problems!.map(({ code }) => code),
      leader: server?.attributes?.leader,
      findings: server
        ? vaultRules
            .filter(
              ({ id, about }) =>
                about.kinds.includes('vault-server') &&
                id === 'vault-not-serving',
            )
            .flatMap(rule =>
              rule
                .judge(server as never, undefined as never)
                .verdicts.map(({ severity, evidence }) => [
                  rule.id,
                  severity,
                  evidence.state,
                ]),
            )
        : undefined,
    };
  }

  const healthy = {
    state: 'live',
    problems: [],
    leader: 'yes',
    findings: [],
  };

  const unwell = (code: string, leader: string) => ({
    state: 'down',
    problems: [code],
    leader,
    findings: [['vault-not-serving', 'critical', code]],
  });

  // It is not known then how it is: what was found stays.
  const unreachable = {
    state: 'down',
    problems: ['unreachable'],
    leader: undefined,
    findings: undefined,
  };

  /** How a node is said to be, once that is as expected or time is up. */
  async function stateOf(node: VaultNode, expected: object, nodes?: string[]) {
    let seen: object | undefined;
    await until(async () => {
      seen = await look(node.url, nodes);
      if (!isDeepStrictEqual(seen, expected)) {
        throw new Error('It is not as expected yet');
      }
    }, CHANGE_MS).catch(() => {});
    return seen;
  }

  it('is well by the address of each node', async () => {
    for (const node of vault.nodes) {
      expect(await stateOf(node, healthy)).toEqual(healthy);
    }
  });

  it('knows the peers, and which of them is lost', async () => {
    const leader = await vault.leader();
    const lost = vault.nodes.find(node => node !== leader)!;
    const server = async () => {
      const { resources } = await lookOnce(
        new VaultSource({
          id: 'main',
          title: 'main',
          address: leader.url,
          ca: vault.ca,
          login: { method: 'token', token: vault.rootToken },
          everyMs: 600_000,
        }),
      );
      return resources.find(({ kind }) => kind === 'vault-server')!;
    };
    expect((await server()).attributes).toMatchObject({
      peers: 3,
      lostPeers: [],
      failureTolerance: 1,
    });
    await lost.kill();
    await until(async () => {
      const { attributes } = await server();
      expect(attributes).toMatchObject({ peers: 3, failureTolerance: 0 });
      expect(attributes!.lostPeers).toHaveLength(1);
    }, CHANGE_MS);
    expect(
      vaultRules
        .find(({ id }) => id === 'vault-raft-degraded')!
        .judge((await server()) as never, undefined as never).verdicts,
    ).toMatchObject([{ severity: 'high' }]);
    await lost.start();
    await vault.unseal(lost);
    await until(async () => {
      expect((await server()).attributes).toMatchObject({ lostPeers: [] });
    }, CHANGE_MS);
  });

  it('says of a sealed node that it is, and nothing of the others', async () => {
    const leader = await vault.leader();
    const standby = vault.nodes.find(node => node !== leader)!;
    await standby.kill();
    await standby.start();
    expect(await stateOf(standby, unwell('sealed', 'unknown'))).toEqual(
      unwell('sealed', 'unknown'),
    );
    for (const node of vault.nodes.filter(each => each !== standby)) {
      expect(await stateOf(node, healthy)).toEqual(healthy);
    }
    await vault.unseal(standby);
    expect(await stateOf(standby, healthy)).toEqual(healthy);
  });

  it(
    'follows a change of the leader',
    async () => {
      const first = await vault.leader();
      const others = vault.nodes.filter(node => node !== first);
      balancer.target = others[0].url;
      await first.kill();
      expect(await stateOf(first, unreachable)).toEqual(unreachable);
      for (const node of others) {
        expect(await stateOf(node, healthy)).toEqual(healthy);
      }
      expect(await look(balancer.url)).toEqual(healthy);
      await first.start();
      await vault.unseal(first);
      expect(await stateOf(first, healthy)).toEqual(healthy);
    },
    5 * CHANGE_MS,
  );

  it(
    'has no leader once most nodes are lost, and has one again',
    async () => {
      const leader = await vault.leader();
      const [last, other] = vault.nodes.filter(node => node !== leader);
      balancer.target = last.url;
      await other.kill();
      for (const node of [leader, last]) {
        expect(await stateOf(node, healthy)).toEqual(healthy);
      }
      await leader.kill();
      const nodes = vault.nodes.map(({ url }) => url);
      // The last one goes on naming it.
      const { body } = await last.api.request('GET', '/v1/sys/leader');
      expect(body.leader_address).toBe(leader.url);
      const none = unwell('no-leader', 'no');
      const unknown = {
        state: 'down',
        problems: ['leader-unknown'],
        leader: 'unknown',
        findings: [],
      };
      expect(await stateOf(last, none, nodes)).toEqual(none);
      expect(await look(balancer.url, nodes)).toEqual(none);
      expect(await stateOf(last, unknown)).toEqual(unknown);
      expect(await look(balancer.url)).toEqual(unknown);
      expect(await look(leader.url, nodes)).toEqual(unreachable);

      // One that is back and sealed serves nothing yet.
      await leader.start();
      const sealed = unwell('sealed', 'unknown');
      expect(await stateOf(leader, sealed, nodes)).toEqual(sealed);
      expect(await look(last.url, nodes)).toEqual(none);

      await vault.unseal(leader);
      for (const node of [leader, last]) {
        expect(await stateOf(node, healthy, nodes)).toEqual(healthy);
      }
      await other.start();
      await vault.unseal(other);
      expect(await stateOf(other, healthy)).toEqual(healthy);
      expect(await look(balancer.url)).toEqual(healthy);
    },
    5 * CHANGE_MS,
  );

  it('says that nobody has initialized a new one', async () => {
    const empty = await LivingVault.start({ isInitialized: false });
    try {
      const { report, resources } = await lookOnce(
        new VaultSource({
          id: 'main',
          title: 'main',
          address: empty.url,
          ca: empty.ca,
          login: { method: 'token', token: 'none yet' },
          everyMs: 600_000,
        }),
      );
      expect(report).toMatchObject({
        state: 'down',
        problems: [{ code: 'not-initialized' }],
      });
      expect(resources).toMatchObject([
        { kind: 'vault-server', attributes: { isInitialized: false } },
      ]);
    } finally {
      await empty.stop();
    }
  });
});
