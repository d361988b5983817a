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
import type { Stream } from '../streams';

/** More of one page are not looked up: they are read as if they named none. */
const MOST = 100;

/** Objects by the items that name them. They hold values: nobody may keep them. */
export type Companions = ReadonlyMap<unknown, unknown>;

/**
 * Fetches what items name to be read with. It asks for lists of one, as that
 * needs no other right than the stream itself. What cannot be read is left out.
 */
export async function fetchCompanions(
  client: ClusterClient,
  stream: Stream,
  items: readonly unknown[],
  signal: AbortSignal,
): Promise<Companions> {
  const found = new Map<unknown, unknown>();
  const fetched = new Map<string, unknown>();
  if (!stream.companionOf) {
    return found;
  }
  for (const item of items) {
    const named = stream.companionOf(item);
    if (!named) {
      continue;
    }
    // What the stream itself leaves out is not fetched by name either.
    const { fieldSelector, ...selectors } = stream.query ?? {};
    const query = new URLSearchParams({
      ...selectors,
      fieldSelector: [
        `metadata.name=${named.name}`,
        ...(fieldSelector ? [fieldSelector] : []),
      ].join(','),
      limit: '1',
    });
    const path = `${named.path}?${query}`;
    if (!fetched.has(path)) {
      if (fetched.size >= MOST) {
        continue;
      }
      fetched.set(path, await fetchOne(client, named.path, path, signal));
    }
    const companion = fetched.get(path);
    if (companion !== undefined) {
      found.set(item, companion);
    }
  }
  return found;
}

async function fetchOne(
  client: ClusterClient,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const { body } = await readJson(
      name,
      await client.get(path, { signal, accept: 'application/json' }),
    );
    const items = (body as { items?: unknown } | null)?.items;
    return Array.isArray(items) ? items[0] : undefined;
  } catch (error) {
    // The item is read all the same, and says that its keystore is locked.
    if (error instanceof ClusterError && !signal.aborted) {
      return undefined;
    }
    throw error;
  }
}
