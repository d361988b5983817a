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

import { type ValueAge } from '../observation';

/**
 * What Keyward saw of a value before.
 *
 * @public
 */
export interface SeenValue {
  age: ValueAge;
  /** Whether the value is another one now. */
  changed: boolean;
  /** When the previous value was last seen. */
  lastSeenAt?: string;
  /** When the value of now was seen. */
  observedAt: string;
}

/**
 * Narrows an age by what was seen of the same key before: a value that did not
 * change is as old as it was, whatever happened to its object; one that changed
 * did so after the last look.
 *
 * @param next - as the object tells it now
 * @public
 */
export function narrowAge(next: ValueAge, seen: SeenValue): ValueAge {
  if (next.basis === 'source') {
    return next;
  }
  if (seen.changed) {
    const latest = least(next.latest, seen.observedAt);
    const after = greatest(next.earliest, seen.lastSeenAt);
    return {
      ...(after ? { earliest: least(after, latest) } : {}),
      latest,
      basis: 'observed',
    };
  }
  const { age } = seen;
  if (age.basis === 'source' || age.basis === 'unknown') {
    return age.basis === 'source' ? age : next;
  }
  const latest = least(age.latest, next.latest);
  // Without a lower bound the value may be of any age.
  const earliest = age.earliest && least(age.earliest, latest);
  return {
    ...(earliest ? { earliest } : {}),
    ...(latest ? { latest } : {}),
    basis:
      age.basis === 'observed' || !age.latest ? basisOf(age, next) : age.basis,
  };
}

/**
 * The age of a secret by those of its values: that of the oldest.
 *
 * @public
 */
export function combineAges(ages: ValueAge[]): ValueAge {
  const known = ages.filter(({ basis }) => basis !== 'unknown');
  if (known.length === 0) {
    return { basis: 'unknown' };
  }
  // The oldest may be any of those that have no lower bound.
  const earliest = known.every(age => age.earliest)
    ? known.map(age => age.earliest).reduce(least)
    : undefined;
  const latest = known.map(age => age.latest).reduce(least);
  const oldest =
    known.find(age => age.latest === latest && age.earliest === earliest) ??
    known.find(age => age.latest === latest)!;
  return {
    ...(earliest ? { earliest } : {}),
    ...(latest ? { latest } : {}),
    basis: oldest.basis,
  };
}

function basisOf(age: ValueAge, next: ValueAge) {
  return age.basis === 'observed' ? age.basis : next.basis;
}

function least(a?: string, b?: string): string | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return a < b ? a : b;
}

function greatest(a?: string, b?: string): string | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return a > b ? a : b;
}
