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
import { type Json, listOf, stringOf } from '@keyward/observation/json';
import { type VaultClient, VaultError } from '../client';
import { inParallel } from './inParallel';
import type { PolicyStore } from './PolicyStore';
import { MOST_READ_NAMES, type ReachingRole } from './RoleReach';
import { SYSTEM } from './system';

/** Kind of the resource that a role of a Kubernetes auth method is. */
export const ROLE = 'vault-role';
const LONGEST_NAME = 253;

/**
 * The roles of all Kubernetes auth methods, a page at a time, with what their policies
 * read.
 *
 * @param reach - takes in a role, and answers with the engines of which it reads all
 * @param clusterOf - the id of the cluster whose ServiceAccounts a method lets in, where
 *   it is known
 * Source: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#read-role
 *
 * @throws VaultError where the methods or the roles may not be read
 */
export async function* readRoles(
  client: VaultClient,
  sourceId: string,
  policies: PolicyStore,
  reach: (role: ReachingRole) => string[] | undefined,
  clusterOf: (mount: string) => string | undefined,
): AsyncGenerator<ResourceObservation[]> {
  const answer = await client.read('sys/auth');
  const methods: Record<string, any> = answer?.data ?? {};
  if (Object.keys(methods).length === 0) {
    // Each Vault has one for tokens.
    throw new VaultError('sys/auth', { isGarbage: true });
  }
  for (const [path, method] of Object.entries(methods)) {
    if (method?.type !== 'kubernetes' || !path.endsWith('/')) {
      continue;
    }
    const mount = path.slice(0, -1);
    const names = await client.list(`auth/${mount}/role/`);
    for await (const page of inParallel(names, async name => {
      const role = await client.read(`auth/${mount}/role/${name}`);
      if (!role?.data) {
        return [];
      }
      const own = readRole(role.data);
      const rules = await policies.rulesOf(
        // Each token has it, unless the role says otherwise.
        role.data.token_no_default_policy === true
          ? own.policies
          : ['default', ...own.policies],
      );
      const accessor = stringOf(method.accessor);
      const readsAllOf = reach({ ...own, mount, accessor, name, rules });
      const cluster = clusterOf(mount);
      return {
        ...observeRole(sourceId, mount, name, {
          ...own,
          ...(readsAllOf ? { readsAllOf } : {}),
        }),
        // Which namespaces labels select is not known.
        ...(own.selectsNamespaces
          ? {}
          : {
              accounts: {
                by: `${mount}/${name}`,
                ...(cluster === undefined ? {} : { cluster }),
                serviceAccounts: own.serviceAccounts,
                namespaces: own.namespaces,
              },
            }),
      };
    })) {
      yield page.flat();
    }
  }
}

function observeRole(
  sourceId: string,
  mount: string,
  name: string,
  attributes: ResourceObservation['attributes'],
): ResourceObservation {
  return {
    type: 'resource',
    kind: ROLE,
    ref: formatResourceRef(ROLE, sourceId, mount, name),
    system: SYSTEM,
    location: [mount],
    name,
    attributes,
  };
}

function readRole(role: Json) {
  const audience = stringOf(role.audience);
  return {
    serviceAccounts: textsOf(role.bound_service_account_names),
    namespaces: textsOf(role.bound_service_account_namespaces),
    selectsNamespaces: Boolean(role.bound_service_account_namespace_selector),
    policies: textsOf(role.token_policies ?? role.policies),
    ttlSeconds: secondsOf(role.token_ttl),
    maxTtlSeconds: secondsOf(role.token_max_ttl),
    ...(audience ? { audience } : {}),
  };
}

/** The one that stands for all others first, as a role may name very many. */
function textsOf(value: unknown): string[] {
  return listOf(value)
    .filter((each): each is string => typeof each === 'string')
    .sort((one, other) => rankOf(one) - rankOf(other))
    .slice(0, MOST_READ_NAMES)
    .map(each => each.slice(0, LONGEST_NAME));
}

function rankOf(name: string): number {
  return name === '*' ? 0 : 1;
}

function secondsOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
