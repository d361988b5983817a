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

import {
  type AccessPath,
  hasTooMany,
  isDirectPath,
} from '@keyward/kube-access';
import type { StoredSecret } from '../store/inventory';
import type { SourceAccess } from './AccessGraphs';
import type { Needs } from './loadNeeds';

/** Steps that say where something is or who somebody is, rather than what they may do. */
const STRUCTURE = new Set(['among', 'member-of']);

/** Somebody who can reach a secret, and how. */
export interface Reader {
  subjectId: string;
  /** Direct: by a right to read it. */
  access: 'direct' | 'indirect';
  /** The kinds of the steps of a shortest path. */
  kinds: string[];
  isNeeded: boolean;
  /** Rights on the way are too many to follow, and count as all that they might be. */
  isTooMany?: true;
}

/** Everybody who can reach a secret. */
export function readReaders(
  { graph }: Pick<SourceAccess, 'graph'>,
  secret: Pick<StoredSecret, 'sourceId' | 'namespace' | 'name'>,
  isNeeded: Needs,
): Reader[] {
  return graph.pathsTo(secret).map(path => ({
    subjectId: path.subject,
    access: isDirectPath(path) ? ('direct' as const) : ('indirect' as const),
    kinds: kindsOf(path),
    isNeeded: isNeeded(secret, path.subject),
    ...(hasTooMany(path) && { isTooMany: true as const }),
  }));
}

/** The kinds of the steps that somebody has to take. */
export function kindsOf({ steps }: AccessPath): string[] {
  return steps.map(({ kind }) => kind).filter(kind => !STRUCTURE.has(kind));
}
