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

import { parseFramework, type ParsedFramework } from './parseFramework';
import type { Framework, FrameworkFile, FrameworkProblem } from './types';

/**
 * Reads frameworks. One with a problem is left out, and so is one whose controls
 * rest on those of such a one; the others are read.
 *
 * @param checks - the ids of the checks that there are
 * @public
 */
export function readFrameworks(
  files: readonly FrameworkFile[],
  checks: { has(id: string): boolean },
): { frameworks: Framework[]; problems: FrameworkProblem[] } {
  const problems: FrameworkProblem[] = [];
  const read = new Map<string, ParsedFramework>();
  for (const file of files) {
    const parsed = parseFramework(file, checks);
    if ('problems' in parsed) {
      problems.push(...parsed.problems);
    } else if (read.has(parsed.framework.id)) {
      problems.push(
        parsed.problemAt(
          ['id'],
          `${parsed.framework.id} is the id of another framework already`,
        ),
      );
    } else {
      read.set(parsed.framework.id, parsed);
    }
  }
  problems.push(...removeCycles(read), ...removeDangling(read));
  return {
    frameworks: [...read.values()].map(({ framework }) => framework),
    problems,
  };
}

/** Removes frameworks whose controls rest on what is not there, until none does. */
function removeDangling(
  read: Map<string, ParsedFramework>,
): FrameworkProblem[] {
  const problems: FrameworkProblem[] = [];
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    const present = new Set<string>();
    for (const { framework } of read.values()) {
      framework.controls.forEach(({ id }) =>
        present.add(`${framework.id}/${id}`),
      );
    }
    for (const [key, { framework, problemAt }] of read) {
      const faults = framework.controls.flatMap(({ restsOn }, index) =>
        restsOn.flatMap((ref, at) =>
          present.has(ref)
            ? []
            : [
                problemAt(
                  ['controls', index, 'restsOn', at],
                  `there is no control ${ref}`,
                ),
              ],
        ),
      );
      if (faults.length > 0) {
        problems.push(...faults);
        read.delete(key);
        isChanged = true;
      }
    }
  }
  return problems;
}

interface Place {
  parsed: ParsedFramework;
  index: number;
}

/** Removes frameworks that have a control which rests on itself, by whatever way. */
function removeCycles(read: Map<string, ParsedFramework>): FrameworkProblem[] {
  const places = new Map<string, Place>();
  for (const parsed of read.values()) {
    parsed.framework.controls.forEach(({ id }, index) =>
      places.set(`${parsed.framework.id}/${id}`, { parsed, index }),
    );
  }
  const problems: FrameworkProblem[] = [];
  const done = new Set<string>();
  for (const start of places.keys()) {
    for (const ring of findRings(start, places, done)) {
      const { parsed, index } = places.get(ring[0])!;
      problems.push(
        parsed.problemAt(
          ['controls', index, 'restsOn'],
          `rests on itself: ${[...ring, ring[0]].join(' → ')}`,
        ),
      );
      ring.forEach(ref => read.delete(places.get(ref)!.parsed.framework.id));
    }
  }
  return problems;
}

/** Follows controls from one of them; without recursion, as a chain may be long. */
function findRings(
  start: string,
  places: ReadonlyMap<string, Place>,
  done: Set<string>,
): string[][] {
  const rings: string[][] = [];
  const path: { ref: string; next: number }[] = [];
  const onPath = new Map<string, number>();
  const enter = (ref: string) => {
    onPath.set(ref, path.length);
    path.push({ ref, next: 0 });
  };
  if (!done.has(start)) {
    enter(start);
  }
  while (path.length > 0) {
    const top = path[path.length - 1];
    const { parsed, index } = places.get(top.ref)!;
    const ref = parsed.framework.controls[index].restsOn[top.next];
    top.next += 1;
    if (ref === undefined) {
      path.pop();
      onPath.delete(top.ref);
      done.add(top.ref);
    } else if (onPath.has(ref)) {
      rings.push(path.slice(onPath.get(ref)).map(step => step.ref));
    } else if (places.has(ref) && !done.has(ref)) {
      enter(ref);
    }
  }
  return rings;
}
