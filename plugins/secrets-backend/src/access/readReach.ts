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

import { isDirectPath } from '@keyward/kube-access';
import type { StoredSecret, VisibilityFilter } from '../store/inventory';
import { CursorTable } from '../store/common/CursorTable';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import type { AccessOptions } from './readMatrix';
import { kindsOf } from './readReaders';
import { seesSome, visibleSecrets } from './visibleSecrets';

/** What a start looks like. */
export const REACH_START = /^(?:u:|g:|node:|pod:[^/]+\/)./;

const AT_ONCE = 5000;

type ReachSubject = Omit<AccessSubject, 'kind'> & {
  kind: AccessSubject['kind'] | 'Pod';
};

/** A page of what is at risk when somebody, a pod or a node is compromised. */
export interface Reach {
  subject: ReachSubject;
  /** What to rotate, the nearest first. */
  items: {
    secret: StoredSecret;
    access: 'direct' | 'indirect';
    steps: number;
  }[];
  /** Of those that are the caller's to see. */
  totalItems: number;
  nextCursor?: string;
  unknown?: string;
  asOf: string;
}

/** What is asked about. */
export interface ReachQuery {
  visibility: VisibilityFilter;
  sourceId: string;
  start: string;
  cursor?: string;
  limit: number;
}

/** What can be reached from somebody, a pod or a node of a source, as far as the caller may see it. */
export async function readReach(
  { graphs, knex, store }: AccessOptions,
  query: ReachQuery,
): Promise<Reach> {
  const { visibility, start, cursor, limit } = query;
  const table = new CursorTable({
    order: 'access-reach',
    // Steps and place; the last one is the total, which is counted once.
    types: ['number', 'string', 'number'],
    cursor,
    limit,
  });
  if (!(await seesSome(knex, query))) {
    // Who sees nothing of a source must not make the portal read all of it.
    await graphs.revisionsOf(query.sourceId);
    return {
      subject: describeStart(start),
      items: [],
      totalItems: 0,
      asOf: new Date().toISOString(),
    };
  }
  const { graph, unread, asOf } = await graphs.of(query.sourceId);
  // Whoever asks may see none of the bindings on the way.
  const unknown = describeUnknown(unread, []);
  const reached = graph
    .pathsFrom(start)
    .map(path => ({
      place: path.target,
      access: isDirectPath(path) ? ('direct' as const) : ('indirect' as const),
      steps: kindsOf(path).length,
    }))
    .filter(({ steps, place }) => table.isAfter([steps, place]))
    .sort((one, other) =>
      table.compare([one.steps, one.place], [other.steps, other.place]),
    );
  const ids = new Map<string, string>();
  // All are looked at for the first page, to count them.
  const enough = table.after ? table.limit + 1 : Infinity;
  for (
    let from = 0;
    from < reached.length && ids.size < enough;
    from += AT_ONCE
  ) {
    const places = reached.slice(from, from + AT_ONCE).map(each => each.place);
    for (const [place, id] of await visibleSecrets(knex, query, places)) {
      ids.set(place, id);
    }
  }
  const visible = reached.filter(({ place }) => ids.has(place));
  const totalItems = Number(table.after?.[2] ?? visible.length);
  const { items: page, nextCursor } = table.page(
    visible,
    ({ steps, place }) => [steps, place, totalItems],
  );
  const secrets = await loadSecrets(
    store,
    visibility,
    page.map(({ place }) => ids.get(place)!),
  );
  return {
    subject: describeStart(start),
    items: page.flatMap(({ place, ...item }) => {
      const secret = secrets.get(ids.get(place)!);
      // It may have gone in between.
      return secret ? [{ secret, ...item }] : [];
    }),
    totalItems,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(unknown && { unknown }),
    asOf,
  };
}

async function loadSecrets(
  store: AccessOptions['store'],
  visibility: VisibilityFilter,
  ids: string[],
): Promise<Map<string, StoredSecret>> {
  if (ids.length === 0) {
    return new Map();
  }
  const { items } = await store.listSecrets({
    visibility,
    filters: { ids },
    limit: ids.length,
  });
  return new Map(items.map(secret => [secret.id, secret]));
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
