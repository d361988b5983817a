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

import { CompiledRole } from '../authorizer/CompiledRole';
import { type Grant, grantOf, GrantTable } from '../authorizer/GrantTable';
import type { AccessObject, BindingObject } from '../objects';
import { type AccessPath, reachFrom, stepsTo } from './closure';
import { Estate } from './Estate';
import { isDirectPath } from './isDirectPath';
import { matchKind } from './matchRights';
import { ownRoleScopes } from './ownRoleScopes';
import { accessPathKinds } from './registry';
import { groupsOf, structuralSteps } from './structuralSteps';
import type { AccessPathKind, AccessPlace, AccessStep } from './types';

/**
 * Who can reach which secret, directly or by any chain of paths.
 *
 * @public
 */
export interface AccessGraph {
  /** Every subject that a binding or a ServiceAccount names: `u:USER`, `g:GROUP`. */
  subjects(): AccessPlace[];
  /** A shortest path of each subject that can reach a secret. */
  pathsTo(secret: { namespace: string; name: string }): AccessPath[];
  /**
   * A shortest path to each secret that can be reached from a subject, or from
   * a compromised `pod:NAMESPACE/NAME` or `node:NAME`.
   */
  pathsFrom(place: AccessPlace): AccessPath[];
  /** A shortest path, if there is one. */
  path(
    place: AccessPlace,
    secret: { namespace: string; name: string },
  ): AccessPath | undefined;
  /** The Secrets there are that can be reached from a place, without saying how. */
  secretsFrom(place: AccessPlace): { namespace: string; name: string }[];
  /** What a binding by itself gives to whomever it names. */
  openedBy(binding: Omit<BindingObject, 'subjects'>): OpenedSecrets;
  /** The subjects that can reach any of some secrets. */
  subjectsTo(
    secrets: Iterable<{ namespace: string; name: string }>,
  ): AccessPlace[];
}

/**
 * What a binding opens.
 *
 * @public
 */
export interface OpenedSecrets {
  secrets: { namespace: string; name: string }[];
  /** How many of them by a right to read. */
  direct: number;
  /** The ids of the path kinds that the rights of its role are. */
  kinds: string[];
}

/** Works out the steps from a place when somebody asks for them. */
export class LazyAccessGraph implements AccessGraph {
  readonly #estate: Estate;
  readonly #grants = new GrantTable();
  readonly #subjects = new Set<AccessPlace>();
  readonly #steps = new Map<AccessPlace, AccessStep[]>();
  #incoming: Map<AccessPlace, AccessStep[]> | undefined;

  constructor(objects: AccessObject[]) {
    this.#estate = new Estate(objects);
    const bindings: BindingObject[] = [];
    for (const object of objects) {
      if (object.kind === 'Role' || object.kind === 'ClusterRole') {
        this.#grants.addRole(new CompiledRole(object));
      } else if (
        object.kind === 'RoleBinding' ||
        object.kind === 'ClusterRoleBinding'
      ) {
        bindings.push(object);
      }
    }
    for (const binding of bindings) {
      this.#grants.setBinding(binding);
    }
    for (const subject of this.#grants.subjects()) {
      this.#subjects.add(subject);
    }
    for (const user of this.#estate.identities('*')) {
      this.#subjects.add(`u:${user}`);
    }
    for (const node of this.#estate.nodes()) {
      this.#subjects.add(`u:system:node:${node}`);
    }
  }

  subjects(): AccessPlace[] {
    return [...this.#subjects];
  }

  pathsTo({
    namespace,
    name,
  }: {
    namespace: string;
    name: string;
  }): AccessPath[] {
    const target = `secret:${namespace}/${name}`;
    const next = new Map<AccessPlace, AccessStep | undefined>([
      [target, undefined],
    ]);
    const incoming = this.#allIncoming();
    for (const place of next.keys()) {
      for (const step of incoming.get(place) ?? []) {
        if (!next.has(step.from)) {
          next.set(step.from, step);
        }
      }
    }
    const paths: AccessPath[] = [];
    for (const subject of this.#subjects) {
      const steps: AccessStep[] = [];
      for (let step = next.get(subject); step; step = next.get(step.to)) {
        steps.push(step);
      }
      if (steps.length > 0) {
        paths.push({ subject, target, steps });
      }
    }
    return paths;
  }

  pathsFrom(place: AccessPlace): AccessPath[] {
    const reached = reachFrom(place, each => this.#stepsOf(each));
    return [...reached.keys()]
      .filter(each => this.#isSecret(each))
      .map(target => ({
        subject: place,
        target,
        steps: stepsTo(target, reached),
      }));
  }

  path(
    place: AccessPlace,
    { namespace, name }: { namespace: string; name: string },
  ): AccessPath | undefined {
    const target = `secret:${namespace}/${name}`;
    const reached = reachFrom(place, each => this.#stepsOf(each));
    return reached.has(target)
      ? { subject: place, target, steps: stepsTo(target, reached) }
      : undefined;
  }

  secretsFrom(place: AccessPlace): { namespace: string; name: string }[] {
    return this.#secretsAmong(reachFrom(place, each => this.#stepsOf(each)));
  }

  openedBy(binding: Omit<BindingObject, 'subjects'>): OpenedSecrets {
    const { roleRef, namespace } = binding;
    const role = this.#grants.role(roleRef.kind, namespace, roleRef.name);
    if (!role) {
      return { secrets: [], direct: 0, kinds: [] };
    }
    const start = 'binding';
    const grants = [grantOf({ ...binding, subjects: [] }, role)];
    const first = accessPathKinds.flatMap(kind => stepsBy(start, kind, grants));
    const from = (
      begin: AccessStep[],
      stepsOf: (place: AccessPlace) => AccessStep[],
    ) =>
      this.#secretsAmong(
        reachFrom(start, place => (place === start ? begin : stepsOf(place))),
      );
    const direct = from(
      first.filter(step => isDirectPath({ steps: [step] })),
      place => this.#stepsOf(place).filter(({ kind }) => kind === 'among'),
    );
    return {
      secrets: from(first, place => this.#stepsOf(place)),
      direct: direct.length,
      kinds: [...new Set(first.map(({ kind }) => kind))],
    };
  }

  /** A shortest path to each Secret that may be read by rights to read alone. */
  directPathsFrom(place: AccessPlace): AccessPath[] {
    const reached = reachFrom(place, each =>
      this.#stepsOf(each).filter(step => isDirectPath({ steps: [step] })),
    );
    return this.#secretsAmong(reached).map(({ namespace, name }) => {
      const target = `secret:${namespace}/${name}`;
      return { subject: place, target, steps: stepsTo(target, reached) };
    });
  }

  subjectsTo(
    secrets: Iterable<{ namespace: string; name: string }>,
  ): AccessPlace[] {
    const places: AccessPlace[] = [];
    for (const { namespace, name } of secrets) {
      places.push(`secret:${namespace}/${name}`);
    }
    return this.subjectsReaching(places);
  }

  /** The subjects from which one comes to any of some places, those among them too. */
  subjectsReaching(places: Iterable<AccessPlace>): AccessPlace[] {
    const incoming = this.#allIncoming();
    const seen = new Set(places);
    for (const place of seen) {
      for (const { from } of incoming.get(place) ?? []) {
        seen.add(from);
      }
    }
    return [...this.#subjects].filter(subject => seen.has(subject));
  }

  /** All steps that anybody can take. */
  *steps(): Iterable<AccessStep> {
    for (const steps of this.#allIncoming().values()) {
      yield* steps;
    }
  }

  #isSecret(place: AccessPlace): boolean {
    return place.startsWith('secret:') && !place.startsWith('secret:*/');
  }

  /** Those that are there; a right or a pod may name others. */
  #secretsAmong(
    reached: Map<AccessPlace, unknown>,
  ): { namespace: string; name: string }[] {
    const secrets: { namespace: string; name: string }[] = [];
    for (const place of reached.keys()) {
      if (this.#isSecret(place)) {
        const [namespace, name] = place.slice('secret:'.length).split('/');
        if (this.#estate.secret(namespace, name)) {
          secrets.push({ namespace, name });
        }
      }
    }
    return secrets;
  }

  #stepsOf(place: AccessPlace): AccessStep[] {
    let steps = this.#steps.get(place);
    if (!steps) {
      steps = [
        ...this.#stepsByRights(place),
        ...structuralSteps(place, this.#estate, () => this.#subjects),
      ];
      this.#steps.set(place, steps);
    }
    return steps;
  }

  #stepsByRights(place: AccessPlace): AccessStep[] {
    if (place.startsWith('role:')) {
      return this.#stepsByRole(place);
    }
    if (!place.startsWith('u:') && !place.startsWith('g:')) {
      return [];
    }
    const own = [...this.#grants.all(place)];
    if (own.length === 0) {
      return [];
    }
    // A right of a group is a step of the group; only together they are one here.
    const together = groupsOf(place).flatMap(group => [
      ...this.#grants.all(`g:${group}`),
    ]);
    return accessPathKinds.flatMap(kind =>
      stepsBy(place, kind, kind.needs.length > 1 ? [...own, ...together] : own),
    );
  }

  /** A role that one can bind to oneself: `role:NAMESPACE/NAME`, `*` for cluster-wide. */
  #stepsByRole(place: AccessPlace): AccessStep[] {
    const [namespace, name] = place.slice('role:'.length).split('/');
    const role = this.#grants.role('ClusterRole', undefined, name);
    const roles = [
      role,
      namespace === '*'
        ? undefined
        : this.#grants.role('Role', namespace, name),
    ];
    return roles.flatMap(each => {
      if (!each) {
        return [];
      }
      const binding: BindingObject = {
        kind: namespace === '*' ? 'ClusterRoleBinding' : 'RoleBinding',
        ...(namespace !== '*' && { namespace }),
        name: '(to be made)',
        roleRef: { kind: each.role.kind, name },
        subjects: [],
      };
      return accessPathKinds.flatMap(kind =>
        stepsBy(place, kind, [grantOf(binding, each)]),
      );
    });
  }

  #allIncoming(): Map<AccessPlace, AccessStep[]> {
    if (!this.#incoming) {
      this.#incoming = new Map();
      const seen = new Set<AccessPlace>(this.#subjects);
      for (const place of seen) {
        for (const step of this.#stepsOf(place)) {
          const steps = this.#incoming.get(step.to);
          if (steps) {
            steps.push(step);
          } else {
            this.#incoming.set(step.to, [step]);
          }
          seen.add(step.to);
        }
      }
    }
    return this.#incoming;
  }
}

function stepsBy(
  from: AccessPlace,
  kind: AccessPathKind,
  grants: Grant[],
): AccessStep[] {
  return matchKind(kind, grants).flatMap(match =>
    ownRoleScopes(kind, match, grants).flatMap(scope =>
      kind.reaches(scope).map(to => ({
        from,
        to,
        kind: kind.id,
        evidence: match.evidence,
      })),
    ),
  );
}

/**
 * Reads the objects of a cluster, in any order.
 *
 * @public
 */
export function createAccessGraph(
  objects: Iterable<AccessObject>,
): AccessGraph {
  return new LazyAccessGraph([...objects]);
}
