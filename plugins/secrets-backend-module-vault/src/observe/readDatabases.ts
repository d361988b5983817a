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
import { LeaseCounts } from './LeaseCounts';
import { SYSTEM } from './system';

/** Kinds of the resources that roles of database engines are. */
export const DATABASE_ROLE = 'vault-database-role';
export const STATIC_ROLE = 'vault-static-role';

/**
 * The roles by which database engines make accounts, with how many leases of each there
 * are. These are not known without `sudo`, which is not the same as none.
 * Source: https://developer.hashicorp.com/vault/api-docs/secret/databases#read-role
 *
 * @throws VaultError where the roles may not be read
 */
export async function* readDatabaseRoles(
  client: VaultClient,
  sourceId: string,
  mounts: readonly string[],
): AsyncGenerator<ResourceObservation[]> {
  const leases = new LeaseCounts(client);
  yield* readAll(client, mounts, 'roles', async (mount, name, role) =>
    observe(DATABASE_ROLE, sourceId, mount, name, {
      ...connectionOf(role),
      ttlSeconds: secondsOf(role.default_ttl),
      maxTtlSeconds: secondsOf(role.max_ttl),
      ...(await leases.of(mount, name)),
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
  sourceId: string,
  mounts: readonly string[],
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
    });
  });
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

function connectionOf({ db_name: name }: Record<string, unknown>): {
  connection?: string;
} {
  const connection = stringOf(name);
  return connection ? { connection } : {};
}

function secondsOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
