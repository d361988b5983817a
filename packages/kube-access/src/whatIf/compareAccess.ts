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

import type { AccessObject, SecretObject } from '../objects';
import { LazyAccessGraph } from '../paths/LazyAccessGraph';
import {
  type AccessPath,
  type AccessPlace,
  type AccessStep,
  isDirectPath,
} from '../paths';
import { beginAt, LikeSubjects } from './LikeSubjects';
import type { AccessChange, AccessComparison } from './types';

/**
 * Compares a cluster before and after a change. Only subjects from which a step
 * leads on that is new or gone are worth a look: no other can gain or lose.
 *
 * @public
 */
export function createAccessComparison(
  before: Iterable<AccessObject>,
  after: Iterable<AccessObject>,
): AccessComparison {
  const was = new LazyAccessGraph([...before]);
  const is = new LazyAccessGraph([...after]);
  const first = new Set<AccessPlace>();
  const others = new Set<AccessPlace>();
  for (const [one, other] of [
    [was, is],
    [is, was],
  ]) {
    const changed = placesOnlyIn(one, other);
    for (const subject of one.subjectsReaching(changed)) {
      (changed.has(subject) ? first : others).add(subject);
    }
  }
  const changes = new LikeSubjects<AccessChange[]>([was, is]);
  const tooMany = new LikeSubjects<boolean>([is]);
  return {
    subjects: [...new Set([...first, ...others])],
    changesOf(subject) {
      const asItWas = beginAt(was, subject);
      const asItIs = beginAt(is, subject);
      return changes
        .of(subject, () => changesOf(was, is, subject))
        .map(({ change, path }) => ({
          change,
          path: change === 'lost' ? asItWas(path) : asItIs(path),
        }));
    },
    opened: () => placesOpened(was, is),
    isTooMany: subject => tooMany.of(subject, () => is.hasTooMany(subject)),
  };
}

function placesOpened(
  was: LazyAccessGraph,
  is: LazyAccessGraph,
): Set<AccessPlace> {
  const known = new Set([...was.steps()].map(keyOf));
  const subjects = new Set(was.subjects());
  const opened = new Set<AccessPlace>();
  const next = new Map<AccessPlace, AccessPlace[]>();
  for (const step of is.steps()) {
    const places = next.get(step.from);
    if (places) {
      places.push(step.to);
    } else {
      next.set(step.from, [step.to]);
    }
    // Whoever is named for the first time was in these groups before.
    const isOfNewcomer = step.kind === 'member-of' && !subjects.has(step.from);
    if (!known.has(keyOf(step)) && !isOfNewcomer) {
      opened.add(step.to);
    }
  }
  for (const place of opened) {
    next.get(place)?.forEach(each => opened.add(each));
  }
  return opened;
}

/**
 * What a change of objects does to some secrets: who gains them, who loses
 * them, by direct and indirect paths, and for whom one becomes the other.
 *
 * @public
 */
export function* compareAccess(
  before: AccessObject[],
  after: AccessObject[],
  secrets: Pick<SecretObject, 'namespace' | 'name'>[],
): Generator<AccessChange> {
  const wanted = new Set(secrets.map(placeOf));
  const comparison = createAccessComparison(before, after);
  for (const subject of comparison.subjects) {
    for (const change of comparison.changesOf(subject)) {
      if (wanted.has(change.path.target)) {
        yield change;
      }
    }
  }
}

/** Where steps begin that only one of two has, and subjects that only it knows. */
function placesOnlyIn(
  one: LazyAccessGraph,
  other: LazyAccessGraph,
): Set<AccessPlace> {
  const steps = new Set<string>();
  for (const step of other.steps()) {
    steps.add(keyOf(step));
  }
  const known = new Set(other.subjects());
  const places = new Set(one.subjects().filter(each => !known.has(each)));
  for (const step of one.steps()) {
    if (!steps.has(keyOf(step))) {
      places.add(step.from);
    }
  }
  return places;
}

/** Which right it is does not matter, but whether it is one to read. */
function keyOf(step: AccessStep): string {
  return `${step.from} ${step.to} ${isDirectPath({ steps: [step] })}`;
}

function changesOf(
  was: LazyAccessGraph,
  is: LazyAccessGraph,
  subject: AccessPlace,
): AccessChange[] {
  // Whoever is named for the first time was somebody before, with what everybody has.
  const before = reachOf(was, subject);
  const after = reachOf(is, subject);
  const changes: AccessChange[] = [];
  const add = (
    change: AccessChange['change'],
    targets: AccessPlace[],
    { pathTo }: ReturnType<typeof reachOf>,
  ) => {
    for (const target of targets) {
      changes.push({ change, path: pathTo(target) });
    }
  };
  const { all, direct } = after;
  const isNew = [...all].filter(target => !before.all.has(target));
  add('gained', isNew, after);
  const stays = [...all].filter(target => before.all.has(target));
  add(
    'closer',
    stays.filter(each => direct.has(each) && !before.direct.has(each)),
    after,
  );
  add(
    'farther',
    stays.filter(each => !direct.has(each) && before.direct.has(each)),
    after,
  );
  add(
    'lost',
    [...before.all].filter(target => !all.has(target)),
    before,
  );
  return changes;
}

/** What a subject reaches; the paths only once one is asked for. */
function reachOf(graph: LazyAccessGraph, subject: AccessPlace) {
  const direct = new Map(
    graph.directPathsFrom(subject).map(path => [path.target, path]),
  );
  let paths: Map<AccessPlace, AccessPath> | undefined;
  return {
    all: new Set(graph.secretsFrom(subject).map(placeOf)),
    direct,
    /** A direct path, where there is one. */
    pathTo(target: AccessPlace): AccessPath {
      paths ??= new Map(
        graph.pathsFrom(subject).map(path => [path.target, path]),
      );
      return direct.get(target) ?? paths.get(target)!;
    },
  };
}

function placeOf({
  namespace,
  name,
}: {
  namespace: string;
  name: string;
}): AccessPlace {
  return `secret:${namespace}/${name}`;
}
