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

import type { ObservedCluster } from '@keyward/backstage-plugin-secrets-node';
import { listPages as listAt } from '@keyward/kube-collector';
import { isJson, type Json } from '@keyward/observation/json';

/** What is listed, in all namespaces that the credential is for. */
export interface Listing {
  /** For example `/apis/apps/v1`. */
  root: string;
  /** Plural, for example `deployments`. */
  resource: string;
  /** In this namespace alone. */
  namespace?: string;
  query?: Record<string, string>;
  /** Of Secrets the metadata alone. */
  as?: 'json' | 'metadata';
}

/**
 * Lists objects page by page.
 *
 * @throws ClusterError
 */
export async function* listPages(
  { client, signal, namespaces }: ObservedCluster,
  { root, resource, namespace, query, as = 'json' }: Listing,
): AsyncGenerator<Json[]> {
  const places =
    namespace === undefined ? namespaces ?? [undefined] : [namespace];
  for (const place of places) {
    const scope = place ? `/namespaces/${encodeURIComponent(place)}` : '';
    const path = `${root}${scope}/${resource}`;
    for await (const { items } of listAt(client, { path, query, as }, signal)) {
      yield items.filter(isJson);
    }
  }
}

/**
 * What is read of all objects of a listing. The objects themselves are not kept: anybody
 * may create many, and large ones.
 *
 * @param read - what is wanted of an object: nothing, one thing or several
 */
export async function listAll<T>(
  cluster: ObservedCluster,
  listing: Listing,
  read: (item: Json) => readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for await (const page of listPages(cluster, listing)) {
    for (const item of page) {
      found.push(...read(item));
    }
  }
  return found;
}
