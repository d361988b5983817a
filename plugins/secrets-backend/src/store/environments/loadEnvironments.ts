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

import { formatObjectRef } from '@keyward/observation';
import type { Knex } from 'knex';
import { boundRows, isAnyOf, selectRows } from '../common/rows';
import type { Environments } from './Environments';

/** A namespace of a source. */
export interface NamespacePlace {
  sourceId: string;
  sourceTitle?: string;
  namespace: string;
}

/**
 * Tells the environments of some namespaces, by the labels that these have as well.
 *
 * @returns what tells the environment of any of them
 */
export async function loadEnvironments(
  knex: Knex,
  environments: Environments,
  places: readonly NamespacePlace[],
): Promise<(place: NamespacePlace) => string | undefined> {
  const refs = new Map<string, { source_id: string; ref: string }>();
  const keyOf = ({ sourceId, namespace }: NamespacePlace) =>
    `${sourceId}\u0000${namespace}`;
  for (const place of places) {
    if (!refs.has(keyOf(place))) {
      refs.set(keyOf(place), {
        source_id: place.sourceId,
        ref: formatObjectRef({
          sourceId: place.sourceId,
          apiGroup: '',
          kind: 'Namespace',
          name: place.namespace,
        }),
      });
    }
  }
  const labels = await loadLabels(
    knex,
    [...refs.values()],
    environments.labels,
  );
  return place => {
    const named = refs.get(keyOf(place));
    return environments.environmentOf({
      ...place,
      labels: named && labels.get(named.ref),
    });
  };
}

/** Labels that may name an environment, by ref. */
async function loadLabels(
  knex: Knex,
  refs: { source_id: string; ref: string }[],
  keys: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const result = new Map<string, Map<string, string>>();
  if (refs.length === 0) {
    return result;
  }
  const bound = boundRows(knex, { source_id: 'text', ref: 'text' }, refs);
  const wanted = isAnyOf(knex, 'l.key', keys);
  const rows = await selectRows<{ ref: string; key: string; value: string }>(
    knex,
    `select l.ref, l.key, l.value from ${bound.sql}
     ${bound.join} labels l on l.source_id = x.source_id and l.ref = x.ref and ${wanted.sql}`,
    [...bound.bindings, ...wanted.bindings],
  );
  for (const { ref, key, value } of rows) {
    const labels = result.get(ref) ?? new Map<string, string>();
    result.set(ref, labels.set(key, value));
  }
  return result;
}
