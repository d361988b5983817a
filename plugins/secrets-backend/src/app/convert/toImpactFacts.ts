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

import type { ImpactFacts } from '@keyward/findings';
import type { SameValueGroup, StoredSecretDetail } from '../../store/inventory';

/** Names and public material are where they are on purpose. */
const NOT_SECRET = new Set(['identifier', 'public']);

/** What rotation would touch, as far as the caller may see it. */
export function toImpactFacts(
  secret: StoredSecretDetail,
  same: SameValueGroup[],
  sameOrigin: { id: string; ref: string }[],
): ImpactFacts {
  const copies = new Map<string, { id: string; ref: string; keys: string[] }>();
  for (const { others } of same) {
    for (const { id, ref, key } of others) {
      const copy = copies.get(id) ?? { id, ref, keys: [] };
      copy.keys.push(key);
      copies.set(id, copy);
    }
  }
  const { kind, namespace, name, from } = secret.deliverer;
  return {
    ref: secret.ref,
    deliverer: { kind, namespace, name, from },
    consumers: secret.consumerList,
    copies: [...copies.values()],
    sameOrigin: sameOrigin.filter(other => !copies.has(other.id)),
    fed: secret.feeds
      .filter(feed => feed.secret.exists)
      .map(({ secret: { id, ref }, ready }) => ({
        id,
        ref,
        failed: ready === 'false',
      })),
    incomparableKeys: secret.keys
      .filter(key => !key.comparable && !NOT_SECRET.has(key.class))
      .map(key => key.name),
  };
}
