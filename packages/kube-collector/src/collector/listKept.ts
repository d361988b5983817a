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

import { type ClusterClient, ClusterError, OF_ONE_REQUEST } from '../client';
import type { Stream } from '../streams';
import { readNamespaceNames } from './listNamespaces';
import { listPages, type ListPage } from './listPages';
import { tooManyOf } from './tooManyOf';

/** Namespaces whose objects of a kind are not read, and why. */
export interface UnreadParts {
  namespaces: string[];
  error: ClusterError;
}

/** A page of the objects that are kept. */
export interface KeptPage extends ListPage {
  /** With the last page: what was left out. There is no revision then to watch from. */
  unread?: UnreadParts;
}

/**
 * Lists the objects of a stream that are kept. Of a kind that nobody asked for these
 * are so many: where there are more, it is listed by namespaces, without those that
 * have most.
 *
 * @throws {@link ClusterError} `too-many` if it cannot be told where there are so many
 */
export async function* listKept(
  client: ClusterClient,
  stream: Stream,
  signal: AbortSignal,
): AsyncGenerator<KeptPage> {
  const seen = new Set<string>();
  let done = 0;
  let tooMany: ClusterError | undefined;
  for await (const page of listPages(client, stream, signal)) {
    done += page.items.length;
    noteNamespaces(seen, page.items);
    tooMany = tooManyOf(stream, done + (page.remaining ?? 0));
    if (tooMany) {
      break;
    }
    yield page;
  }
  if (tooMany) {
    yield* listParts({ client, stream, signal, seen, tooMany });
  }
}

async function* listParts({
  client,
  stream,
  signal,
  seen,
  tooMany,
}: {
  client: ClusterClient;
  stream: Stream;
  signal: AbortSignal;
  seen: ReadonlySet<string>;
  tooMany: ClusterError;
}): AsyncGenerator<KeptPage> {
  const { id, discovered } = stream;
  const names = new Set(seen);
  if (discovered?.parts) {
    for (const name of await namespacesOf(client, signal)) {
      names.add(name);
    }
  }
  if (!discovered?.parts || names.size > discovered.parts.most) {
    throw tooMany;
  }
  const { pathIn } = discovered.parts;
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, await countIn(client, pathIn(name), signal));
  }
  const kept = discovered.pool.share(id, counts);
  const unread = new Set(names);
  for (const namespace of kept) {
    const part = { ...stream, path: pathIn(namespace) };
    try {
      if (counts.get(namespace)! > 0) {
        for await (const page of listPages(client, part, signal)) {
          yield { ...page, last: false, remaining: undefined };
        }
      }
      unread.delete(namespace);
    } catch (error) {
      if (!isOfOneRequest(error)) {
        throw error;
      }
    }
  }
  if (unread.size === 0) {
    // There are more than were found in all namespaces.
    throw tooMany;
  }
  yield {
    items: [],
    resourceVersion: '',
    last: true,
    unread: { namespaces: [...unread].sort(), error: tooMany },
  };
}

/** None where they may not be listed. */
async function namespacesOf(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    return await readNamespaceNames(client, signal);
  } catch (error) {
    if (isOfOneRequest(error)) {
      return [];
    }
    throw error;
  }
}

/** How many objects there are, by the first of them; as good as too many where that is not told. */
async function countIn(
  client: ClusterClient,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  try {
    for await (const page of listPages(
      client,
      { path, as: 'metadata' },
      signal,
    )) {
      const { items, last, remaining = Infinity } = page;
      return items.length + (last ? 0 : remaining);
    }
  } catch (error) {
    if (!isOfOneRequest(error)) {
      throw error;
    }
  }
  return Infinity;
}

function isOfOneRequest(error: unknown): boolean {
  return error instanceof ClusterError && OF_ONE_REQUEST.includes(error.code);
}

function noteNamespaces(seen: Set<string>, items: unknown[]) {
  for (const item of items) {
    const { namespace } =
      (item as { metadata?: { namespace?: unknown } } | null)?.metadata ?? {};
    if (typeof namespace === 'string') {
      seen.add(namespace);
    }
  }
}
