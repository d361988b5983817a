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

import { isJson, type Json } from '@keyward/observation/json';
import type { ClusterClient } from '../client';
import { eachInTurns } from './eachInTurns';
import { listPages } from './listPages';

/**
 * What is listed, in all namespaces that the credential is for.
 *
 * @public
 */
export interface ObjectListing {
  /** For example `/apis/apps/v1`. */
  root: string;
  /** Plural, for example `deployments`. */
  resource: string;
  /** In this namespace alone. */
  namespace?: string;
  query?: Record<string, string>;
  /** Of Secrets the metadata alone. Default: `json`. */
  as?: 'json' | 'metadata';
}

/**
 * Where objects are listed: a cluster, as a module that observes it is handed it.
 *
 * @public
 */
export interface ListedCluster {
  client: Pick<ClusterClient, 'get'>;
  signal: AbortSignal;
  /** Only these, where the credential is bound to them. */
  namespaces?: readonly string[];
}

/**
 * Lists objects page by page.
 *
 * @throws ClusterError
 *
 * @public
 */
export async function* listObjects(
  { client, signal, namespaces }: ListedCluster,
  { root, resource, namespace, query, as = 'json' }: ObjectListing,
): AsyncGenerator<Json[]> {
  const places =
    namespace === undefined ? namespaces ?? [undefined] : [namespace];
  for (const place of places) {
    const scope = place ? `/namespaces/${encodeURIComponent(place)}` : '';
    const path = `${root}${scope}/${resource}`;
    const stream = { path, query, as };
    for await (const { items } of listPages(client, stream, signal)) {
      yield items.filter(isJson);
    }
  }
}

/**
 * What is read of all objects of a listing. The objects themselves are not kept: anybody
 * may create many, and large ones.
 *
 * @param read - what is wanted of an object: nothing, one thing or several
 * @throws ClusterError
 *
 * @public
 */
export async function readObjects<T>(
  cluster: ListedCluster,
  listing: ObjectListing,
  read: (item: Json) => readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  for await (const page of listObjects(cluster, listing)) {
    await eachInTurns(page, item => {
      found.push(...read(item));
    });
  }
  return found;
}
