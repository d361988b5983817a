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

import { instantOf, jsonOf, stringOf } from '@keyward/observation/json';
import { type VaultClient, VaultError } from '../client';

const MOST_PEERS = 50;
const ALIVE = 'alive';

/** How the peers of integrated storage are; what may not be read is absent. */
export interface Raft {
  peers?: number;
  /** Those that do not answer. */
  lostPeers?: string[];
  /** How many more may be lost before nothing is served. */
  failureTolerance?: number;
  /** When the last automatic snapshot was complete, of Vault Enterprise alone. */
  lastSnapshotAt?: string;
}

/**
 * Reads the state of the peers, and of Vault Enterprise when it last made a snapshot.
 * Source: https://developer.hashicorp.com/vault/api-docs/system/storage/raftautopilot
 *
 * @throws VaultError where it does not answer
 */
export async function readRaft(client: VaultClient): Promise<Raft> {
  return { ...(await readPeers(client)), ...(await readSnapshots(client)) };
}

async function readPeers(client: VaultClient): Promise<Raft> {
  const answer = await ifAnswered(() =>
    client.read('sys/storage/raft/autopilot/state'),
  );
  const { servers, failure_tolerance: tolerance } = jsonOf(answer?.data);
  const peers = Object.entries(jsonOf(servers));
  return peers.length === 0
    ? {}
    : {
        peers: peers.length,
        lostPeers: peers
          .filter(([, peer]) => {
            const { healthy, node_status: status } = jsonOf(peer);
            return healthy === false || (stringOf(status) ?? ALIVE) !== ALIVE;
          })
          .map(([id, peer]) => stringOf(jsonOf(peer).name) ?? id)
          .sort()
          .slice(0, MOST_PEERS),
        ...(typeof tolerance === 'number' && tolerance >= 0
          ? { failureTolerance: tolerance }
          : {}),
      };
}

/** The latest of all that are configured. */
async function readSnapshots(client: VaultClient): Promise<Raft> {
  const names = await ifAnswered(() =>
    client.list('sys/storage/raft/snapshot-auto/config/'),
  );
  const times: string[] = [];
  for (const name of names ?? []) {
    const status = await ifAnswered(() =>
      client.read(`sys/storage/raft/snapshot-auto/status/${name}`),
    );
    const at = instantOf(jsonOf(status?.data).last_snapshot_end);
    times.push(...(at && Date.parse(at) > 0 ? [at] : []));
  }
  const last = times.sort().at(-1);
  return last === undefined ? {} : { lastSnapshotAt: last };
}

/** What may not be read, or is not there, is not known. */
async function ifAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { status = 0, isOfLogin } =
      error instanceof VaultError ? error : { isOfLogin: true };
    if (status >= 400 && status < 500 && !isOfLogin) {
      return undefined;
    }
    throw error;
  }
}
