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
import type { BindingObject } from '../objects';
import { readApplier } from './appliers';
import type { Estate } from './Estate';
import { hasTooMany, TOO_MANY } from './hasTooMany';
import { HeldRights } from './HeldRights';
import { isEmpty } from './isEmpty';
import type { Holder } from './matchKind';
import { stepsBy, stepsByApplier } from './stepsByRights';
import { groupsOf } from './structuralSteps';
import type { AccessPathKind, AccessPlace, AccessStep } from './types';

/** So many steps by rights are followed, and more the more there is. */
const STEPS = 500_000;
const STEPS_PER_OBJECT = 20;

/** Follows the rights that one has by having a place. */
export class RightsFollower {
  readonly #estate: Estate;
  readonly #grants: GrantTable;
  readonly #kinds: readonly AccessPathKind[];
  readonly #rightsOfGroups = new Map<AccessPlace, HeldRights>();
  /** How many steps by rights may still be made. */
  #left: number;

  constructor(options: {
    estate: Estate;
    grants: GrantTable;
    kinds: readonly AccessPathKind[];
    /** How many objects there are. */
    count: number;
    /** How many steps may be made; by their count else. */
    steps?: number;
  }) {
    this.#estate = options.estate;
    this.#grants = options.grants;
    this.#kinds = options.kinds;
    this.#left = options.steps ?? STEPS + STEPS_PER_OBJECT * options.count;
  }

  /**
   * One step to each place is enough, the first kind of those there are. Whoever
   * has more rights than can be followed counts as reaching everything.
   */
  stepsOf(place: AccessPlace): Iterable<AccessStep> {
    const steps = new Map<AccessPlace, AccessStep>();
    let count = 0;
    for (const step of this.#stepsByRights(place)) {
      if (count === this.#left) {
        return [{ from: place, to: 'cluster:*', kind: TOO_MANY, evidence: [] }];
      }
      count += 1;
      const known = steps.get(step.to);
      if (
        !known ||
        (hasTooMany({ steps: [known] }) && !hasTooMany({ steps: [step] }))
      ) {
        steps.set(step.to, step);
      }
    }
    this.#left -= count;
    return steps.values();
  }

  *#stepsByRights(place: AccessPlace): Iterable<AccessStep> {
    if (place.startsWith('role:')) {
      yield* this.#stepsByRole(place);
      return;
    }
    if (place.startsWith('applier:')) {
      yield* this.#stepsByApplier(place);
      return;
    }
    if (!place.startsWith('u:') && !place.startsWith('g:')) {
      return;
    }
    const own = [...this.#grants.all(place)];
    if (own.length > 0) {
      // A right of a group is a step of the group; only together they are one here.
      const groups = groupsOf(place).map(group => this.#rightsOf(`g:${group}`));
      yield* this.stepsWith(place, this.holderOf(own, groups));
    }
  }

  /** A role that one can bind to oneself: `role:NAMESPACE/NAME`, `*` for cluster-wide. */
  *#stepsByRole(place: AccessPlace): Iterable<AccessStep> {
    const [namespace, name] = place.slice('role:'.length).split('/');
    for (const role of [
      this.#grants.role('ClusterRole', undefined, name),
      namespace === '*'
        ? undefined
        : this.#grants.role('Role', namespace, name),
    ]) {
      if (role) {
        const binding: BindingObject = {
          kind: namespace === '*' ? 'ClusterRoleBinding' : 'RoleBinding',
          ...(namespace !== '*' && { namespace }),
          name: '(to be made)',
          roleRef: { kind: role.role.kind, name },
          subjects: [],
        };
        yield* this.stepsWith(place, this.holderOf([grantOf(binding, role)]));
      }
    }
  }

  /** What is applied as an account has the rights of the account and of its groups. */
  #stepsByApplier(place: AccessPlace): Iterable<AccessStep> {
    const user = `u:${readApplier(place).user}`;
    const grants = [user, ...groupsOf(user).map(group => `g:${group}`)].flatMap(
      subject => [...this.#grants.all(subject)],
    );
    return stepsByApplier(place, this.#kinds, this.holderOf(grants), to =>
      this.#mayBeThere(to),
    );
  }

  #rightsOf(group: AccessPlace): HeldRights {
    let rights = this.#rightsOfGroups.get(group);
    if (!rights) {
      rights = new HeldRights(this.#grants.all(group));
      this.#rightsOfGroups.set(group, rights);
    }
    return rights;
  }

  /** Who has some grants, and the rights of some groups. */
  holderOf(own: Grant[], groups?: HeldRights[]): Holder {
    const { bindings } = this.#estate;
    return { own: new HeldRights(own), groups, bindings };
  }

  /** The steps from a place that somebody with these rights can take. */
  *stepsWith(from: AccessPlace, holder: Holder): Iterable<AccessStep> {
    for (const kind of this.#kinds) {
      yield* stepsBy(from, kind, holder, place => this.#mayBeThere(place));
    }
  }

  /**
   * False for what a right names and that does not exist. Of Secrets that is
   * never known, of other kinds only where any of them was seen.
   */
  #mayBeThere(place: AccessPlace): boolean {
    const sort = place.slice(0, place.indexOf(':'));
    const [namespace, name] = place.slice(sort.length + 1).split('/');
    switch (sort) {
      case 'pod':
        return (
          !isEmpty(this.#estate.pods(namespace, name)) ||
          isEmpty(this.#estate.pods('*'))
        );
      case 'identity':
        return (
          !isEmpty(this.#estate.identitiesNamed(namespace, name)) ||
          isEmpty(this.#estate.identities('*'))
        );
      case 'role':
        return (
          this.#grants.role('ClusterRole', undefined, name) !== undefined ||
          this.#grants.role('Role', namespace, name) !== undefined
        );
      case 'roles':
        return !isEmpty(this.#estate.namespacesWithRole(name));
      default:
        return true;
    }
  }
}
