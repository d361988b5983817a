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

import { type Grant, type GrantTable } from '../authorizer/GrantTable';
import { directKinds } from '../matrix/accessMatrix';
import type { BindingObject } from '../objects';
import type { AccessEvidence, AccessPathKind } from '../paths';
import type { BindingTable } from '../paths/BindingTable';
import { HeldRights } from '../paths/HeldRights';
import { type Holder, type KindMatch, matchKind } from '../paths/matchKind';
import { matchRight } from '../paths/matchRights';

const ACCOUNT = 'u:system:serviceaccount:';
const ACCOUNTS = 'g:system:serviceaccounts:';
const BROAD = new Set([
  'g:system:authenticated',
  'g:system:unauthenticated',
  'g:system:serviceaccounts',
  'u:system:anonymous',
]);

/** Whom the `admin.conf` of kubeadm is for, since Kubernetes 1.29 in place of system:masters. */
const ADMINISTRATORS = 'g:kubeadm:cluster-admins';

/** A right, the ids of path kinds it is for, and what gives it. */
export interface SubjectRight {
  kind: string;
  namespace?: string;
  names?: string[];
  evidence: AccessEvidence[];
}

/** A right to read Secrets, given by one rule. */
export interface SubjectRead extends SubjectRight {
  grant: Grant;
}

/** Somebody with what is given to them, by all bindings or by one alone. */
export interface RiskSubject {
  readonly place: string;
  readonly sort: 'account' | 'user' | 'group';
  /** The namespace of a ServiceAccount, or of the group of all of one. */
  readonly home?: string;
  /** Everybody or every workload is in it. */
  readonly isBroad: boolean;
  /** Of a ServiceAccount. */
  readonly isDefault: boolean;
  readonly grants: Grant[];
  readonly reads: SubjectRead[];
  /** The indirect ways that begin with the subject's own rights. */
  readonly ways: SubjectRight[];
  /** All of a kind of these, with the names that they are limited to. */
  waysOf(kind: AccessPathKind): Iterable<KindMatch>;
}

/** Somebody with all that is given to them by name. */
export class SubjectAccess implements RiskSubject {
  readonly place: string;
  readonly sort: RiskSubject['sort'];
  readonly home?: string;
  readonly isBroad: boolean;
  readonly grants: Grant[];
  readonly reads: SubjectRead[];
  readonly #bindings: BindingTable;
  readonly #indirectKinds: readonly AccessPathKind[];
  readonly #own: Holder;
  #ways: SubjectRight[] | undefined;

  constructor(
    place: string,
    {
      table,
      bindings,
      indirectKinds,
    }: {
      table: GrantTable;
      bindings: BindingTable;
      indirectKinds: readonly AccessPathKind[];
    },
  ) {
    this.place = place;
    this.#bindings = bindings;
    this.#indirectKinds = indirectKinds;
    this.isBroad = BROAD.has(place) || place.startsWith(ACCOUNTS);
    this.sort = sortOf(place);
    if (place.startsWith(ACCOUNT)) {
      this.home = place.slice(ACCOUNT.length).split(':')[0];
    } else if (place.startsWith(ACCOUNTS)) {
      this.home = place.slice(ACCOUNTS.length);
    }
    this.grants = [...table.all(place)].filter(
      ({ binding }) =>
        this.sort !== 'account' || !isBuiltIn(binding.name, this.home!),
    );
    this.#own = this.#holding(this.grants);
    this.reads = this.grants.flatMap(grant =>
      directKinds.flatMap(({ id, needs }) =>
        matchRight(needs[0], [grant]).map(({ evidence, ...scope }) => ({
          kind: id,
          ...scope,
          evidence: [evidence],
          grant,
        })),
      ),
    );
  }

  get isDefault(): boolean {
    return this.sort === 'account' && this.place.endsWith(':default');
  }

  get ways(): SubjectRight[] {
    this.#ways ??= this.#waysBy(this.#own);
    return this.#ways;
  }

  waysOf(kind: AccessPathKind): Iterable<KindMatch> {
    return matchKind(kind, this.#own);
  }

  /** The same subject with what one binding gives alone, for each of its bindings. */
  byBinding(): Map<BindingObject, RiskSubject> {
    const parts = new Map<BindingObject, RiskSubject>();
    const grantsBy = groupByBinding(this.grants, grant => grant);
    if (grantsBy.size === 1) {
      return new Map([[this.grants[0].binding, this]]);
    }
    const readsBy = groupByBinding(this.reads, ({ grant }) => grant);
    const { place, sort, home, isBroad, isDefault } = this;
    for (const [binding, grants] of grantsBy) {
      const holder = this.#holding(grants);
      parts.set(binding, {
        place,
        sort,
        home,
        isBroad,
        isDefault,
        grants,
        reads: readsBy.get(binding) ?? [],
        ways: this.#waysBy(holder),
        waysOf: kind => matchKind(kind, holder),
      });
    }
    return parts;
  }

  #holding(grants: Grant[]): Holder {
    return { own: new HeldRights(grants), bindings: this.#bindings };
  }

  #waysBy(holder: Holder): SubjectRight[] {
    return this.#indirectKinds.flatMap(kind => {
      // The names are those of other objects than Secrets: one of each place is enough.
      const byPlace = new Map<string | undefined, SubjectRight>();
      for (const { namespace, evidence } of matchKind(kind, holder)) {
        if (!byPlace.has(namespace)) {
          byPlace.set(namespace, { kind: kind.id, namespace, evidence });
        }
      }
      return [...byPlace.values()];
    });
  }
}

function groupByBinding<T>(
  items: T[],
  grantOf: (item: T) => Grant,
): Map<BindingObject, T[]> {
  const groups = new Map<BindingObject, T[]>();
  for (const item of items) {
    const { binding } = grantOf(item);
    const group = groups.get(binding);
    if (group) {
      group.push(item);
    } else {
      groups.set(binding, [item]);
    }
  }
  return groups;
}

/**
 * Whether a subject is part of Kubernetes itself. Of kube-system the accounts
 * are not, as whatever is installed there has one; see {@link isBuiltIn}.
 */
export function isBuiltInSubject(place: string): boolean {
  return (
    place === ADMINISTRATORS ||
    (place.slice(2).startsWith('system:') &&
      !BROAD.has(place) &&
      !place.startsWith(ACCOUNT) &&
      !place.startsWith(ACCOUNTS))
  );
}

/**
 * Whether the API server itself makes such a binding for an account: by name
 * alone anybody could hide one.
 */
export function isBuiltIn(binding: string, namespace: string): boolean {
  return namespace === 'kube-system' && binding.startsWith('system:');
}

function sortOf(place: string): SubjectAccess['sort'] {
  if (place.startsWith('g:')) {
    return 'group';
  }
  return place.startsWith(ACCOUNT) ? 'account' : 'user';
}
