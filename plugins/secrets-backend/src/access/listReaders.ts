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

import type { StoredSecret } from '../store/inventory';
import { type AccessSubject, describeSubject } from './describeSubject';
import { describeUnknown } from './describeUnknown';
import { loadNeeds } from './loadNeeds';
import type { AccessOptions } from './readMatrix';
import { type Reader, readReaders } from './readReaders';
import { isRemote, readersOf, readRemoteAccess } from './remoteAccess';

/** Who can reach one secret: people before the system's own, those without a need first. */
export async function listReaders(
  { graphs, knex }: AccessOptions,
  secret: StoredSecret,
): Promise<{
  items: (AccessSubject & Omit<Reader, 'subjectId'>)[];
  unknown?: string;
  asOf: string;
}> {
  const { readers, unknown, asOf } = isRemote(secret)
    ? await listRemoteReaders({ graphs, knex }, secret)
    : await listOwnReaders({ graphs, knex }, secret);
  const items = readers.map(({ subjectId, ...reader }) => ({
    ...describeSubject(subjectId),
    ...reader,
  }));
  items.sort(
    (a, b) =>
      Number(a.isSystem) - Number(b.isSystem) ||
      Number(a.isNeeded) - Number(b.isNeeded) ||
      a.access.localeCompare(b.access) ||
      a.id.localeCompare(b.id),
  );
  return { items, unknown, asOf };
}

type Options = Pick<AccessOptions, 'graphs' | 'knex'>;
interface Readers {
  readers: Reader[];
  unknown?: string;
  asOf: string;
}

async function listOwnReaders(
  { graphs, knex }: Options,
  secret: StoredSecret,
): Promise<Readers> {
  const isNeeded = await loadNeeds(knex, [secret], graphs.systems);
  const access = await graphs.of(secret.sourceId);
  return {
    readers: readReaders(access, secret, isNeeded),
    unknown: describeUnknown(access.unread, [secret.namespace]),
    asOf: access.asOf,
  };
}

async function listRemoteReaders(
  options: Options,
  secret: StoredSecret,
): Promise<Readers> {
  const access = await readRemoteAccess(options, secret);
  return {
    readers: readersOf(access),
    unknown: access.unknown.join('; ') || undefined,
    asOf: access.asOf,
  };
}
