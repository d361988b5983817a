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

import {
  type AccessNeed,
  type AccessObject,
  isBinding,
} from '@keyward/kube-access';
import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { isAnyOf } from '../store/common/rows';
import {
  deliveringAccounts,
  type KnownAccounts,
  loadNeedingAccounts,
} from './loadNeeds';
import { EXISTS } from '../store/common/presence';

const PAGE = 1000;
/** An operator keeps a cache of what it writes. */
const OF_OPERATOR = ['get', 'list', 'watch'];

/**
 * Which ServiceAccounts of a source need which of its Secrets, as far as something is granted there.
 *
 * @param secretIds - of those that are asked about, if not all are
 */
export async function loadSourceNeeds(
  knex: Knex,
  sourceId: string,
  objects: AccessObject[],
  systems: KnownSystems,
  secretIds?: string[],
): Promise<AccessNeed[]> {
  if (!objects.some(isBinding)) {
    // Nothing is granted that anybody could need.
    return [];
  }
  const needs: AccessNeed[] = [];
  const accounts = new Map<string, string[]>();
  for (const object of objects) {
    if (object.kind === 'ServiceAccount') {
      const known = accounts.get(object.name);
      if (known) {
        known.push(subjectOf(object));
      } else {
        accounts.set(object.name, [subjectOf(object)]);
      }
    }
  }
  // Read once for all pages.
  const known: KnownAccounts = new Map();
  const asked = secretIds && isAnyOf(knex, 'id', secretIds);
  let after: string | undefined;
  do {
    const page = knex('secrets')
      .where({ source_id: sourceId, presence: EXISTS })
      .modify(query => asked && query.whereRaw(asked.sql, asked.bindings))
      .orderBy('id')
      .limit(PAGE)
      .select('id', 'namespace', 'name', 'deliverer_kind');
    const rows: {
      id: string;
      namespace: string;
      name: string;
      deliverer_kind: string;
    }[] = await (after === undefined ? page : page.where('id', '>', after));
    for (const { namespace, name, deliverer_kind: kind } of rows) {
      for (const account of deliveringAccounts(kind, systems)) {
        for (const subject of accounts.get(account) ?? []) {
          needs.push({ subject, namespace, name, verbs: OF_OPERATOR });
        }
      }
    }
    for (const { namespace, account, secret } of await loadNeedingAccounts(
      knex,
      rows.map(each => ({ ...each, sourceId })),
      known,
    )) {
      const subject = subjectOf({ namespace, name: account });
      needs.push({ subject, namespace, name: secret });
    }
    after = rows.length < PAGE ? undefined : rows.at(-1)!.id;
  } while (after !== undefined);
  return needs;
}

function subjectOf({ namespace, name }: { namespace: string; name: string }) {
  return `u:system:serviceaccount:${namespace}:${name}`;
}
