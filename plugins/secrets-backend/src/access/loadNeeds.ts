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

import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { boundRows, selectRows } from '../store/common/rows';
import { boundObjects } from '../store/inventory/objectTree';
import type { StoredSecret } from '../store/inventory';

/** Who makes a Secret has to write it: the names of the ServiceAccounts as which a kind of deliverer runs. */
export function deliveringAccounts(
  kind: string,
  systems: KnownSystems,
): readonly string[] {
  return systems.delivererKind(kind)?.deliverer?.accounts ?? [];
}

/** Whether a subject needs a secret, as far as workloads and deliverers tell. */
export type Needs = (
  secret: Pick<StoredSecret, 'sourceId' | 'namespace' | 'name'>,
  subject: string,
) => boolean;

/** A ServiceAccount under which something runs that refers to a secret. */
export interface NeedingAccount {
  sourceId: string;
  namespace: string;
  /** Of the Secret, in the same namespace. */
  secret: string;
  account: string;
}

/** Under which ServiceAccount an object runs, and where; undefined of one that names none. */
type Account = { namespace: string | null; name: string } | undefined;

/** The accounts of objects, by ref. */
export type KnownAccounts = Map<string, Account>;

/**
 * The ServiceAccounts of what refers to secrets.
 *
 * @param known - what was found for other secrets before; what is found is added to it
 */
export async function loadNeedingAccounts(
  knex: Knex,
  secrets: Pick<StoredSecret, 'sourceId' | 'namespace' | 'name'>[],
  known: KnownAccounts = new Map(),
): Promise<NeedingAccount[]> {
  if (secrets.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', namespace: 'text', name: 'text' },
    secrets.map(({ sourceId, namespace, name }) => ({
      source_id: sourceId,
      namespace,
      name,
    })),
  );
  const rows = await selectRows<{
    source_id: string;
    namespace: string;
    name: string;
    object_ref: string;
  }>(
    knex,
    // Without the objects: joined with them, PostgreSQL begins with all of a namespace.
    `select distinct r.source_id, r.namespace, r.name, r.object_ref from ${bound.sql}
     ${bound.join} object_references r on r.source_id = x.source_id
       and r.namespace = x.namespace and r.name = x.name`,
    bound.bindings,
  );
  await addAccounts(
    knex,
    known,
    rows.map(row => row.object_ref),
  );
  const found = new Map<string, NeedingAccount>();
  for (const { source_id: sourceId, namespace, name, object_ref } of rows) {
    const account = known.get(object_ref);
    if (account !== undefined && account.namespace === namespace) {
      found.set(`${sourceId} ${namespace}/${name} ${account.name}`, {
        sourceId,
        namespace,
        secret: name,
        account: account.name,
      });
    }
  }
  return [...found.values()];
}

/** Adds the accounts of objects that are not known yet: what an object says is long, and many secrets have the same. */
async function addAccounts(
  knex: Knex,
  known: KnownAccounts,
  refs: string[],
): Promise<void> {
  const wanted = [...new Set(refs)].filter(ref => !known.has(ref));
  if (wanted.length === 0) {
    return;
  }
  const bound = boundObjects(knex, wanted);
  const rows = await selectRows<{
    ref: string;
    namespace: string | null;
    detail: string | null;
  }>(
    knex,
    `select o.ref, o.namespace, o.detail from ${bound.sql}
     ${bound.join} objects o on o.source_id = x.source_id and o.ref = x.ref`,
    bound.bindings,
  );
  for (const { ref, namespace, detail } of rows) {
    const name = detail && JSON.parse(detail).serviceAccountName;
    known.set(ref, typeof name === 'string' ? { namespace, name } : undefined);
  }
}

/** Tells who needs which of some secrets. */
export async function loadNeeds(
  knex: Knex,
  secrets: Pick<
    StoredSecret,
    'sourceId' | 'namespace' | 'name' | 'deliverer'
  >[],
  systems: KnownSystems,
): Promise<Needs> {
  const needed = new Set<string>();
  for (const need of await loadNeedingAccounts(knex, secrets)) {
    const { sourceId, namespace, secret, account } = need;
    needed.add(`${sourceId} ${namespace}/${secret} ${namespace}:${account}`);
  }
  const deliverers = new Map(
    secrets.map(({ sourceId, namespace, name, deliverer }) => [
      `${sourceId} ${namespace}/${name}`,
      deliveringAccounts(deliverer.kind, systems),
    ]),
  );
  return ({ sourceId, namespace, name }, subject) => {
    const account = subject.split('system:serviceaccount:')[1];
    if (!subject.startsWith('u:') || account === undefined) {
      return false;
    }
    const place = `${sourceId} ${namespace}/${name}`;
    return (
      needed.has(`${place} ${account}`) ||
      (deliverers.get(place) ?? []).includes(account.split(':')[1])
    );
  };
}
