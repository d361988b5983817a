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

import { type ClusterClient, ClusterError, readJson } from '../client';
import { acceptOf, requestPath } from './acceptOf';
import { PageSize } from './PageSize';

/**
 * What is listed, and how.
 *
 * @public
 */
export interface ListedStream {
  path: string;
  query?: Record<string, string>;
  /** `metadata` and `table` answers carry no data. */
  as: 'json' | 'metadata' | 'table';
}

/**
 * A page of a list.
 *
 * @public
 */
export interface ListPage {
  items: unknown[];
  /** The names of a table's columns. */
  columns?: string[];
  /** Of the whole list, where to watch from. */
  resourceVersion: string;
  last: boolean;
  /** The server's clock minus ours, in milliseconds; exact to a second. */
  clockSkewMs?: number;
  /** Objects that are left, where the server counts them. */
  remaining?: number;
}

/**
 * The pages of a list. All are of one revision, as the token to go on names it.
 *
 * @throws ClusterError `gone` when that revision is not kept any more
 *
 * @public
 */
export async function* listPages(
  client: Pick<ClusterClient, 'get'>,
  stream: ListedStream,
  signal: AbortSignal,
): AsyncGenerator<ListPage> {
  const size = new PageSize();
  let next: string | undefined;
  let version: string | undefined;
  do {
    const page = await fetchPage(client, stream, signal, size, next);
    if (version !== undefined && page.resourceVersion !== version) {
      // A proxy or a cache mixes lists: what is missing could not be told.
      throw new ClusterError('bad-answer', {
        path: stream.path,
        what: 'the pages of the list are of several revisions',
      });
    }
    version = page.resourceVersion;
    next = page.next;
    yield { ...page, last: next === undefined };
  } while (next !== undefined);
}

async function fetchPage(
  client: Pick<ClusterClient, 'get'>,
  stream: ListedStream,
  signal: AbortSignal,
  size: PageSize,
  next: string | undefined,
): Promise<Omit<ListPage, 'last'> & { next?: string }> {
  for (;;) {
    const path = requestPath(stream, {
      limit: String(size.limit),
      continue: next,
    });
    const asked = Date.now();
    const response = await client.get(path, {
      signal,
      accept: acceptOf(stream, false),
    });
    const answered = Date.now();
    try {
      const { body, bytes } = await readJson(stream.path, response);
      const page = readPage(stream, body);
      size.observe(page.items.length, bytes);
      const date = Date.parse(response.headers.date ?? '');
      return {
        ...page,
        ...(Number.isNaN(date)
          ? {}
          : // The header has whole seconds: half of one is right on average.
            { clockSkewMs: date + 500 - (asked + answered) / 2 }),
      };
    } catch (error) {
      const tooLarge =
        error instanceof ClusterError && error.code === 'too-large';
      if (!tooLarge || !size.shrink()) {
        throw error;
      }
    }
  }
}

function readPage(stream: ListedStream, body: unknown) {
  const answer = body as {
    kind?: unknown;
    items?: unknown;
    rows?: unknown;
    columnDefinitions?: { name?: string }[];
    metadata?: {
      resourceVersion?: unknown;
      continue?: unknown;
      remainingItemCount?: unknown;
    };
  } | null;
  const bad = (what: string) =>
    new ClusterError('bad-answer', { path: stream.path, what });
  const version = answer?.metadata?.resourceVersion;
  if (typeof version !== 'string' || version === '') {
    throw bad('the answer is no list: it has no resourceVersion');
  }
  const kind = String(answer?.kind ?? '');
  const expected =
    stream.as === 'table' ? kind === 'Table' : kind.endsWith('List');
  if (!expected) {
    throw bad(`the answer is not the ${stream.as} list that was asked for`);
  }
  if (stream.as === 'metadata' && kind !== 'PartialObjectMetadataList') {
    throw bad('the server does not answer with metadata alone');
  }
  const items = (stream.as === 'table' ? answer?.rows : answer?.items) ?? [];
  if (!Array.isArray(items)) {
    throw bad('the list has no items');
  }
  const next = answer?.metadata?.continue;
  const remaining = answer?.metadata?.remainingItemCount;
  return {
    items,
    resourceVersion: version,
    ...(stream.as === 'table'
      ? { columns: answer?.columnDefinitions?.map(({ name }) => name ?? '') }
      : {}),
    ...(typeof next === 'string' && next !== '' ? { next } : {}),
    ...(typeof remaining === 'number' ? { remaining } : {}),
  };
}
