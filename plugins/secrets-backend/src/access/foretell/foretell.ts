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

import { InputError } from '@backstage/errors';
import {
  type AccessObject,
  type AccessPlace,
  changeObjects,
  type ChangeableName,
  createAccessComparison,
  findUnreadGains,
  type ObjectChange,
  readManifests,
  type SubjectChange,
  summarizeChanges,
  type UnreadAccess,
} from '@keyward/kube-access';
import { readKubectl } from '@keyward/kube-model';
import { describeSubject } from '../describeSubject';

const SHOWN_SUBJECTS = 100;
const EXAMPLES = 5;
const SHOWN_PROBLEMS = 10;

/** What a caller asks about, as it was written. */
export interface Question {
  /** YAML or JSON, as in a pull request. */
  manifests?: string;
  deletions?: ChangeableName[];
  /** The kinds of which all objects are known. */
  complete: ReadonlySet<string>;
  /** Then the answer is what was found so far, and says so. */
  longestMs: number;
}

/** What a change means, before anybody knows what the caller may see. */
export interface Foretold {
  /** What becomes of the objects. */
  objects: ObjectChange[];
  /** How many manifests were passed over. */
  ignored: number;
  /** Some of them, those with most first and part of Kubernetes last. */
  subjects: SubjectChange[];
  /** How many, of all but the system's own. */
  summary: Record<'gaining' | 'closer' | 'farther' | 'losing', number>;
  totalSubjects: number;
  /** How many have more rights then than can be followed. */
  tooMany: number;
  /** False where it took too long to look at everybody. */
  isComplete: boolean;
  /** What was not read and decides about who gains. */
  unread: UnreadAccess;
}

/** Who gains and who loses which Secrets of a cluster by a change. */
export function foretell(before: AccessObject[], question: Question): Foretold {
  const end = Date.now() + question.longestMs;
  const change = readChange(question);
  const { objects, changes } = changeObjects(before, change);
  const comparison = createAccessComparison(before, objects);
  const summary = summarizeChanges(comparison, { examples: EXAMPLES });
  let isMore = summary.next();
  while (isMore && Date.now() < end) {
    isMore = summary.next();
  }
  const found = summary
    .changes()
    .sort((a, b) => Number(isSystem(a.subject)) - Number(isSystem(b.subject)));
  const people = found.filter(({ subject }) => !isSystem(subject));
  const countOf = (side: 'gained' | 'closer' | 'farther' | 'lost') =>
    people.filter(each => each[side].direct + each[side].indirect > 0).length;
  return {
    objects: changes,
    ignored: change.ignored,
    subjects: found.slice(0, SHOWN_SUBJECTS),
    summary: {
      gaining: countOf('gained'),
      closer: countOf('closer'),
      farther: countOf('farther'),
      losing: countOf('lost'),
    },
    totalSubjects: found.length,
    tooMany: summary.tooMany().length,
    isComplete: !isMore,
    unread: findUnreadGains(
      { before, after: objects, manifests: change.manifests },
      comparison,
      question.complete,
    ),
  };
}

function isSystem(subject: AccessPlace): boolean {
  return describeSubject(subject).isSystem;
}

/** Tells what is wrong by its place; of the text nothing is repeated. */
function readChange({ manifests: text = '', deletions = [] }: Question) {
  const { manifests, ignored, problems } = readManifests(readKubectl(text));
  for (const [index, { kind, namespace }] of deletions.entries()) {
    const isOfCluster = kind.startsWith('Cluster');
    if (isOfCluster === (namespace !== undefined)) {
      problems.push({
        place: `deletion ${index + 1}`,
        problem: isOfCluster
          ? `a ${kind} is in no namespace`
          : `a ${kind} needs a namespace`,
      });
    }
  }
  if (problems.length > 0) {
    const more = problems.length - SHOWN_PROBLEMS;
    throw new InputError(
      [
        ...problems
          .slice(0, SHOWN_PROBLEMS)
          .map(({ place, problem }) => `${place}: ${problem}`),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('; '),
    );
  }
  if (manifests.length + deletions.length === 0) {
    throw new InputError(
      'There is no Role, ClusterRole, binding or ServiceAccount in it',
    );
  }
  return { manifests, deletions, ignored };
}
