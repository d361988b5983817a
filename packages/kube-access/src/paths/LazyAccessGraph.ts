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

import { grantOf, type GrantTable } from '../authorizer/GrantTable';
import { readGrantTable } from '../authorizer/readGrantTable';
import { serviceAccountUser } from '../authorizer/subjectKey';
import type { AccessObject, BindingObject, SecretObject } from '../objects';
import type { AccessGraph, OpenedSecrets } from './AccessGraph';
import { type AccessPath, followSteps, reachFrom, stepsTo } from './closure';
import { Estate } from './Estate';
import { hasTooMany } from './hasTooMany';
import { isDirectPath } from './isDirectPath';
import { isEmpty } from './isEmpty';
import { kindsServed } from './kindsServed';
import { matchesGlob } from './matchesGlob';
import { RightsFollower } from './RightsFollower';
import { structuralSteps } from './structuralSteps';
import type { AccessPlace, AccessStep } from './types';

/** Works out the steps from a place when somebody asks for them. */
export class LazyAccessGraph implements AccessGraph {
  readonly #estate: Estate;
  readonly #grants: GrantTable;
  readonly #rights: RightsFollower;
  readonly #subjects = new Set<AccessPlace>();
  readonly #steps = new Map<AccessPlace, AccessStep[]>();
  /** The steps to each place, once somebody asks for them, of all places that are walked. */
  #incoming: Map<AccessPlace, AccessStep[]> | undefined;
  readonly #walked = new Set<AccessPlace>();

  constructor(objects: AccessObject[], options: { steps?: number } = {}) {
    this.#estate = new Estate(objects);
    this.#grants = readGrantTable(objects).table;
    this.#rights = new RightsFollower({
      estate: this.#estate,
      grants: this.#grants,
      kinds: kindsServed(objects),
      count: objects.length,
      steps: options.steps,
    });
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
    return this.pathsToPlaces([target]).filter(({ steps }) => steps.length > 0);
  }

  accounts(wanted: { namespaces: string[]; names: string[] }): AccessPlace[] {
    const isAmong = (name: string, patterns: string[]) =>
      patterns.some(pattern => matchesGlob(pattern, name));
    return [...this.#estate.accounts()].flatMap(({ namespace, name }) =>
      isAmong(namespace, wanted.namespaces) && isAmong(name, wanted.names)
        ? [`u:${serviceAccountUser(namespace, name)}`]
        : [],
    );
  }

  pathsToPlaces(places: Iterable<AccessPlace>): AccessPath[] {
    const incoming = this.#allIncoming();
    const next = followSteps(
      places,
      place => incoming.get(place) ?? [],
      ({ from }) => from,
    );
    const paths: AccessPath[] = [];
    for (const subject of this.#subjects) {
      if (next.has(subject)) {
        const steps: AccessStep[] = [];
        for (let step = next.get(subject); step; step = next.get(step.to)) {
          steps.push(step);
        }
        paths.push({ subject, target: steps.at(-1)?.to ?? subject, steps });
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
    const first = [
      ...this.#rights.stepsWith(start, this.#rights.holderOf(grants)),
    ];
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

  /** The steps that lead on from a place. */
  stepsFrom(place: AccessPlace): readonly AccessStep[] {
    return this.#stepsOf(place);
  }

  /** Whether anything that is had from a place stands for more than can be followed. */
  hasTooMany(place: AccessPlace): boolean {
    for (const step of reachFrom(place, each => this.#stepsOf(each)).values()) {
      if (step && hasTooMany({ steps: [step] })) {
        return true;
      }
    }
    return false;
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

  setSecret(secret: SecretObject) {
    this.#changeSecret(secret, () => this.#estate.setSecret(secret));
  }

  deleteSecret(secret: { namespace: string; name: string }) {
    this.#changeSecret(secret, () => this.#estate.deleteSecret(secret));
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
        ...this.#rights.stepsOf(place),
        ...structuralSteps(place, this.#estate, () => this.#subjects),
      ];
      if (this.#isThere(place)) {
        this.#steps.set(place, steps);
      }
    }
    return steps;
  }

  /**
   * False for a beginning that somebody made up. There is no end of those, so
   * that nothing may be kept of them; other places are only come to.
   */
  #isThere(place: AccessPlace): boolean {
    const sort = place.slice(0, place.indexOf(':'));
    const rest = place.slice(sort.length + 1);
    switch (sort) {
      case 'u':
      case 'g':
        return this.#subjects.has(place);
      case 'node':
        return this.#estate.hasNode(rest);
      case 'pod': {
        const [namespace, name] = rest.split('/');
        return !isEmpty(this.#estate.pods(namespace, name));
      }
      default:
        return true;
    }
  }

  #allIncoming(): Map<AccessPlace, AccessStep[]> {
    if (!this.#incoming) {
      this.#incoming = new Map();
      this.#walk(this.#incoming, this.#subjects);
    }
    return this.#incoming;
  }

  /** Adds the steps from some places, and from all that are come to. */
  #walk(
    incoming: Map<AccessPlace, AccessStep[]>,
    places: Iterable<AccessPlace>,
  ) {
    const next = new Set(places);
    for (const place of next) {
      if (this.#walked.has(place)) {
        continue;
      }
      this.#walked.add(place);
      for (const step of this.#stepsOf(place)) {
        addStep(incoming, step);
        next.add(step.to);
      }
    }
  }

  #changeSecret(
    { namespace, name }: { namespace: string; name: string },
    change: () => void,
  ) {
    const before = this.#estate.secret(namespace, name);
    const wasEmpty = isEmpty(this.#estate.secretNames(namespace));
    change();
    const after = this.#estate.secret(namespace, name);
    const places = new Set([
      'secrets:*',
      `secrets:${namespace}`,
      `secret:*/${name}`,
      `secret:${namespace}/${name}`,
    ]);
    if (wasEmpty !== isEmpty(this.#estate.secretNames(namespace))) {
      // A namespace came or went, into which something may be applied.
      for (const project of this.#estate.gitOps.projects()) {
        places.add(project);
      }
    }
    for (const secret of [before, after]) {
      for (const place of secret ? this.#estate.held.placesTo(secret) : []) {
        places.add(place);
      }
    }
    for (const place of places) {
      this.#renew(place);
    }
  }

  /** Works the steps from a place out anew, where they were before. */
  #renew(place: AccessPlace) {
    const before = this.#steps.get(place);
    if (!before) {
      return;
    }
    this.#steps.delete(place);
    const known = new Map(before.map(step => [keyOf(step), step]));
    const steps = this.#stepsOf(place).map(
      step => known.get(keyOf(step)) ?? step,
    );
    this.#steps.set(place, steps);
    if (!this.#incoming || !this.#walked.has(place)) {
      return;
    }
    const kept = new Set(steps);
    for (const step of before) {
      if (!kept.has(step)) {
        const others = this.#incoming.get(step.to)!;
        others.splice(others.indexOf(step), 1);
      }
    }
    const had = new Set(before);
    for (const step of steps) {
      if (!had.has(step)) {
        addStep(this.#incoming, step);
      }
    }
    this.#walk(
      this.#incoming,
      steps.map(({ to }) => to),
    );
  }
}

function addStep(incoming: Map<AccessPlace, AccessStep[]>, step: AccessStep) {
  const steps = incoming.get(step.to);
  if (steps) {
    steps.push(step);
  } else {
    incoming.set(step.to, [step]);
  }
}

function keyOf({ kind, to }: AccessStep): string {
  return `${kind} ${to}`;
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
