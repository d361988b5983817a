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

import { type KnownKind, knownSystems } from '@keyward/kube-model/systems';
import type { AppliedManifests } from '@keyward/kube-model/systems';
import type { ObjectStatusObservation } from '@keyward/observation';
import type { Knex } from 'knex';

const APPLYING = knownSystems.kinds.filter(({ applying }) => applying);
const REPOSITORIES = knownSystems.kinds.filter(
  ({ isRepository }) => isRepository,
);
/** Read at once, of all that take something from one repository. */
const PAGE = 200;
/** Of those that apply the folder. */
const MOST = 50;

/** An object that has manifests of a folder applied to a cluster. */
export interface Applier {
  kind: string;
  namespace: string;
  name: string;
  status?: ObjectStatusObservation;
  /** Nobody has to ask for it each time. */
  isAutomatic: boolean;
  /** A branch, tag or commit; absent for the default branch. */
  revision?: string;
  /**
   * It applies more than the folder, which may be of others: then its name is not for all who
   * may write to the folder.
   */
  isShared: boolean;
}

interface ObjectRow {
  ref: string;
  kind: string;
  namespace: string;
  name: string;
  status: string | null;
  detail: string;
}

interface Detail {
  applies?: AppliedManifests[];
  isAutomatic?: boolean;
  isOwnCluster?: boolean;
  repository?: string;
  revision?: string;
}

/** What applies a folder of a repository to the cluster that it is itself in. */
export async function findAppliers(
  knex: Knex,
  options: { sourceId: string; repository: string; folder: string },
): Promise<Applier[]> {
  const { sourceId, repository, folder } = options;
  const name = addressOf(repository).split('/').at(-1)!;
  const repositories = new Map<string, Detail>();
  for await (const row of select(knex, sourceId, REPOSITORIES, [name])) {
    const detail: Detail = JSON.parse(row.detail);
    if (isAddressOf(detail.repository, repository)) {
      repositories.set(`${row.kind}/${row.namespace}/${row.name}`, detail);
    }
  }
  const texts = [name, ...repositories.keys()];
  const appliers: Applier[] = [];
  for await (const row of select(knex, sourceId, APPLYING, texts)) {
    const detail: Detail = JSON.parse(row.detail);
    const found = detail.applies?.find(
      ({ path, repository: address, source }) =>
        isWithin(folder, path) &&
        (isAddressOf(address, repository) ||
          (source !== undefined && repositories.has(source))),
    );
    if (!found || detail.isOwnCluster === false) {
      continue;
    }
    const from = found.source ? repositories.get(found.source) : undefined;
    const revision = found.revision ?? from?.revision;
    appliers.push({
      kind: row.kind,
      namespace: row.namespace,
      name: row.name,
      ...(row.status ? { status: JSON.parse(row.status) } : {}),
      isAutomatic: detail.isAutomatic !== false && from?.isAutomatic !== false,
      ...(revision ? { revision } : {}),
      isShared: (found.path ?? '') !== folder,
    });
    if (appliers.length === MOST) {
      break;
    }
  }
  return appliers;
}

/** The objects of some kinds whose detail has one of some texts, read page by page. */
async function* select(
  knex: Knex,
  sourceId: string,
  kinds: readonly KnownKind[],
  texts: readonly string[],
): AsyncGenerator<ObjectRow> {
  for (let after = ''; ; ) {
    const rows: ObjectRow[] = await knex('objects')
      .where({ source_id: sourceId })
      .andWhere('ref', '>', after)
      .whereNotNull('detail')
      .andWhere(where => {
        for (const { group, kind } of kinds) {
          // By the stream, which has an index.
          where.orWhere(one =>
            one
              .where('stream', '>=', `${group}/`)
              .andWhere('stream', '<', `${group}0`)
              .andWhere({ api_group: group, kind }),
          );
        }
      })
      .andWhere(where => {
        for (const text of texts) {
          where.orWhereRaw("lower(detail) like ? escape '!'", [
            `%${JSON.stringify(text)
              .slice(1, -1)
              .replace(/[!%_]/g, '!$&')
              .toLowerCase()}%`,
          ]);
        }
      })
      .orderBy('ref')
      .limit(PAGE)
      .select('ref', 'kind', 'namespace', 'name', 'status', 'detail');
    yield* rows;
    if (rows.length < PAGE) {
      return;
    }
    after = rows.at(-1)!.ref;
  }
}

/** `https://host/a/b.git` and `host:a/b` are one repository. */
function isAddressOf(address: string | undefined, repository: string): boolean {
  return address !== undefined && addressOf(address) === addressOf(repository);
}

function addressOf(address: string): string {
  return address
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):\d+\//, '$1/')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

function isWithin(folder: string, path: string | undefined): boolean {
  return !path || folder === path || folder.startsWith(`${path}/`);
}
