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

import { KubernetesObject } from '../KubernetesObject';

/** What can go wrong with a simulated API server. */
export type EstateFault =
  | { kind: 'status'; code: number }
  | { kind: 'hang' }
  | { kind: 'reset' };

/** A change, as a watch reports it. */
export interface StoreEvent {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
  previous?: KubernetesObject;
}

/** What names an object in a cluster. */
export type StoredRef = Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
  metadata: { name: string; namespace?: string };
};

/** The objects of a simulated cluster and what happened to them. */
export class ClusterStore {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #events: StoreEvent[] = [];
  #revision = 1000;
  #compacted: number;
  #fault: EstateFault | undefined;

  constructor(objects: KubernetesObject[]) {
    for (const object of objects) {
      this.#objects.set(keyOf(object), object);
      this.#revision = Math.max(
        this.#revision,
        Number(object.metadata.resourceVersion),
      );
    }
    this.#compacted = this.#revision - 1;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The newest revision that is forgotten. */
  get compacted(): number {
    return this.#compacted;
  }

  get fault(): EstateFault | undefined {
    return this.#fault;
  }

  /** Makes the server fail from now on, or work again. */
  setFault(fault: EstateFault | undefined): void {
    this.#fault = fault;
  }

  /** Creates or replaces an object. */
  put(object: KubernetesObject): KubernetesObject {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    const revision = ++this.#revision;
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    };
    this.#objects.set(key, stored);
    this.#emit({
      revision,
      type: previous ? 'MODIFIED' : 'ADDED',
      object: stored,
      previous,
    });
    return stored;
  }

  /** Deletes an object; false if there is none. */
  delete(ref: StoredRef): boolean {
    const key = keyOf(ref);
    const previous = this.#objects.get(key);
    if (!previous) {
      return false;
    }
    this.#objects.delete(key);
    const revision = ++this.#revision;
    const metadata = {
      ...previous.metadata,
      resourceVersion: String(revision),
    };
    this.#emit({
      revision,
      type: 'DELETED',
      object: { ...previous, metadata },
      previous,
    });
    return true;
  }

  /** Forgets the past, as etcd does: older revisions are gone (410). */
  compact(): void {
    this.#revision += 1;
    this.#compacted = this.#revision - 1;
    this.#events = [];
  }

  /** The objects of a kind, by namespace and name. */
  list(apiVersion: string, kind: string): KubernetesObject[] {
    return [...this.#objects.entries()]
      .filter(([, o]) => o.apiVersion === apiVersion && o.kind === kind)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** The events after a revision. */
  since(revision: number): StoreEvent[] {
    return this.#events.filter(event => event.revision > revision);
  }

  /** Calls back at each change; returns how to end that. */
  listen(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #emit(event: StoreEvent): void {
    this.#events.push(event);
    for (const listener of this.#listeners) {
      listener(event);
    }
  }
}

/** What names an object within its cluster. */
export function keyOf({ apiVersion, kind, metadata }: StoredRef): string {
  return [apiVersion, kind, metadata.namespace ?? '', metadata.name].join('/');
}
