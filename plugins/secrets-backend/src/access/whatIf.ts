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

import type { KnownSystems } from '@keyward/kube-model/systems';
import { NotFoundError } from '@backstage/errors';
import {
  type AccessPath,
  type AccessShare,
  type ChangeableName,
} from '@keyward/kube-access';
import type { VisibilityFilter } from '../store/inventory';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import type { Foretold } from './foretell/foretell';
import type { ForetellsChanges } from './foretell/WhatIfWorkers';
import type { AccessOptions } from './readMatrix';
import { type DescribedPath, describePath } from './readPath';
import { placesOf, visibleSecrets } from './visibleSecrets';

const SIDES = ['gained', 'closer', 'farther', 'lost'] as const;

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
export interface WhatIfAnswer extends Omit<Foretold, 'subjects' | 'unread'> {
  /** Those with most first. */
  subjects: (AccessSubject & {
    members: number;
    gained: ShareOfChange;
    closer: ShareOfChange;
    farther: ShareOfChange;
    lost: ShareOfChange;
  })[];
  unknown?: string;
  asOf: string;
}

/** What {@link whatIf} works with. */
export interface WhatIfOptions extends Pick<AccessOptions, 'graphs' | 'knex'> {
  foretells: ForetellsChanges;
}

/** A change as somebody asks about it. */
export interface WhatIfQuery {
  visibility: VisibilityFilter;
  /** Who asks: one question of each is answered at a time. */
  caller: string;
  sourceId: string;
  /** YAML or JSON, as in a pull request. */
  manifests?: string;
  deletions?: ChangeableName[];
}

/** Who gains and who loses which Secrets of a cluster by a change. */
export async function whatIf(
  { foretells, graphs, knex }: WhatIfOptions,
  query: WhatIfQuery,
): Promise<WhatIfAnswer> {
  const { caller, manifests, deletions, sourceId } = query;
  let asOf = '';
  let isDump = false;
  const foretold = await foretells.foretell(caller, async () => {
    const source = await knex('sources')
      .where({ id: sourceId, kind: 'kubernetes' })
      .whereNull('retired_at')
      .first('id');
    if (!source) {
      throw new NotFoundError('No cluster with this id');
    }
    const { objects, complete, ...rest } = await graphs.load(sourceId);
    ({
      asOf,
      unread: { isDump },
    } = rest);
    return { objects, question: { manifests, deletions, complete } };
  });
  const { subjects, unread, ...answer } = foretold;
  const ids = await visibleSecrets(
    knex,
    query,
    subjects
      .flatMap(subject => SIDES.flatMap(side => subject[side].examples))
      .flatMap(placesOf),
  );
  return {
    ...answer,
    subjects: subjects.map(({ subject, ...each }) => ({
      ...describeSubject(subject),
      ...each,
      gained: shareOf(each.gained, ids, graphs.systems),
      closer: shareOf(each.closer, ids, graphs.systems),
      farther: shareOf(each.farther, ids, graphs.systems),
      lost: shareOf(each.lost, ids, graphs.systems),
    })),
    unknown: describeUnknown({ ...unread, isDump }),
    asOf,
  };
}

function shareOf(
  { examples, ...share }: AccessShare,
  ids: Map<string, string>,
  systems: KnownSystems,
): ShareOfChange {
  return {
    ...share,
    examples: examples
      .filter(({ target }) => ids.has(target))
      .map(path => exampleOf(path, ids, systems)),
  };
}

function exampleOf(
  path: AccessPath,
  ids: Map<string, string>,
  systems: KnownSystems,
): ExampleChange {
  const { target } = path;
  const [namespace, name] = target.slice('secret:'.length).split('/');
  return {
    namespace,
    name,
    secretId: ids.get(target),
    ...describePath(path, ids, systems),
  };
}
