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

import { NotFoundError } from '@backstage/errors';
import { type AccessPath, type AccessPlace } from '@keyward/kube-access';
import type { AccountReaders, SecretReaders } from '@keyward/observation';
import type { Knex } from 'knex';
import type { StoredSecret } from '../store/inventory';
import type { AccessGraphs } from './AccessGraphs';
import { describeUnknown } from './describeUnknown';
import { kindsOf, type Reader } from './readReaders';

/** The kind of the last step of each path: whoever is the ServiceAccount logs in and reads. */
export const LOGS_IN = 'logs-in';
const CLUSTER = 'kubernetes';

/** A secret as far as it decides who reads it. */
export type ReadableSecret = Pick<
  StoredSecret,
  'id' | 'sourceId' | 'sourceTitle' | 'system' | 'namespace' | 'name'
>;

/** A way to a secret of another system than a cluster, and what lets in who has gone it. */
export interface RemotePath {
  path: AccessPath;
  /** For example `kubernetes/payments`. */
  by: string;
  /** In sentences; absent where a login and the policies that come with it say all. */
  how?: string;
  /** The id of the cluster that all steps but the last one are in. */
  clusterId: string;
}

/** Who can reach a secret of another system than a cluster. */
export interface RemoteAccess {
  /** A shortest one of each subject. */
  paths: RemotePath[];
  /** Why there may be others; none if all are known. */
  unknown: string[];
  /** ISO 8601, of the oldest answer about a cluster. */
  asOf: string;
}

/** Whether a secret is of another system than a cluster, so that no rights in one decide by themselves. */
export function isRemote({ system }: Pick<StoredSecret, 'system'>): boolean {
  return system !== CLUSTER;
}

/**
 * Joins whom the system of a secret lets read it with who can act as one of these in their
 * clusters: by the rights in a cluster to the ServiceAccount, and from there by a login.
 */
export async function readRemoteAccess(
  { graphs, knex }: { graphs: AccessGraphs; knex: Knex },
  secret: ReadableSecret,
): Promise<RemoteAccess> {
  const readers = await loadReaders(knex, secret.id);
  let asOf = new Date().toISOString();
  if (!readers) {
    const unknown = `who reads it in ${secret.sourceTitle} is not known`;
    return { paths: [], unknown: [unknown], asOf };
  }
  const found = new Map<AccessPlace, RemotePath>();
  const unknown = new Set(readers.unknown);
  for (const [clusterId, accounts] of byCluster(readers.accounts)) {
    const access =
      clusterId === undefined
        ? undefined
        : await graphs.of(clusterId).catch(ignoreMissing);
    if (clusterId === undefined || !access) {
      accounts.forEach(each => unknown.add(describeOutside(each, clusterId)));
      continue;
    }
    asOf = access.asOf < asOf ? access.asOf : asOf;
    const unread = describeUnknown(access.unread, []);
    if (unread !== undefined) {
      unknown.add(`${clusterId}: ${unread}`);
    }
    const by = new Map<AccessPlace, Pick<AccountReaders, 'by' | 'how'>>();
    for (const { serviceAccounts: names, namespaces, ...role } of accounts) {
      for (const place of access.graph.accounts({ names, namespaces })) {
        by.set(place, by.get(place) ?? role);
      }
    }
    for (const path of access.graph.pathsToPlaces(by.keys())) {
      const known = found.get(path.subject);
      if (!known || path.steps.length < known.path.steps.length) {
        const role = by.get(path.target)!;
        found.set(path.subject, {
          path,
          by: role.by,
          ...(role.how === undefined ? {} : { how: role.how }),
          clusterId,
        });
      }
    }
  }
  return {
    paths: [...found.values()].map(each => ({
      ...each,
      path: throughLogin(each.path, secret),
    })),
    unknown: [...unknown],
    asOf,
  };
}

/**
 * Those who can reach it. Whom its own system lets in needs it, as somebody said so
 * there; what the account does with it Keyward does not see.
 */
export function readersOf({ paths }: RemoteAccess): Reader[] {
  return paths.map(({ path }) => {
    const isDirect = path.steps.length === 1;
    return {
      subjectId: path.subject,
      access: isDirect ? 'direct' : 'indirect',
      kinds: kindsOf(path),
      isNeeded: isDirect,
    };
  });
}

async function loadReaders(
  knex: Knex,
  id: string,
): Promise<SecretReaders | undefined> {
  const row = await knex('secrets').where({ id }).first('detail');
  return row ? JSON.parse(row.detail).readers : undefined;
}

function byCluster(
  accounts: readonly AccountReaders[],
): Map<string | undefined, AccountReaders[]> {
  const found = new Map<string | undefined, AccountReaders[]>();
  for (const each of accounts) {
    found.set(each.cluster, [...(found.get(each.cluster) ?? []), each]);
  }
  return found;
}

function describeOutside(
  { by, serviceAccounts, namespaces }: AccountReaders,
  clusterId: string | undefined,
): string {
  const who = `${serviceAccounts.join(', ')} in ${namespaces.join(', ')}`;
  return clusterId === undefined
    ? `${by} lets in ${who}, of a cluster that is not known`
    : `${by} lets in ${who} of ${clusterId}, which is not observed`;
}

function throughLogin(path: AccessPath, secret: ReadableSecret): AccessPath {
  const { sourceTitle, namespace, name } = secret;
  const target = `remote:${sourceTitle} ${namespace}/${name}`;
  const step = { from: path.target, to: target, kind: LOGS_IN, evidence: [] };
  return { ...path, target, steps: [...path.steps, step] };
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) {
    throw error;
  }
}
