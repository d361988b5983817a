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

import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import type {
  InventoryStore,
  SecretFilters,
  StoredSecret,
  VisibilityFilter,
} from '../store/inventory';
import type { AccessGraphs, SourceAccess } from './AccessGraphs';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import { loadNeeds } from './loadNeeds';
import type { ProductionOptions } from './loadProduction';
import { type Reader, readReaders } from './readReaders';
import { isRemote, readersOf, readRemoteAccess } from './remoteAccess';

/** So many are told at once, or those of one secret. */
const MOST_CELLS = 20_000;

/** A subject that reaches a secret, and how. */
export interface AccessCell extends Reader {
  secretId: string;
}

/** Secrets, who can reach them and how. */
export interface AccessMatrix {
  secrets: StoredSecret[];
  subjects: (AccessSubject & {
    sourceIds: string[];
    reaches: number;
    isNeeded: boolean;
  })[];
  cells: AccessCell[];
  /** Of all but the system's own. */
  summary: {
    secrets: number;
    subjects: number;
    unneeded: number;
    /** Pairs of a subject and a secret that it has a right to read. */
    granted: number;
    /** Of these, needed ones: the score of least privilege is their share. */
    needed: number;
  };
  unknown: { sourceId: string; message: string }[];
  /** ISO 8601, of the oldest answer. */
  asOf?: string;
  nextCursor?: string;
}

/** What {@link readMatrix} works with. */
export interface AccessOptions {
  graphs: AccessGraphs;
  knex: Knex;
  store: InventoryStore;
  /** Without it nothing is known of environments. */
  production?: ProductionOptions;
}

/** Who can reach which of a page of secrets. */
export async function readMatrix(
  { graphs, knex, store }: AccessOptions,
  query: {
    visibility: VisibilityFilter;
    filters?: SecretFilters;
    cursor?: string;
    limit: number;
  },
): Promise<AccessMatrix> {
  const list = async (limit: number) =>
    await store.listSecrets({
      ...query,
      limit,
      orderBy: { field: 'name', direction: 'asc' },
    });
  let page = await list(query.limit);
  let secrets = page.items.filter(({ exists }) => exists);
  const isNeeded = await loadNeeds(knex, secrets, graphs.systems);
  const readers = new Map<string, Reader[]>();
  const subjects = new Map<string, AccessMatrix['subjects'][number]>();
  const unread = new Map<string, SourceAccess['unread']>();
  const remote = new Map<string, AccessMatrix['unknown'][number]>();
  const remoteIds = new Set<string>();
  let asOf: string | undefined;
  let found = 0;
  const accesses = new Map<string, SourceAccess>();
  for (const secret of secrets) {
    if (found >= MOST_CELLS) {
      break;
    }
    const { sourceId } = secret;
    if (isRemote(secret)) {
      const own = await readRemoteAccess({ graphs, knex }, secret);
      for (const message of own.unknown) {
        remote.set(`${sourceId} ${message}`, { sourceId, message });
      }
      remoteIds.add(secret.id);
      readers.set(secret.id, readersOf(own));
      found += own.paths.length;
      asOf = earlier(asOf, own.asOf);
      continue;
    }
    const access = accesses.get(sourceId) ?? (await graphs.of(sourceId));
    accesses.set(sourceId, access);
    unread.set(sourceId, access.unread);
    asOf = earlier(asOf, access.asOf);
    const own = readReaders(access, secret, isNeeded);
    readers.set(secret.id, own);
    found += own.length;
    // Hundreds of secrets of a large cluster take a while.
    await giveWay();
  }
  // One binding can name tens of thousands: the page ends before it is too large.
  const cut = page.items.findIndex(
    ({ id, exists }) => exists && !readers.has(id),
  );
  if (cut > 0) {
    page = await list(cut);
    secrets = page.items.filter(({ id }) => readers.has(id));
  }
  const cells: AccessCell[] = [];
  for (const secret of secrets) {
    for (const reader of readers.get(secret.id)!) {
      cells.push({ secretId: secret.id, ...reader });
      const subject = subjects.get(reader.subjectId) ?? {
        ...describeSubject(reader.subjectId),
        sourceIds: [],
        reaches: 0,
        isNeeded: false,
      };
      subject.reaches += 1;
      subject.isNeeded ||= reader.isNeeded;
      if (!subject.sourceIds.includes(secret.sourceId)) {
        subject.sourceIds.push(secret.sourceId);
      }
      subjects.set(reader.subjectId, subject);
    }
  }
  const granted = cells.filter(
    ({ access, subjectId, secretId }) =>
      access === 'direct' &&
      // What a login is used for is not seen.
      !remoteIds.has(secretId) &&
      !subjects.get(subjectId)!.isSystem,
  );
  const people = [...subjects.values()].filter(({ isSystem }) => !isSystem);
  return {
    secrets,
    subjects: [...subjects.values()].sort(
      (a, b) =>
        Number(a.isSystem) - Number(b.isSystem) ||
        Number(a.isNeeded) - Number(b.isNeeded) ||
        b.reaches - a.reaches ||
        a.id.localeCompare(b.id),
    ),
    cells,
    summary: {
      secrets: secrets.length,
      subjects: people.length,
      unneeded: people.filter(each => !each.isNeeded).length,
      granted: granted.length,
      needed: granted.filter(({ isNeeded: needed }) => needed).length,
    },
    unknown: [
      ...remote.values(),
      ...[...unread].flatMap(([sourceId, ofSource]) => {
        const message = describeUnknown(
          ofSource,
          secrets.flatMap(each =>
            each.sourceId === sourceId ? [each.namespace] : [],
          ),
        );
        return message === undefined ? [] : [{ sourceId, message }];
      }),
    ],
    asOf,
    nextCursor: page.nextCursor,
  };
}

function earlier(one: string | undefined, other: string): string {
  return one === undefined || other < one ? other : one;
}
