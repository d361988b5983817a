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

/** A cluster as those of another one name it. */
export interface AppliesTo {
  server?: string;
  name?: string;
}

/** An object that has manifests of a folder applied to a cluster. */
export interface Applier {
  /** The cluster that it is in. */
  sourceId: string;
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
  source_id: string;
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
  destinationServer?: string;
  destinationName?: string;
  repository?: string;
  revision?: string;
}

/** What applies a folder of a repository to a cluster, and what may do so. */
export interface FoundAppliers {
  appliers: Applier[];
  /** Of those in other clusters, where it is not known which cluster they apply to. */
  possible: Applier[];
}

/**
 * What applies a folder of a repository to a cluster: what is in that cluster itself, and
 * where nothing there does so, what is in others.
 *
 * @param options - `isOf`: whether a destination is the cluster; undefined where that is not
 *   known
 */
export async function findAppliers(
  knex: Knex,
  options: {
    sourceId: string;
    /** All clusters. */
    sourceIds: readonly string[];
    repository: string;
    folder: string;
    isOf(destination: AppliesTo): boolean | undefined;
  },
): Promise<FoundAppliers> {
  const { sourceId, sourceIds, isOf } = options;
  const own = await findApplying(knex, options, [sourceId]);
  const appliers = own.filter(
    ({ isOwnCluster, to }) => isOwnCluster !== false || isOf(to) === true,
  );
  if (appliers.length > 0) {
    return { appliers, possible: [] };
  }
  const elsewhere = (await findApplying(knex, options, sourceIds)).filter(
    each => each.isOwnCluster === false && isOf(each.to) !== false,
  );
  const sure = elsewhere.filter(({ to }) => isOf(to) === true);
  // What two clusters call by one name may be two clusters.
  const isSure =
    sure.every(({ to }) => to.server !== undefined) ||
    new Set(sure.map(each => each.sourceId)).size === 1;
  return sure.length > 0 && isSure
    ? { appliers: sure, possible: [] }
    : { appliers: [], possible: elsewhere };
}

interface Applying extends Applier {
  isOwnCluster?: boolean;
  to: AppliesTo;
}

/** What is in some clusters and applies a folder of a repository to whichever cluster. */
async function findApplying(
  knex: Knex,
  { repository, folder }: { repository: string; folder: string },
  sourceIds: readonly string[],
): Promise<Applying[]> {
  const name = addressOf(repository).split('/').at(-1)!;
  const repositories = new Map<string, Detail>();
  const keyOf = (source: string, key: string) => `${source} ${key}`;
  const keys = new Set<string>();
  for await (const row of select(knex, sourceIds, REPOSITORIES, [name])) {
    const detail: Detail = JSON.parse(row.detail);
    if (isAddressOf(detail.repository, repository)) {
      const key = `${row.kind}/${row.namespace}/${row.name}`;
      keys.add(key);
      repositories.set(keyOf(row.source_id, key), detail);
    }
  }
  const applying: Applying[] = [];
  for await (const row of select(knex, sourceIds, APPLYING, [name, ...keys])) {
    const detail: Detail = JSON.parse(row.detail);
    const sourceOf = ({ source }: AppliedManifests) =>
      source === undefined
        ? undefined
        : repositories.get(keyOf(row.source_id, source));
    const found = detail.applies?.find(
      each =>
        isWithin(folder, each.path) &&
        (isAddressOf(each.repository, repository) || sourceOf(each)),
    );
    if (!found) {
      continue;
    }
    const from = sourceOf(found);
    const revision = found.revision ?? from?.revision;
    applying.push({
      sourceId: row.source_id,
      kind: row.kind,
      namespace: row.namespace,
      name: row.name,
      ...(row.status ? { status: JSON.parse(row.status) } : {}),
      isAutomatic: detail.isAutomatic !== false && from?.isAutomatic !== false,
      isOwnCluster: detail.isOwnCluster,
      to: { server: detail.destinationServer, name: detail.destinationName },
      ...(revision ? { revision } : {}),
      isShared: (found.path ?? '') !== folder,
    });
    if (applying.length === MOST) {
      break;
    }
  }
  return applying;
}

/** The objects of some kinds whose detail has one of some texts, read page by page. */
async function* select(
  knex: Knex,
  sourceIds: readonly string[],
  kinds: readonly KnownKind[],
  texts: readonly string[],
): AsyncGenerator<ObjectRow> {
  for (let after = ''; ; ) {
    const rows: ObjectRow[] = await knex('objects')
      .whereIn('source_id', [...sourceIds])
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
      .select(
        'source_id',
        'ref',
        'kind',
        'namespace',
        'name',
        'status',
        'detail',
      );
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
