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
import { LazyAccessGraph } from '../paths/AccessGraph';
import type { AccessPlace } from '../paths';
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
  return {
    subjects: [...new Set([...first, ...others])],
    changesOf: subject => [
      ...changesBetween('lost', was, is, subject),
      ...changesBetween('gained', is, was, subject),
    ],
  };
}

/**
 * What a change of objects does to some secrets: who gains them, who loses
 * them, by direct and indirect paths.
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
  for (const { from, to } of other.steps()) {
    steps.add(`${from} ${to}`);
  }
  const known = new Set(other.subjects());
  const places = new Set(one.subjects().filter(each => !known.has(each)));
  for (const { from, to } of one.steps()) {
    if (!steps.has(`${from} ${to}`)) {
      places.add(from);
    }
  }
  return places;
}

function changesBetween(
  change: AccessChange['change'],
  one: LazyAccessGraph,
  other: LazyAccessGraph,
  subject: AccessPlace,
): AccessChange[] {
  // Whoever is named for the first time was somebody before, with what everybody has.
  const kept = new Set(other.secretsFrom(subject).map(placeOf));
  const targets = new Set(
    one
      .secretsFrom(subject)
      .map(placeOf)
      .filter(place => !kept.has(place)),
  );
  if (targets.size === 0) {
    return [];
  }
  return one
    .pathsFrom(subject)
    .filter(({ target }) => targets.has(target))
    .map(path => ({ change, path }));
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
