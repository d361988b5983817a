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

import type { InventoryChange, InventoryListener } from '../../store/inventory';
import type { BatchContext } from './context';

const LARGEST_CHANGE = 5000;
const MOST_NAMESPACES = 1000;

/** Those who hear of changes, each with the revision of its source. */
export class ChangeListeners {
  readonly #listeners = new Set<InventoryListener>();
  readonly #revisions = new Map<string, number>();

  /** Adds a listener and returns how to remove it. */
  add(listener: InventoryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells what a batch changed, if anything. */
  tellOf({ fence, changedIds, touched }: BatchContext): void {
    if (changedIds.size === 0 && touched.size === 0) {
      return;
    }
    const namespaces = new Set(
      touched.values().map(({ namespace }) => namespace),
    );
    this.tell({
      sourceId: fence.sourceId,
      ...(changedIds.size <= LARGEST_CHANGE
        ? { secretIds: [...changedIds] }
        : {}),
      ...(namespaces.size <= MOST_NAMESPACES
        ? { namespaces: [...namespaces] }
        : {}),
    });
  }

  tell(change: Omit<InventoryChange, 'revision'>): void {
    const { sourceId } = change;
    const revision = (this.#revisions.get(sourceId) ?? 0) + 1;
    this.#revisions.set(sourceId, revision);
    for (const listener of this.#listeners) {
      listener({ ...change, revision });
    }
  }
}
