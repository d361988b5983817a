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

import type { AccountReaders, SecretReaders } from '@keyward/observation';
import { randomUUID } from 'node:crypto';
import {
  AccessList,
  fillTemplate,
  type Identity,
  isTemplate,
  type PolicyRule,
} from '../policies';
import type { Engine } from './readEngines';

/** What values are read of: secrets of a KV engine, or accounts that a database engine makes or keeps. */
export interface Readable extends Pick<Engine, 'mount' | 'kv'> {
  /** The folder of a database engine where Vault answers with the passwords. */
  accounts?: 'creds' | 'static-creds';
}

/** More are not followed to each secret. */
const MOST_LISTS = 200;
const MOST_SHOWN = 100;
/** A template that stands for a name of a ServiceAccount or namespace. */
const ACCOUNT_TEMPLATE = /\{\{[^{}]*\.metadata\.service_account_[^{}]*\}\}/g;
/** In its place, as no path that people write has it. */
const ACCOUNT = '\0';
const MOST_NAMES = 5;
/** Of ServiceAccounts and namespaces, over all roles. */
const MOST_ACCOUNT_NAMES = 300;
/** Of ServiceAccounts or namespaces of one role. */
export const MOST_READ_NAMES = 100;
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

/** Who reads the value of a secret. */
export interface FoundReaders {
  /** The roles by which it is read, and those of which that is not known. */
  texts: string[];
  readers: SecretReaders;
}

/** Somebody who logs in. */
interface Account {
  namespace: string;
  name: string;
  identity: Identity;
}

/** Roles whose policies read the same. */
interface Group {
  list: AccessList;
  /** What templates in them may read beside, of whoever it is that logs in. */
  perhaps?: AccessList;
  roles: Map<string, { text: string; accounts: AccountReaders }>;
  /** Of roles that let in others as well, of namespaces that labels select. */
  others: Set<string>;
}

/** What values are read by the roles of a Vault's Kubernetes auth methods. */
export class RoleReach {
  readonly #groups = new Map<string, Group>();
  readonly #unknown: string[] = [];
  readonly #engines: readonly Readable[];
  readonly #clusterOf: (mount: string) => string | undefined;
  /** In no policy. */
  readonly #probe = randomUUID();

  /**
   * @param clusterOf - the id of the cluster whose ServiceAccounts an auth method lets in,
   *   where it is known
   */
  constructor(
    engines: readonly Readable[],
    clusterOf: (mount: string) => string | undefined = () => undefined,
  ) {
    this.#engines = engines;
    this.#clusterOf = clusterOf;
  }

  /**
   * Takes in a role.
   *
   * @returns the engines of which it reads whatever is put there; undefined where its
   *   policies are not known
   */
  add(role: ReachingRole): string[] | undefined {
    if (!role.rules) {
      this.#unknown.push(
        `${role.mount}/${role.name}: its policies are not known`,
      );
      return undefined;
    }
    const rules = role.rules.filter(rule => this.#isOfEngine(rule));
    const hasTemplates = rules.some(({ path }) => isTemplate(path));
    const lists = (hasTemplates ? identitiesOf(role) : [undefined]).map(
      account => {
        const key = JSON.stringify([
          rules.map(({ path, capabilities }) => [path, [...capabilities]]),
          account?.identity,
        ]);
        const guesses = withGuesses(rules, account?.identity);
        const group: Group = this.#groups.get(key) ?? {
          list: new AccessList(rules, account?.identity),
          ...(guesses ? { perhaps: new AccessList(guesses) } : {}),
          roles: new Map(),
          others: new Set(),
        };
        const text = describe(role);
        group.roles.set(
          `${text}${account ? ` ${account.namespace}/${account.name}` : ''}`,
          { text, accounts: this.#accountsOf(role, account) },
        );
        for (const other of othersOf(role)) {
          group.others.add(`${role.mount}/${role.name}: ${other}`);
        }
        this.#groups.set(key, group);
        return group.list;
      },
    );
    return this.#engines
      .filter(engine =>
        lists.some(list =>
          [[this.#probe], [this.#probe, this.#probe, this.#probe]].every(path =>
            reads(list, requestOf(engine, path)),
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
    engine: Readable,
    path: readonly string[],
  ): FoundReaders | undefined {
    if (this.#groups.size > MOST_LISTS) {
      return undefined;
    }
    const request = requestOf(engine, path);
    const texts = new Set<string>();
    const accounts: AccountReaders[] = [];
    const unknown = new Set(this.#unknown);
    let names = 0;
    let left = 0;
    for (const { list, perhaps, roles, others } of this.#groups.values()) {
      const isRead = reads(list, request);
      if (isRead) {
        others.forEach(each => unknown.add(each));
      } else if (perhaps && reads(perhaps, request)) {
        for (const { accounts: each } of roles.values()) {
          unknown.add(`${each.by}: its policies depend on who logs in`);
        }
      }
      for (const { text, accounts: each } of isRead ? roles.values() : []) {
        texts.add(text);
        names += each.serviceAccounts.length + each.namespaces.length;
        if (names > MOST_ACCOUNT_NAMES) {
          left += 1;
        } else {
          accounts.push(each);
        }
      }
    }
    if (left > 0) {
      unknown.add(`${left} more of the roles that read it`);
    }
    const all = [...[...texts].sort(), ...this.#unknown];
    return {
      texts: bounded(all),
      readers: {
        accounts,
        ...(unknown.size > 0 ? { unknown: bounded([...unknown]) } : {}),
      },
    };
  }

  /** Whether a rule can be about a secret: others, as most of the policy `default`, make no difference. */
  #isOfEngine({ path }: PolicyRule): boolean {
    const [fixed] = path.replace(/^\//, '').split(/[+*]|\{\{/, 1);
    return this.#engines.some(({ mount }) => {
      const base = `${mount}/`;
      return base.startsWith(fixed) || fixed.startsWith(base);
    });
  }

  #accountsOf(
    { mount, name, serviceAccounts, namespaces }: ReachingRole,
    account: Account | undefined,
  ): AccountReaders {
    const cluster = this.#clusterOf(mount);
    return {
      by: `${mount}/${name}`,
      ...(cluster === undefined ? {} : { cluster }),
      serviceAccounts: account ? [account.name] : [...serviceAccounts],
      namespaces: account ? [account.namespace] : [...namespaces],
    };
  }
}

/** What a value is read by. */
function requestOf(
  { mount, kv, accounts }: Readable,
  path: readonly string[],
): string {
  const folder = kv === 'kv-2' ? 'data' : accounts;
  return [mount, ...(folder ? [folder] : []), ...path].join('/');
}

function reads(list: AccessList, request: string): boolean {
  return list.grantOf(request)?.capabilities.has('read') ?? false;
}

/** Those that it lets in, if it names them all; what templates ask of others is not known. */
function identitiesOf({
  accessor,
  serviceAccounts,
  namespaces,
  selectsNamespaces,
}: ReachingRole): (Account | undefined)[] {
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
      (name): Account => ({
        namespace,
        name,
        identity: {
          aliases: [
            {
              accessor,
              metadata: {
                service_account_name: name,
                service_account_namespace: namespace,
              },
            },
          ],
        },
      }),
    ),
  );
}

/**
 * Rules as they may count for somebody of whom not all is known that their templates name:
 * any text may stand there. What they deny then may be denied to nobody.
 *
 * @returns undefined where all is known
 */
function withGuesses(
  rules: readonly PolicyRule[],
  identity: Identity | undefined,
): PolicyRule[] | undefined {
  const isKnown = ({ path }: PolicyRule) =>
    !isTemplate(path) || fillTemplate(path, identity) !== undefined;
  return rules.every(isKnown)
    ? undefined
    : rules.flatMap(rule => {
        if (isKnown(rule)) {
          return [rule];
        }
        return rule.capabilities.has('deny')
          ? []
          : [{ ...rule, path: guessPath(rule.path) }];
      });
}

/** Names of Kubernetes have no slash in them; what other templates stand for may. */
function guessPath(path: string): string {
  const parts = path.replace(ACCOUNT_TEMPLATE, ACCOUNT).split('/');
  const open = parts.findIndex(
    part => isTemplate(part) || (part.includes(ACCOUNT) && part.endsWith('*')),
  );
  const fixed = open < 0 ? parts : [...parts.slice(0, open), '*'];
  return fixed.map(part => (part.includes(ACCOUNT) ? '+' : part)).join('/');
}

function bounded(texts: readonly string[]): string[] {
  return texts.length > MOST_SHOWN
    ? [...texts.slice(0, MOST_SHOWN), `and ${texts.length - MOST_SHOWN} more`]
    : [...texts];
}

/** Whom it lets in besides those that are named, as texts. */
function othersOf(role: ReachingRole): string[] {
  const isCut = [role.serviceAccounts, role.namespaces].some(
    names => names.length >= MOST_READ_NAMES && !names.includes('*'),
  );
  return [
    ...(role.selectsNamespaces ? ['also namespaces that labels select'] : []),
    ...(isCut ? ['it names more than are read'] : []),
  ];
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
