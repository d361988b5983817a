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

import type { InventoryStore, LinkableSecret } from '../store/inventory';
import type { EntityClaims } from './EntityClaims';

/**
 * To so many entities of one owner a secret is linked, besides those that its marks
 * name. A team can describe hundreds of components that all claim one namespace: links
 * to each would be their product with its secrets, and tell no more of any of these.
 */
export const MOST_OF_OWNER = 50;

/** How many more entities may be linked to each secret, while some entities are resolved. */
export class SecretRoom {
  readonly #store: Pick<InventoryStore, 'countEntities'>;
  readonly #entityRefs: string[];
  /** Entities linked to a secret, by the secret's id and then by their first owner. */
  readonly #linked = new Map<string, Map<string, number>>();

  /** @param entityRefs - those resolved, whose present links do not count */
  constructor(
    store: Pick<InventoryStore, 'countEntities'>,
    entityRefs: string[],
  ) {
    this.#store = store;
    this.#entityRefs = entityRefs;
  }

  /** Reads what is linked to some secrets by now. */
  async look(secrets: LinkableSecret[]): Promise<void> {
    const unread: LinkableSecret[] = [];
    for (const secret of secrets) {
      if (!this.#linked.has(secret.id)) {
        this.#linked.set(secret.id, new Map());
        unread.push(secret);
      }
    }
    if (unread.length === 0) {
      return;
    }
    const counts = await this.#store.countEntities(unread, {
      except: this.#entityRefs,
    });
    for (const { secretId, ownerRef, count } of counts) {
      this.#linked.get(secretId)!.set(ownerRef ?? '', count);
    }
  }

  /** Takes a place for an entity; false if there is none. */
  take({ id }: LinkableSecret, { ownerRefs }: EntityClaims): boolean {
    const ofSecret = this.#linked.get(id)!;
    const owner = ownerRefs[0] ?? '';
    const linked = ofSecret.get(owner) ?? 0;
    if (linked >= MOST_OF_OWNER) {
      return false;
    }
    ofSecret.set(owner, linked + 1);
    return true;
  }
}
