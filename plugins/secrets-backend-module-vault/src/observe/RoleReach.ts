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

import { randomUUID } from 'node:crypto';
import { AccessList, type Identity, type PolicyRule } from '../policies';
import type { Engine } from './readEngines';

/** More are not followed to each secret. */
const MOST_LISTS = 200;
const MOST_SHOWN = 100;
const MOST_NAMES = 5;
/** A role that lets in more is taken for one of which nobody in particular logs in. */
const MOST_IDENTITIES = 20;

/** A role of a Kubernetes auth method, as far as it decides who reads what. */
export interface ReachingRole {
  mount: string;
  /** Of the auth method, as templates name it. */
  accessor?: string;
  name: string;
  serviceAccounts: readonly string[];
  namespaces: readonly string[];
  selectsNamespaces: boolean;
  /** Of all its policies; undefined where they are not known. */
  rules: readonly PolicyRule[] | undefined;
}

/** What values are read by the roles of a Vault's Kubernetes auth methods. */
export class RoleReach {
  readonly #groups = new Map<
    string,
    { list: AccessList; roles: Set<string> }
  >();
  readonly #unknown: string[] = [];
  readonly #engines: readonly Engine[];
  /** In no policy. */
  readonly #probe = randomUUID();

  constructor(engines: readonly Engine[]) {
    this.#engines = engines.filter(({ kv }) => kv !== undefined);
  }

  /**
   * Takes in a role.
   *
   * @returns the engines of which it reads whatever is put there; undefined where its
   *   policies are not known
   */
  add(role: ReachingRole): string[] | undefined {
    const { rules } = role;
    if (!rules) {
      this.#unknown.push(
        `${role.mount}/${role.name}: its policies are not known`,
      );
      return undefined;
    }
    const hasTemplates = rules.some(({ path }) => path.includes('{{'));
    const lists = (hasTemplates ? identitiesOf(role) : [undefined]).map(
      identity => {
        const key = JSON.stringify([
          rules.map(({ path, capabilities }) => [path, [...capabilities]]),
          identity,
        ]);
        const group = this.#groups.get(key) ?? {
          list: new AccessList(rules, identity),
          roles: new Set(),
        };
        group.roles.add(describe(role));
        this.#groups.set(key, group);
        return group.list;
      },
    );
    return this.#engines
      .filter(engine =>
        lists.some(list =>
          [[this.#probe], [this.#probe, this.#probe, this.#probe]].every(path =>
            reads(list, engine, path),
          ),
        ),
      )
      .map(({ mount }) => mount);
  }

  /**
   * The roles by which the value of a secret is read, and those of which that is not
   * known, as texts.
   *
   * @param path - in the engine
   * @returns undefined where there are too many policies to follow
   */
  readersOf(
    engine: Pick<Engine, 'mount' | 'kv'>,
    path: readonly string[],
  ): string[] | undefined {
    if (this.#groups.size > MOST_LISTS) {
      return undefined;
    }
    const readers = new Set<string>();
    for (const { list, roles } of this.#groups.values()) {
      if (reads(list, engine, path)) {
        roles.forEach(role => readers.add(role));
      }
    }
    const all = [...[...readers].sort(), ...this.#unknown];
    return all.length > MOST_SHOWN
      ? [...all.slice(0, MOST_SHOWN), `and ${all.length - MOST_SHOWN} more`]
      : all;
  }
}

function reads(
  list: AccessList,
  { mount, kv }: Pick<Engine, 'mount' | 'kv'>,
  path: readonly string[],
): boolean {
  const base = kv === 'kv-2' ? [mount, 'data'] : [mount];
  return (
    list.grantOf([...base, ...path].join('/'))?.capabilities.has('read') ??
    false
  );
}

/** Those that it lets in, if it names them all; what templates ask of others is not known. */
function identitiesOf({
  accessor,
  serviceAccounts,
  namespaces,
  selectsNamespaces,
}: ReachingRole): (Identity | undefined)[] {
  const isOpen =
    selectsNamespaces ||
    [...serviceAccounts, ...namespaces].some(name => name.includes('*'));
  if (
    isOpen ||
    accessor === undefined ||
    serviceAccounts.length * namespaces.length > MOST_IDENTITIES
  ) {
    return [undefined];
  }
  return namespaces.flatMap(namespace =>
    serviceAccounts.map(
      (name): Identity => ({
        aliases: [
          {
            accessor,
            metadata: {
              service_account_name: name,
              service_account_namespace: namespace,
            },
          },
        ],
      }),
    ),
  );
}

/** For example `kubernetes/payments: api, worker of payments`. */
function describe({
  mount,
  name,
  serviceAccounts,
  namespaces,
  selectsNamespaces,
}: ReachingRole): string {
  const places = selectsNamespaces
    ? ['selected namespaces', ...namespaces]
    : namespaces;
  return `${mount}/${name}: ${someOf(
    serviceAccounts,
    'any ServiceAccount',
  )} of ${someOf(places, 'any namespace')}`;
}

function someOf(names: readonly string[], any: string): string {
  if (names.includes('*')) {
    return any;
  }
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${
    more > 0 ? ` and ${more} more` : ''
  }`;
}
