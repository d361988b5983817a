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

import {
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { type VaultClient, VaultError } from '../client';
import { formatAddress } from '../config';
import type { Latency } from './Latency';
import type { Raft } from './readRaft';
import { SYSTEM } from './system';

/** Kind of the resource that a Vault itself is. */
export const SERVER = 'vault-server';

/** How a Vault is, by what anybody may ask. */
export interface Health {
  isInitialized: boolean;
  isSealed: boolean;
  /** Whether the node that answers hands requests on to a leader. */
  isStandby: boolean;
  /**
   * Whether some node serves requests. A Vault that is sealed cannot say, nor can a standby
   * that hands no request on to the leader that it names.
   */
  leader: 'yes' | 'no' | 'unknown';
  isHighlyAvailable?: boolean;
  version?: string;
  clusterName?: string;
  clockSkewSeconds?: number;
  isEnterprise?: boolean;
  /** Of Vault Enterprise; one of the community needs none. */
  licenseExpiresAt?: string;
  /** How long the answer took. */
  answeredMs: number;
}

/**
 * Reads `sys/health` and `sys/leader`. A standby is healthy only while a leader is named:
 * without one nothing is served. Whether that one serves is another question, as a standby
 * goes on naming a leader that is lost until there is another (see {@link findLeader}).
 * Source: https://developer.hashicorp.com/vault/api-docs/system/health
 *
 * @throws VaultError where it does not answer, or answers what no Vault does
 */
export async function readHealth(client: VaultClient): Promise<Health> {
  const asked = Date.now();
  const health = await client.readPublic('sys/health');
  const answeredMs = Date.now() - asked;
  const { initialized: isInitialized, sealed: isSealed } = health ?? {};
  if (typeof isInitialized !== 'boolean' || typeof isSealed !== 'boolean') {
    throw new VaultError('sys/health', { isGarbage: true });
  }
  const serverTime = Number(health?.server_time_utc);
  const leader =
    isInitialized && !isSealed ? await client.readPublic('sys/leader') : {};
  const isStandby = health?.standby === true;
  return {
    isInitialized,
    isSealed,
    isStandby,
    answeredMs,
    leader: leaderOf(leader, isStandby, isInitialized && !isSealed),
    ...(typeof leader?.ha_enabled === 'boolean'
      ? { isHighlyAvailable: leader.ha_enabled }
      : {}),
    ...(typeof health?.version === 'string' ? { version: health.version } : {}),
    ...(typeof health?.cluster_name === 'string'
      ? { clusterName: health.cluster_name }
      : {}),
    ...(typeof health?.enterprise === 'boolean'
      ? { isEnterprise: health.enterprise }
      : {}),
    ...(typeof health?.license?.expiry_time === 'string'
      ? { licenseExpiresAt: health.license.expiry_time }
      : {}),
    ...(serverTime > 0
      ? { clockSkewSeconds: Math.round(serverTime - asked / 1000) }
      : {}),
  };
}

function leaderOf(
  leader: { is_self?: unknown; leader_address?: unknown } | undefined,
  isStandby: boolean,
  isServing: boolean,
): Health['leader'] {
  if (!isServing) {
    return 'unknown';
  }
  return !isStandby ||
    leader?.is_self === true ||
    Boolean(leader?.leader_address)
    ? 'yes'
    : 'no';
}

/**
 * Whether there is a leader, where a standby names one and hands no request on to it. The
 * leader is asked itself, if it is named by one of the addresses that are configured: no
 * answer of a Vault decides where a request goes.
 *
 * @param nodes - all addresses that are configured
 * @throws VaultError where the standby does not answer any more
 */
export async function findLeader(
  client: VaultClient,
  nodes: readonly string[],
): Promise<Health['leader']> {
  const answer = await client.readPublic('sys/leader');
  const named: unknown = answer?.leader_address;
  if (typeof named !== 'string' || named === '') {
    return 'no';
  }
  const address = URL.canParse(named) ? formatAddress(new URL(named)) : named;
  const node = nodes.find(each => each === address);
  if (node === undefined) {
    return 'unknown';
  }
  return (await client.isLeader(node)) ? 'yes' : 'no';
}

/** A Vault as a resource that findings can be about. */
export function observeServer(
  { id }: { id: string },
  { isStandby: _, answeredMs: __, ...health }: Health,
  known: { auditDevices?: number } & Raft & Partial<ReturnType<Latency['add']>>,
): ResourceObservation {
  return {
    type: 'resource',
    kind: SERVER,
    ref: formatResourceRef(SERVER, id, id),
    system: SYSTEM,
    location: [],
    name: id,
    attributes: { ...health, ...known },
  };
}
