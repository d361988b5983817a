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

import { type Grant, grantOf, type GrantTable } from '../authorizer/GrantTable';
import { directKinds } from '../matrix/accessMatrix';
import type { BindingObject } from '../objects';
import type { AccessPathKind } from '../paths';
import type { BindingTable } from '../paths/BindingTable';
import { HeldRights } from '../paths/HeldRights';
import { matchKind } from '../paths/matchKind';

const ACCOUNT = 'u:system:serviceaccount:';
/** One may be whoever asks. */
const ENOUGH = 2;

/** The namespaces where rights lead to Secrets, directly or not; `undefined` for all. */
export type OpenedNamespaces = ReadonlySet<string | undefined>;

/** What is opened together, and by whom: of each namespace two are named at most. */
type OpenedBy = ReadonlyMap<string | undefined, readonly string[]>;

/**
 * What somebody has who acts as another one or is bound to a role. What is part of
 * Kubernetes itself counts here. It is worked out once for each, when somebody asks.
 */
export class OpenedRights {
  readonly #table: GrantTable;
  readonly #bindings: BindingTable;
  readonly #kinds: readonly AccessPathKind[];
  readonly #known = new Map<string, OpenedNamespaces>();
  readonly #byHome = new Map<string, OpenedBy>();
  #accounts: { byHome: Places; byName: Places } | undefined;

  constructor({
    table,
    bindings,
    indirectKinds,
  }: {
    table: GrantTable;
    bindings: BindingTable;
    indirectKinds: readonly AccessPathKind[];
  }) {
    this.#table = table;
    this.#bindings = bindings;
    this.#kinds = [...directKinds, ...indirectKinds];
  }

  /** By a subject: `u:USER` or `g:GROUP`. */
  of(place: string): OpenedNamespaces {
    return this.#once(place, () => [...this.#table.all(place)]);
  }

  /** By a role, given in a namespace or everywhere. */
  ofRole(
    kind: 'Role' | 'ClusterRole',
    namespace: string | undefined,
    name: string,
  ): OpenedNamespaces {
    return this.#once(`${kind} ${namespace ?? '*'}/${name}`, () => {
      const role = this.#table.role(kind, namespace, name);
      const binding: BindingObject = {
        kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
        ...(namespace !== undefined && { namespace }),
        name: '',
        roleRef: { kind, name },
        subjects: [],
      };
      return role ? [grantOf(binding, role)] : [];
    });
  }

  /** By the ServiceAccounts of a namespace. */
  ofNamespace(home: string): OpenedBy {
    const known = this.#byHome.get(home);
    if (known) {
      return known;
    }
    const opened = new Map<string | undefined, string[]>();
    for (const place of this.#accountsBy().byHome.get(home) ?? []) {
      for (const namespace of this.of(place)) {
        const places = opened.get(namespace) ?? [];
        opened.set(namespace, places);
        if (places.length < ENOUGH) {
          places.push(place);
        }
      }
    }
    this.#byHome.set(home, opened);
    return opened;
  }

  /** ServiceAccounts of a name, in a namespace or in all. */
  accountsNamed(namespace: string | undefined, name: string): string[] {
    return namespace === undefined
      ? this.#accountsBy().byName.get(name) ?? []
      : [`${ACCOUNT}${namespace}:${name}`];
  }

  #accountsBy(): { byHome: Places; byName: Places } {
    if (!this.#accounts) {
      this.#accounts = { byHome: new Map(), byName: new Map() };
      for (const place of this.#table.subjects()) {
        if (place.startsWith(ACCOUNT)) {
          const [home, name] = place.slice(ACCOUNT.length).split(':');
          push(this.#accounts.byHome, home, place);
          push(this.#accounts.byName, name, place);
        }
      }
    }
    return this.#accounts;
  }

  #once(key: string, grantsOf: () => Grant[]): OpenedNamespaces {
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const holder = {
      own: new HeldRights(grantsOf()),
      bindings: this.#bindings,
    };
    const opened = new Set<string | undefined>();
    for (const kind of this.#kinds) {
      for (const { namespace } of matchKind(kind, holder)) {
        opened.add(namespace);
      }
    }
    this.#known.set(key, opened);
    return opened;
  }
}

type Places = Map<string, string[]>;

function push(places: Places, key: string, place: string) {
  const known = places.get(key);
  if (known) {
    known.push(place);
  } else {
    places.set(key, [place]);
  }
}
