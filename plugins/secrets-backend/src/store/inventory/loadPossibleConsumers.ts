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

import { possiblePlacesOf } from '@keyward/kube-model';
import type { Knex } from 'knex';
import { groupBy } from '../common/groups';
import { boundRows, selectRows } from '../common/rows';

/** So many are named. */
const MOST = 3;

/** What may refer to a secret. */
interface PossibleConsumer {
  kind: string;
  /** Where it is; absent for what is in no namespace. */
  namespace?: string;
  name: string;
}

interface Place {
  namespace: string;
  name: string;
}

/**
 * Tells what may refer to a secret, of some that nothing refers to: in which
 * namespace it does is not known, or whether it does at all.
 */
export async function loadPossibleConsumers(
  knex: Knex,
  sourceId: string,
  secrets: readonly Place[],
): Promise<(secret: Place) => PossibleConsumer[]> {
  if (secrets.length === 0) {
    return () => [];
  }
  const places = new Map(
    secrets.flatMap(possiblePlacesOf).map(place => [keyOf(place), place]),
  );
  const bound = boundRows(knex, { namespace: 'text', name: 'text' }, [
    ...places.values(),
  ]);
  const rows = await selectRows<
    Place & {
      kind: string;
      object_namespace: string | null;
      object_name: string;
    }
  >(
    knex,
    `select distinct r.namespace, r.name, o.kind, o.namespace as object_namespace,
       o.name as object_name
     from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.namespace = x.namespace
       and r.name = x.name
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     order by o.kind, o.name`,
    [...bound.bindings, sourceId],
  );
  const found = groupBy(rows, keyOf);
  return secret =>
    possiblePlacesOf(secret).flatMap(place =>
      (found.get(keyOf(place)) ?? []).map(row => ({
        kind: row.kind,
        ...(row.object_namespace === null
          ? {}
          : { namespace: row.object_namespace }),
        name: row.object_name,
      })),
    );
}

function keyOf({ namespace, name }: Place): string {
  return `${namespace}/${name}`;
}

/**
 * What may use a secret, for who may see it: the first as kind/name. Of what is in
 * another namespace only the number is told, as it may be somebody else's and have
 * nothing to do with the secret.
 */
export function describePossible(
  consumers: readonly PossibleConsumer[],
  namespace: string,
): string[] {
  const isTheirs = (each: PossibleConsumer) =>
    each.namespace !== undefined && each.namespace !== namespace;
  const named = consumers
    .filter(each => !isTheirs(each))
    .map(({ kind, name }) => `${kind}/${name}`);
  const counts = new Map<string, number>();
  for (const { kind } of consumers.filter(isTheirs)) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [
    ...named.slice(0, MOST),
    ...[...counts].map(
      ([kind, count]) =>
        `${count} ${kind}${count === 1 ? '' : 's'} of other namespaces`,
    ),
  ];
}
