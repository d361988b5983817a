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
  type ClusterClient,
  ClusterError,
  parseJson,
  readLines,
} from '../client';
import type { Stream } from '../streams';
import { acceptOf, requestPath } from './acceptOf';

/** An API server begins to answer a watch at once, whether there is something to tell or not. */
const ANSWER_MS = 15_000;
/** Bookmarks come about once a minute: what says nothing for longer is hung. */
const IDLE_MS = 150_000;
const SHORTEST_S = 240;
const LONGEST_S = 480;

/** A change of an object, or word that nothing changed up to a revision. */
export interface WatchEvent {
  type: 'upsert' | 'gone' | 'bookmark';
  /** Whether the object was not there before. */
  isNew?: boolean;
  /** The object, or the row of a table. */
  item?: unknown;
  columns?: string[];
  resourceVersion?: string;
}

/**
 * The events of one watch request, until the server ends it.
 *
 * @throws ClusterError `gone` when the revision is not kept any more
 */
export async function* watchEvents(
  client: ClusterClient,
  stream: Stream,
  options: { resourceVersion: string; signal: AbortSignal; idleMs?: number },
): AsyncGenerator<WatchEvent | 'open'> {
  const seconds = SHORTEST_S + Math.random() * (LONGEST_S - SHORTEST_S);
  const path = requestPath(stream, {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: options.resourceVersion,
    timeoutSeconds: String(Math.round(seconds)),
  });
  const response = await client.get(path, {
    signal: options.signal,
    accept: acceptOf(stream, true),
    idleMs: options.idleMs ?? IDLE_MS,
    answerMs: Math.min(options.idleMs ?? ANSWER_MS, ANSWER_MS),
  });
  yield 'open';
  let columns: string[] | undefined;
  for await (const line of readLines(stream.path, response)) {
    if (line.trim() === '') {
      continue;
    }
    const event = parseJson(stream.path, line) as {
      type?: unknown;
      object?: any;
    } | null;
    const object = event?.object;
    if (event?.type === 'ERROR') {
      const status = Number(object?.code);
      throw new ClusterError(status === 410 ? 'gone' : 'server-error', {
        path: stream.path,
        status: Number.isInteger(status) ? status : undefined,
        what: `the watch ended with status ${status || 'unknown'}`,
      });
    }
    // Only the first table of a watch has its columns' names.
    columns = columnsOf(object) ?? columns;
    const items: unknown[] =
      stream.as === 'table' ? object?.rows ?? [] : [object];
    if (event?.type === 'BOOKMARK') {
      yield {
        type: 'bookmark',
        resourceVersion: versionOf(items[0]) ?? versionOf(object),
      };
      continue;
    }
    const type = event?.type === 'DELETED' ? 'gone' : 'upsert';
    if (!['ADDED', 'MODIFIED', 'DELETED'].includes(String(event?.type))) {
      throw new ClusterError('bad-answer', {
        path: stream.path,
        what: 'an event of the watch is of no known type',
      });
    }
    for (const item of items) {
      const isNew = event?.type === 'ADDED';
      yield { type, isNew, item, columns, resourceVersion: versionOf(item) };
    }
  }
}

function columnsOf(table: any): string[] | undefined {
  const definitions = table?.columnDefinitions;
  return Array.isArray(definitions) && definitions.length > 0
    ? definitions.map(({ name }: { name?: string }) => name ?? '')
    : undefined;
}

function versionOf(item: any): string | undefined {
  const version = (item?.object ?? item)?.metadata?.resourceVersion;
  return typeof version === 'string' && version !== '' ? version : undefined;
}
