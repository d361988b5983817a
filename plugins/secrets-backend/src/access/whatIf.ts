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

import { InputError, NotFoundError } from '@backstage/errors';
import {
  type AccessPath,
  type AccessShare,
  changeObjects,
  type ChangeableName,
  createAccessComparison,
  findUnreadGains,
  type ObjectChange,
  readManifests,
  summarizeChanges,
} from '@keyward/kube-access';
import { readKubectl } from '@keyward/model';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { VisibilityFilter } from '../database';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import type { AccessOptions } from './readMatrix';
import { type DescribedPath, describePath } from './readPath';
import { placesOf, visibleSecrets } from './visibleSecrets';

const SHOWN_SUBJECTS = 100;
const EXAMPLES = 5;
const SHOWN_PROBLEMS = 10;
const SIDES = ['gained', 'closer', 'farther', 'lost'] as const;
/** Then the answer is what was found so far, and says so. */
const LONGEST_MS = 15_000;

/** A Secret that a subject gains or loses, and by which path. */
export interface ExampleChange extends DescribedPath {
  namespace: string;
  name: string;
  /** Of the secret's page, where it is the caller's to see. */
  secretId?: string;
}

/** How many Secrets somebody gains or loses, with examples. */
export type ShareOfChange = Omit<AccessShare, 'examples'> & {
  examples: ExampleChange[];
};

/** What a change of roles and bindings means to whom. */
export interface WhatIfAnswer {
  /** What becomes of the objects. */
  objects: ObjectChange[];
  /** How many manifests were passed over. */
  ignored: number;
  /** Those with most first. */
  subjects: (AccessSubject & {
    members: number;
    gained: ShareOfChange;
    closer: ShareOfChange;
    farther: ShareOfChange;
    lost: ShareOfChange;
  })[];
  /** How many, of all but the system's own. */
  summary: Record<'gaining' | 'closer' | 'farther' | 'losing', number>;
  totalSubjects: number;
  /** False where it took too long to look at everybody. */
  isComplete: boolean;
  unknown?: string;
  asOf: string;
}

/** A change as somebody asks about it. */
export interface WhatIfQuery {
  visibility: VisibilityFilter;
  sourceId: string;
  /** YAML or JSON, as in a pull request. */
  manifests?: string;
  deletions?: ChangeableName[];
}

/** Who gains and who loses which Secrets of a cluster by a change. */
export async function whatIf(
  { graphs, knex }: Pick<AccessOptions, 'graphs' | 'knex'>,
  query: WhatIfQuery,
): Promise<WhatIfAnswer> {
  const change = readChange(query);
  const source = await knex('sources')
    .where({ id: query.sourceId, kind: 'kubernetes' })
    .whereNull('retired_at')
    .first('id');
  if (!source) {
    throw new NotFoundError('No cluster with this id');
  }
  const { objects, unread, complete, asOf } = await graphs.load(query.sourceId);
  const changed = changeObjects(objects, change);
  const comparison = createAccessComparison(objects, changed.objects);
  const unreadGains = findUnreadGains(
    { before: objects, after: changed.objects, manifests: change.manifests },
    comparison,
    complete,
  );
  const summary = summarizeChanges(comparison, { examples: EXAMPLES });
  const end = Date.now() + LONGEST_MS;
  let isMore = summary.next();
  while (isMore && Date.now() < end) {
    await giveWay();
    isMore = summary.next();
  }
  const subjects = summary
    .changes()
    .map(each => ({ ...describeSubject(each.subject), ...each }))
    .sort((a, b) => Number(a.isSystem) - Number(b.isSystem));
  const people = subjects.filter(({ isSystem }) => !isSystem);
  const countOf = (side: (typeof SIDES)[number]) =>
    people.filter(each => sizeOf(each[side]) > 0).length;
  const shown = subjects.slice(0, SHOWN_SUBJECTS);
  const ids = await visibleSecrets(
    knex,
    query,
    shown
      .flatMap(subject => SIDES.flatMap(side => subject[side].examples))
      .flatMap(placesOf),
  );
  return {
    objects: changed.changes,
    ignored: change.ignored,
    subjects: shown.map(({ subject, ...each }) => ({
      ...each,
      gained: shareOf(each.gained, ids),
      closer: shareOf(each.closer, ids),
      farther: shareOf(each.farther, ids),
      lost: shareOf(each.lost, ids),
    })),
    summary: {
      gaining: countOf('gained'),
      closer: countOf('closer'),
      farther: countOf('farther'),
      losing: countOf('lost'),
    },
    totalSubjects: subjects.length,
    isComplete: !isMore,
    unknown: describeUnknown({ ...unreadGains, isDump: unread.isDump }),
    asOf,
  };
}

/** Tells what is wrong by its place; of the text nothing is repeated. */
function readChange({ manifests: text = '', deletions = [] }: WhatIfQuery) {
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

function shareOf(
  { examples, ...share }: AccessShare,
  ids: Map<string, string>,
): ShareOfChange {
  return {
    ...share,
    examples: examples
      .filter(({ target }) => ids.has(target))
      .map(path => exampleOf(path, ids)),
  };
}

function exampleOf(path: AccessPath, ids: Map<string, string>): ExampleChange {
  const { target } = path;
  const [namespace, name] = target.slice('secret:'.length).split('/');
  return {
    namespace,
    name,
    secretId: ids.get(target),
    ...describePath(path, ids),
  };
}

function sizeOf({ direct, indirect }: AccessShare): number {
  return direct + indirect;
}
