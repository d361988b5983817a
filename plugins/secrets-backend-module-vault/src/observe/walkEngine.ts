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

import { type VaultClient, VaultError } from '../client';
import { inPool } from './inParallel';
import type { FoundSecret } from './observeSecret';

/** Deeper than any path that people write. */
const DEEPEST = 64;
/** Names that an address cannot have as a part: it would mean another path. */
const UNADDRESSABLE = /^\.{0,2}\/?$/;

const TOO_MANY_REQUESTS = 429;

/** A KV engine, and what could not be read of it. */
export interface WalkedEngine {
  mount: string;
  engine: 'kv-1' | 'kv-2';
  /** Folders that may not be listed: what is in them is not known. */
  unlisted: string[];
  /** How many secrets have metadata that may not be read. */
  unread: number;
  /** Whether names of keys may be read; undefined until it was tried. */
  readsKeys?: boolean;
}

/** A folder or a secret, by its path in the engine. */
interface Node {
  path: string[];
  isFolder: boolean;
}

/**
 * All secrets of a KV engine: lists and metadata alone. Folders are listed while secrets
 * are read, as most folders hold few.
 *
 * @throws VaultError where it does not answer, or the whole engine may not be listed
 */
export async function* walkEngine(
  client: VaultClient,
  sourceId: string,
  walked: WalkedEngine,
): AsyncGenerator<FoundSecret[]> {
  const { mount, engine } = walked;
  const root: Node = { path: [], isFolder: true };
  yield* inPool<Node, FoundSecret>(root, async ({ path, isFolder }) => {
    if (isFolder) {
      return { items: nodesOf(path, await listFolder(client, walked, path)) };
    }
    const read =
      engine === 'kv-2' ? await readSecret(client, walked, path) : {};
    return {
      results: read ? [{ sourceId, mount, path, engine, ...read }] : [],
    };
  });

  function nodesOf(folder: string[], names: string[]) {
    return names.flatMap((name): Node[] => {
      const isFolder = name.endsWith('/');
      if (UNADDRESSABLE.test(name) || (isFolder && folder.length >= DEEPEST)) {
        walked.unlisted.push([...folder, name].join('/'));
        return [];
      }
      const path = [...folder, isFolder ? name.slice(0, -1) : name];
      return [{ path, isFolder }];
    });
  }
}

async function listFolder(
  client: VaultClient,
  walked: WalkedEngine,
  folder: string[],
): Promise<string[]> {
  const base =
    walked.engine === 'kv-2' ? [walked.mount, 'metadata'] : [walked.mount];
  try {
    return await client.list(`${[...base, ...folder].join('/')}/`);
  } catch (error) {
    if (folder.length > 0 && isOfPath(error)) {
      walked.unlisted.push(folder.join('/'));
      return [];
    }
    throw error;
  }
}

/** @returns undefined for one that was deleted since it was listed */
async function readSecret(
  client: VaultClient,
  walked: WalkedEngine,
  path: string[],
): Promise<Pick<FoundSecret, 'metadata' | 'keyNames'> | undefined> {
  const metadata = await readUnlessForbidden(
    client,
    [walked.mount, 'metadata', ...path].join('/'),
  );
  if (metadata === 'gone') {
    return undefined;
  }
  const isUnread = metadata === 'forbidden';
  walked.unread += Number(isUnread);
  const known = isUnread ? {} : { metadata };
  if (walked.readsKeys === false) {
    return known;
  }
  // Of subkeys Vault answers `null` in place of each value.
  const answer = await readUnlessForbidden(
    client,
    [walked.mount, 'subkeys', ...path].join('/'),
    '?depth=1',
  );
  walked.readsKeys ??= answer !== 'forbidden' || isUnread;
  const subkeys = (answer as { subkeys?: unknown }).subkeys;
  return {
    ...known,
    ...(subkeys !== null && typeof subkeys === 'object'
      ? { keyNames: Object.keys(subkeys) }
      : {}),
  };
}

async function readUnlessForbidden(
  client: VaultClient,
  path: string,
  query?: string,
): Promise<object | 'forbidden' | 'gone'> {
  try {
    return (await client.read(path, query))?.data ?? 'gone';
  } catch (error) {
    if (isOfPath(error)) {
      return 'forbidden';
    }
    throw error;
  }
}

/** Whether a Vault refused one path: it answers others, as when a name is one that it does not take. */
function isOfPath(error: unknown): boolean {
  const { status = 0 } = error instanceof VaultError ? error : {};
  return status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS;
}
