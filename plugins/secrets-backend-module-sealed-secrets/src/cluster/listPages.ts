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
import { ClusterError, readJson } from '@keyward/kube-collector';
import { at, type Json, jsonsOf, stringOf } from '@keyward/observation/json';

const PAGE = 200;

/** What is listed, in all namespaces that the credential is for. */
export interface Listing {
  /** For example `/apis/apps/v1`. */
  root: string;
  /** Plural, for example `deployments`. */
  resource: string;
  /** In this namespace alone. */
  namespace?: string;
  query?: Readonly<Record<string, string>>;
  accept?: string;
}

/**
 * Lists objects page by page. Pages that are too large are asked for anew with fewer
 * objects.
 *
 * @throws ClusterError
 */
export async function* listPages(
  { client, signal, namespaces }: ObservedCluster,
  { root, resource, namespace, query, accept }: Listing,
): AsyncGenerator<Json[]> {
  const places =
    namespace === undefined ? namespaces ?? [undefined] : [namespace];
  let limit = PAGE;
  for (const place of places) {
    const scope = place ? `/namespaces/${encodeURIComponent(place)}` : '';
    const path = `${root}${scope}/${resource}`;
    let next: string | undefined = '';
    while (next !== undefined) {
      const asked = new URLSearchParams({
        ...query,
        limit: String(limit),
        ...(next && { continue: next }),
      });
      let body: unknown;
      try {
        const response = await client.get(`${path}?${asked}`, {
          signal,
          ...(accept && { accept }),
        });
        ({ body } = await readJson(path, response));
      } catch (error) {
        const isTooLarge =
          error instanceof ClusterError && error.code === 'too-large';
        if (!isTooLarge || limit === 1) {
          throw error;
        }
        limit = Math.ceil(limit / 4);
        continue;
      }
      yield jsonsOf(at(body, 'items'));
      next = stringOf(at(body, 'metadata', 'continue'));
    }
  }
}

/** All objects of a listing at once: of kinds of which there are few. */
export async function listAll(
  cluster: ObservedCluster,
  listing: Listing,
): Promise<Json[]> {
  const items: Json[] = [];
  for await (const page of listPages(cluster, listing)) {
    items.push(...page);
  }
  return items;
}
