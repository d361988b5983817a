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

import type { AccountReaders } from '@keyward/observation';
import type { Knex } from 'knex';
import { isAnyOf, selectRows } from '../store/common/rows';
import { matchesWildcard } from './matchesWildcard';

const STREAM = 'v1/serviceaccounts';
const ANY = '*';

/** A ServiceAccount that a cluster has. */
interface AccountRow {
  source_id: string;
  namespace: string;
  name: string;
}

/**
 * The names of the ServiceAccounts that systems let in and that their cluster has in none
 * of the namespaces of which they are let in, in the order of the question. Undefined
 * where that is not known: of a cluster that is not named, is not followed now, or of
 * which not all ServiceAccounts are read. A name with `*` in it is nobody's.
 */
export async function findAbsentAccounts(
  knex: Knex,
  asked: readonly (AccountReaders | undefined)[],
): Promise<(string[] | undefined)[]> {
  const clusters = asked.flatMap(each => each?.cluster ?? []);
  if (clusters.length === 0) {
    return asked.map(() => undefined);
  }
  const followed = await findFollowed(knex, [...new Set(clusters)]);
  const accounts = await loadAccounts(
    knex,
    [...followed],
    [...new Set(asked.flatMap(each => each?.serviceAccounts ?? []))],
  );
  return asked.map(each => {
    if (each?.cluster === undefined || !followed.has(each.cluster)) {
      return undefined;
    }
    return each.serviceAccounts.filter(
      name =>
        !name.includes(ANY) &&
        !accounts.some(
          account =>
            account.source_id === each.cluster &&
            account.name === name &&
            each.namespaces.some(pattern =>
              matchesWildcard(pattern, account.namespace),
            ),
        ),
    );
  });
}

/** The clusters of which all ServiceAccounts are known, as they are now. */
async function findFollowed(
  knex: Knex,
  clusters: string[],
): Promise<Set<string>> {
  const rows = await knex('streams as t')
    .join('sources as s', 's.id', 't.source_id')
    .where('t.stream', STREAM)
    .whereNotNull('t.completed_at')
    .where('s.state', 'live')
    .whereNull('s.retired_at')
    .whereIn('s.id', clusters)
    .select('s.id');
  return new Set(rows.map(({ id }) => id));
}

async function loadAccounts(
  knex: Knex,
  clusters: string[],
  names: string[],
): Promise<AccountRow[]> {
  if (clusters.length === 0 || names.length === 0) {
    return [];
  }
  const ofClusters = isAnyOf(knex, 'o.source_id', clusters);
  const named = isAnyOf(knex, 'o.name', names);
  return await selectRows<AccountRow>(
    knex,
    `select o.source_id, o.namespace, o.name from objects o
     where ${ofClusters.sql} and o.stream = '${STREAM}' and ${named.sql}`,
    [...ofClusters.bindings, ...named.bindings],
  );
}
