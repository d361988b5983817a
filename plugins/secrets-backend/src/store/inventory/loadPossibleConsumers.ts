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
import { boundRows, selectRows } from '../common/rows';

/** So many are named. */
const MOST = 3;

interface Place {
  namespace: string;
  name: string;
}

/** How many objects of a kind. */
type Counts = Map<string, number>;

/** Those in one namespace: the first as kind/name, and how many of each kind. */
interface InNamespace {
  named: string[];
  counts: Counts;
}

/** What may refer to the secrets of a place. */
class PossibleConsumers {
  /** By the namespace in which they are; empty of what is in none. */
  readonly #byNamespace = new Map<string, InNamespace>();
  readonly #counts: Counts = new Map();

  add({
    kind,
    namespace,
    name,
  }: {
    kind: string;
    namespace: string;
    name: string;
  }) {
    const known = this.#in(namespace);
    this.#byNamespace.set(namespace, known);
    if (known.named.length < MOST) {
      known.named.push(`${kind}/${name}`);
    }
    count(known.counts, kind, 1);
    count(this.#counts, kind, 1);
  }

  /** The first of those in a namespace or in none. */
  named(namespace: string): string[] {
    return ['', namespace].flatMap(each => this.#in(each).named);
  }

  /** Adds how many are elsewhere. */
  countOthers(namespace: string, sum: Counts): void {
    const own = ['', namespace].map(each => this.#in(each).counts);
    for (const [kind, all] of this.#counts) {
      const others = own.reduce(
        (left, counts) => left - (counts.get(kind) ?? 0),
        all,
      );
      if (others > 0) {
        count(sum, kind, others);
      }
    }
  }

  #in(namespace: string): InNamespace {
    return this.#byNamespace.get(namespace) ?? { named: [], counts: new Map() };
  }
}

function count(counts: Counts, kind: string, by: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + by);
}

/**
 * Tells what may use a secret, of some that nothing refers to: in which namespace it
 * does is not known, or whether it does at all. The first are told as kind/name; of
 * what is in another namespace only the number, as it may be somebody else's and have
 * nothing to do with the secret. Thousands of objects may each select all secrets of a
 * namespace, hence they are counted once for all of these.
 */
export async function loadPossibleConsumers(
  knex: Knex,
  sourceId: string,
  secrets: readonly Place[],
): Promise<(secret: Place) => string[]> {
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
  const found = new Map<string, PossibleConsumers>();
  for (const row of rows) {
    const key = keyOf(row);
    const consumers = found.get(key) ?? new PossibleConsumers();
    found.set(key, consumers);
    consumers.add({
      kind: row.kind,
      namespace: row.object_namespace ?? '',
      name: row.object_name,
    });
  }
  return secret => {
    const { namespace } = secret;
    const consumers = possiblePlacesOf(secret).flatMap(
      place => found.get(keyOf(place)) ?? [],
    );
    const others: Counts = new Map();
    consumers.forEach(each => each.countOthers(namespace, others));
    return [
      ...consumers.flatMap(each => each.named(namespace)).slice(0, MOST),
      ...[...others].map(
        ([kind, number]) =>
          `${number} ${kind}${number === 1 ? '' : 's'} of other namespaces`,
      ),
    ];
  };
}

function keyOf({ namespace, name }: Place): string {
  return `${namespace}/${name}`;
}
