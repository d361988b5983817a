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
import { instantOf, jsonOf, stringOf } from '@keyward/observation/json';
import type { VaultClient } from '../client';
import { inParallel } from './inParallel';
import { Leases } from './Leases';
import type { RoleReach } from './RoleReach';
import { SYSTEM } from './system';

/** Kinds of the resources that roles of database engines are. */
export const DATABASE_ROLE = 'vault-database-role';
export const STATIC_ROLE = 'vault-static-role';
/** Kind of the resource that a connection of a database engine is. */
export const CONNECTION = 'vault-database-connection';

/** Of which database engines is read, and by whom their passwords are. */
export interface Databases {
  sourceId: string;
  mounts: readonly string[];
  /** Absent where the roles of Kubernetes auth methods may not be read. */
  reach?: RoleReach;
}

/**
 * The roles by which database engines make accounts, with how many leases of each there
 * are, and who may make one. Leases are not known without `sudo`, which is not the same as
 * none. Whose each of them is Vault does not say.
 * Source: https://developer.hashicorp.com/vault/api-docs/secret/databases#read-role
 *
 * @throws VaultError where the roles may not be read
 */
export async function* readDatabaseRoles(
  client: VaultClient,
  { sourceId, mounts, reach }: Databases,
): AsyncGenerator<ResourceObservation[]> {
  const leases = new Leases(client);
  yield* readAll(client, mounts, 'roles', async (mount, name, role) =>
    observe(DATABASE_ROLE, sourceId, mount, name, {
      ...connectionOf(role),
      ttlSeconds: secondsOf(role.default_ttl),
      maxTtlSeconds: secondsOf(role.max_ttl),
      ...(await leases.of(mount, name)),
      ...readersOf(reach, mount, 'creds', name),
    }),
  );
}

/**
 * The roles by which database engines renew the passwords of accounts that there are,
 * with when they last did.
 *
 * @throws VaultError where the roles may not be read
 */
export async function* readStaticRoles(
  client: VaultClient,
  { sourceId, mounts, reach }: Databases,
): AsyncGenerator<ResourceObservation[]> {
  yield* readAll(client, mounts, 'static-roles', async (mount, name, role) => {
    const username = stringOf(role.username);
    const rotated = instantOf(role.last_vault_rotation);
    const schedule = stringOf(role.rotation_schedule);
    return observe(STATIC_ROLE, sourceId, mount, name, {
      ...connectionOf(role),
      ...(username ? { username } : {}),
      ...(schedule ? { schedule } : {}),
      rotationSeconds: secondsOf(role.rotation_period),
      // Vault writes the year 1 for never.
      ...(rotated && Date.parse(rotated) > 0 ? { lastRotatedAt: rotated } : {}),
      ...readersOf(reach, mount, 'static-creds', name),
    });
  });
}

/**
 * The connections of database engines by name, each with an account of Vault's own. When
 * the password of that one was last rotated Vault tells nobody: what it answers of a
 * connection has no such time, and may hold a password in an address that is no URL, so
 * that none is read.
 * Source: https://developer.hashicorp.com/vault/api-docs/secret/databases#read-connection
 *
 * @throws VaultError where they may not be listed
 */
export async function* readConnections(
  client: VaultClient,
  { sourceId, mounts }: Databases,
): AsyncGenerator<ResourceObservation[]> {
  for (const mount of mounts) {
    const names = await client.list(`${mount}/config/`);
    yield names.map(name => observe(CONNECTION, sourceId, mount, name, {}));
  }
}

async function* readAll(
  client: VaultClient,
  mounts: readonly string[],
  kind: 'roles' | 'static-roles',
  toResource: (
    mount: string,
    name: string,
    role: Record<string, unknown>,
  ) => Promise<ResourceObservation>,
): AsyncGenerator<ResourceObservation[]> {
  for (const mount of mounts) {
    const names = await client.list(`${mount}/${kind}/`);
    for await (const page of inParallel(names, async name => {
      const answer = await client.read(`${mount}/${kind}/${name}`);
      return answer?.data
        ? [await toResource(mount, name, jsonOf(answer.data))]
        : [];
    })) {
      yield page.flat();
    }
  }
}

function observe(
  kind: string,
  sourceId: string,
  mount: string,
  name: string,
  attributes: ResourceObservation['attributes'],
): ResourceObservation {
  return {
    type: 'resource',
    kind,
    ref: formatResourceRef(kind, sourceId, mount, name),
    system: SYSTEM,
    location: [mount],
    name,
    attributes,
  };
}

function readersOf(
  reach: RoleReach | undefined,
  mount: string,
  accounts: 'creds' | 'static-creds',
  role: string,
): { kubernetesRolesThatRead?: string[] } {
  const readers = reach?.readersOf({ mount, accounts }, [role]);
  return readers ? { kubernetesRolesThatRead: readers.texts } : {};
}

function connectionOf({ db_name: name }: Record<string, unknown>): {
  connection?: string;
} {
  const connection = stringOf(name);
  return connection ? { connection } : {};
}

function secondsOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
