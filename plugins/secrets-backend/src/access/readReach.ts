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

import { type AccessPath, isDirectPath } from '@keyward/kube-access';
import type { StoredSecret, VisibilityFilter } from '../database';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import type { AccessOptions } from './readMatrix';
import { kindsOf } from './readReaders';

/** What a start looks like. */
export const REACH_START = /^(?:u:|g:|node:|pod:[^/]+\/)./;

const PAGE = 500;
const MOST_SECRETS = 2000;

type ReachSubject = Omit<AccessSubject, 'kind'> & {
  kind: AccessSubject['kind'] | 'Pod';
};

/** What is at risk when somebody, a pod or a node is compromised. */
export interface Reach {
  subject: ReachSubject;
  /** What to rotate, the nearest first. */
  secrets: {
    secret: StoredSecret;
    access: 'direct' | 'indirect';
    steps: number;
  }[];
  /** How many more it reaches that are not the caller's to see. */
  others: number;
  unknown?: string;
  asOf: string;
}

/** Everything that can be reached from somebody, a pod or a node of a source. */
export async function readReach(
  { graphs, store }: AccessOptions,
  query: { visibility: VisibilityFilter; sourceId: string; start: string },
): Promise<Reach> {
  const { graph, unread, asOf } = await graphs.of(query.sourceId);
  // Whoever asks may see none of the bindings on the way.
  const unknown = describeUnknown(unread, []);
  const paths = new Map<string, AccessPath>(
    graph.pathsFrom(query.start).map(path => [path.target, path]),
  );
  const secrets: Reach['secrets'] = [];
  let cursor: string | undefined;
  let looked = 0;
  do {
    const page = await store.listSecrets({
      visibility: query.visibility,
      filters: { sourceIds: [query.sourceId] },
      orderBy: { field: 'name', direction: 'asc' },
      cursor,
      limit: PAGE,
    });
    looked += page.items.length;
    for (const secret of page.items) {
      const path = paths.get(`secret:${secret.namespace}/${secret.name}`);
      if (path) {
        secrets.push({
          secret,
          access: isDirectPath(path) ? 'direct' : 'indirect',
          steps: kindsOf(path).length,
        });
      }
    }
    cursor = page.nextCursor;
  } while (cursor && paths.size > 0 && looked < MOST_SECRETS);
  // Stable, so that equals stay by name.
  secrets.sort((a, b) => a.steps - b.steps);
  return {
    subject: describeStart(query.start),
    secrets,
    others: paths.size - secrets.length,
    ...(unknown && { unknown }),
    asOf,
  };
}

function describeStart(id: string): ReachSubject {
  if (id.startsWith('pod:')) {
    const [namespace, name] = id.slice('pod:'.length).split('/');
    return { id, kind: 'Pod', namespace, name, isSystem: false };
  }
  return id.startsWith('node:')
    ? { id, kind: 'Node', name: id.slice('node:'.length), isSystem: true }
    : describeSubject(id);
}
