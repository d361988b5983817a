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

import { type AccessPath, type AccessPlace, isDirectPath } from '../paths';
import type { AccessChange, AccessComparison } from './types';

/**
 * What a subject gains or loses.
 *
 * @public
 */
export interface AccessShare {
  /** How many Secrets by a right to read them. */
  direct: number;
  indirect: number;
  namespaces: number;
  /** Some of the paths, the direct ones first. */
  examples: AccessPath[];
}

/**
 * What a change means to a subject.
 *
 * @public
 */
export interface SubjectChange {
  subject: AccessPlace;
  /** Of a group: how many others are concerned as its members alone. */
  members: number;
  gained: AccessShare;
  /** What it may now read directly and reached indirectly before. */
  closer: AccessShare;
  /** What it still reaches indirectly and might read directly before. */
  farther: AccessShare;
  lost: AccessShare;
}

/**
 * What a change means to whom, a subject at a time, so that the caller may
 * rest in between or stop: whoever has not come up is left out then.
 *
 * @public
 */
export function summarizeChanges(
  comparison: AccessComparison,
  options: { examples: number },
): {
  /** Looks at the next subject; false once there is none. */
  next(): boolean;
  /** Those that gain or lose, or come closer; members are counted with their group. */
  changes(): SubjectChange[];
  /** Those whose rights are then too many to follow, so that they may gain more than can be said. */
  tooMany(): AccessPlace[];
} {
  const found = new Map<AccessPlace, SubjectChange>();
  const groups = new Map<AccessPlace, Set<AccessPlace>>();
  const tooMany: AccessPlace[] = [];
  let position = 0;
  return {
    next() {
      const subject = comparison.subjects[position];
      position += 1;
      if (subject === undefined) {
        return false;
      }
      if (comparison.isTooMany(subject)) {
        tooMany.push(subject);
      }
      const changes = comparison.changesOf(subject);
      if (changes.length > 0) {
        found.set(subject, summarize(subject, changes, options.examples));
        const through = groupsOf(changes);
        if (through) {
          groups.set(subject, through);
        }
      }
      return position < comparison.subjects.length;
    },
    changes() {
      return foldMembers(found, groups);
    },
    tooMany: () => tooMany,
  };
}

function summarize(
  subject: AccessPlace,
  changes: AccessChange[],
  examples: number,
): SubjectChange {
  const shareOf = (which: AccessChange['change']): AccessShare => {
    const paths = changes.flatMap(({ change, path }) =>
      change === which ? [path] : [],
    );
    const direct = paths.filter(isDirectPath);
    const indirect = paths.filter(path => !isDirectPath(path));
    const namespaces = new Set(
      paths.map(({ target }) => target.slice(0, target.indexOf('/'))),
    );
    return {
      direct: direct.length,
      indirect: indirect.length,
      namespaces: namespaces.size,
      examples: [...direct, ...indirect].slice(0, examples),
    };
  };
  return {
    subject,
    members: 0,
    gained: shareOf('gained'),
    closer: shareOf('closer'),
    farther: shareOf('farther'),
    lost: shareOf('lost'),
  };
}

/** The groups by which everything changes, if it is by groups alone. */
function groupsOf(changes: AccessChange[]): Set<AccessPlace> | undefined {
  const groups = new Set<AccessPlace>();
  for (const { path } of changes) {
    const [{ kind, to }] = path.steps;
    if (kind !== 'member-of') {
      return undefined;
    }
    groups.add(to);
  }
  return groups;
}

function foldMembers(
  found: Map<AccessPlace, SubjectChange>,
  groups: Map<AccessPlace, Set<AccessPlace>>,
): SubjectChange[] {
  const shown = new Map<AccessPlace, SubjectChange>();
  for (const [subject, change] of found) {
    if (![...(groups.get(subject) ?? [])].some(group => found.has(group))) {
      shown.set(subject, { ...change });
    }
  }
  for (const subject of found.keys()) {
    if (!shown.has(subject)) {
      // A group may itself be in another one.
      const seen = new Set(groups.get(subject));
      for (const group of seen) {
        groups.get(group)?.forEach(each => seen.add(each));
      }
      const top = [...seen].find(group => shown.has(group));
      if (top) {
        shown.get(top)!.members += 1;
      }
    }
  }
  return [...shown.values()].sort(
    (a, b) =>
      sizeOf(b.gained) - sizeOf(a.gained) ||
      sizeOf(b.closer) - sizeOf(a.closer) ||
      sizeOf(b.lost) - sizeOf(a.lost) ||
      (a.subject < b.subject ? -1 : 1),
  );
}

function sizeOf({ direct, indirect }: AccessShare): number {
  return direct + indirect;
}
