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

import type { Tally } from '@keyward/compliance';
import { type AccessObject, isBinding } from '@keyward/kube-access';
import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import { hasEnded } from '../store/common/hasEnded';
import { loadCoverage } from '../store/inventory/loadCoverage';
import { selectWorkloads } from '../store/inventory/findWorkloads';
import type { SourceAccess } from './AccessGraphs';

const PAGE = 1000;
const MIRROR = 'kubernetes.io/config.mirror';
const FLAG = 'automountServiceAccountToken';

/** A workload, and the ServiceAccount as which it runs. */
interface Workload {
  kind: string;
  namespace: string;
  name: string;
  account: string;
}

/** Which workloads of a cluster have a token of their ServiceAccount without need. */
export interface MountedTokens {
  tally: Tally;
  /** Those that have one which gives them nothing. */
  idle: Workload[];
  /** Those of which that is not known. */
  unsure: Workload[];
  /** Whether there may be others that are not seen; that is one more that is not known. */
  isUnseen: boolean;
}

interface WorkloadRow {
  ref: string;
  kind: string;
  namespace: string;
  name: string;
  annotations: string;
  detail: string | null;
}

/** What a workload says of its pods. */
interface PodDetail {
  phase?: string;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  /** It signs in to Vault with the token, which asks the cluster whose it is. */
  vaultRole?: string;
}

/**
 * Counts the workloads of a cluster by whether a token is mounted without need: one of a
 * ServiceAccount that no binding gives anything opens no more than what everybody may
 * see. What runs by another object of the cluster counts with that object.
 */
export async function countMountedTokens(
  knex: Knex,
  sourceId: string,
  access: Pick<SourceAccess, 'objects' | 'complete' | 'unknown'>,
): Promise<MountedTokens> {
  const isBound = boundAccounts(access.objects);
  const mounts = await loadMounts(knex, sourceId);
  const knowsAccounts = access.complete.has('ServiceAccount');
  const idle: Workload[] = [];
  const unsure: Workload[] = [];
  let good = 0;
  for await (const rows of pagesOfWorkloads(knex, sourceId)) {
    for (const { kind, namespace, name, annotations, detail: json } of rows) {
      const detail: PodDetail = json === null ? {} : JSON.parse(json);
      // The kubelet runs it, and gives it no token; or it runs no more.
      if (annotations.includes(MIRROR) || hasEnded(detail)) {
        continue;
      }
      const account = detail.serviceAccountName ?? 'default';
      const place = `${namespace}/${account}`;
      const isMounted = detail[FLAG] ?? mounts.get(place);
      const isUsed = isBound(namespace, account) || Boolean(detail.vaultRole);
      if (isMounted === false || isUsed) {
        good += 1;
      } else if (
        access.unknown !== undefined ||
        (isMounted === undefined && !knowsAccounts)
      ) {
        unsure.push({ kind, namespace, name, account });
      } else {
        idle.push({ kind, namespace, name, account });
      }
    }
    await giveWay();
  }
  const { observedSince } = await loadCoverage(knex, sourceId);
  const isUnseen = observedSince === undefined;
  const unknown = unsure.length + Number(isUnseen);
  return {
    tally: { good, bad: idle.length, unknown },
    idle,
    unsure,
    isUnseen,
  };
}

/** Tells whether a binding names an account, or all of its namespace. */
function boundAccounts(
  objects: readonly AccessObject[],
): (namespace: string, name: string) => boolean {
  const accounts = new Set<string>();
  const groups = new Set<string>();
  for (const object of objects) {
    if (isBinding(object)) {
      for (const { kind, namespace, name } of object.subjects) {
        if (kind === 'ServiceAccount') {
          accounts.add(`${namespace ?? object.namespace}/${name}`);
        } else {
          // A user of the name of an account is that account.
          groups.add(name);
        }
      }
    }
  }
  return (namespace, name) =>
    accounts.has(`${namespace}/${name}`) ||
    groups.has(`system:serviceaccounts:${namespace}`) ||
    groups.has(`system:serviceaccount:${namespace}:${name}`);
}

/** What ServiceAccounts say of their tokens, by place; few say anything. */
async function loadMounts(
  knex: Knex,
  sourceId: string,
): Promise<Map<string, boolean>> {
  const rows: { namespace: string; name: string; detail: string }[] =
    await knex('objects')
      .where({ source_id: sourceId, api_group: '', kind: 'ServiceAccount' })
      .where('detail', 'like', `%"${FLAG}"%`)
      .select('namespace', 'name', 'detail');
  return new Map(
    rows.flatMap(({ namespace, name, detail }) => {
      const flag: unknown = JSON.parse(detail)[FLAG];
      return typeof flag === 'boolean'
        ? [[`${namespace}/${name}`, flag] as const]
        : [];
    }),
  );
}

async function* pagesOfWorkloads(
  knex: Knex,
  sourceId: string,
): AsyncGenerator<WorkloadRow[]> {
  let after: string | undefined;
  do {
    const query = selectWorkloads(knex, sourceId)
      .orderBy('o.ref')
      .limit(PAGE)
      .select(
        'o.ref',
        'o.kind',
        'o.namespace',
        'o.name',
        'o.annotations',
        'o.detail',
      );
    const rows: WorkloadRow[] = await (after === undefined
      ? query
      : query.where('o.ref', '>', after));
    yield rows;
    after = rows.length < PAGE ? undefined : rows.at(-1)!.ref;
  } while (after !== undefined);
}
