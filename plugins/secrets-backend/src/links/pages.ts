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

import type {
  InventoryStore,
  LinkableSecret,
  ObjectQuery,
  SecretLinkQuery,
  StoredObject,
} from '../store/inventory';

const PAGE = 1000;
/** As many values as one statement names. */
const MOST_VALUES = 500;

/** All objects of a query, a page at a time. */
export async function* pagesOfObjects(
  store: InventoryStore,
  query: ObjectQuery,
): AsyncGenerator<StoredObject[]> {
  let after: string | undefined;
  for (;;) {
    const page = await store.findObjects({ ...query, after, limit: PAGE });
    if (page.length > 0) {
      yield page;
    }
    if (page.length < PAGE) {
      return;
    }
    after = page.at(-1)!.ref;
  }
}

/** All secrets of a query, a page at a time. */
export async function* pagesOfSecrets(
  store: InventoryStore,
  query: SecretLinkQuery,
): AsyncGenerator<LinkableSecret[]> {
  let after: string | undefined;
  for (;;) {
    const page = await store.findSecrets({ ...query, after, limit: PAGE });
    if (page.length > 0) {
      yield page;
    }
    if (page.length < PAGE) {
      return;
    }
    after = page.at(-1)!.id;
  }
}

/** Distinct values in lists that one statement can name. */
export function* chunksOf<T>(
  values: Iterable<T>,
  size = MOST_VALUES,
): Generator<T[]> {
  const distinct = [...new Set(values)];
  for (let start = 0; start < distinct.length; start += size) {
    yield distinct.slice(start, start + size);
  }
}
