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

import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClusterObserver,
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
  ObservationError,
  type ResourceObservation,
} from '@keyward/observation';
import { eachInTurns } from '@keyward/kube-collector';
import type { Json } from '@keyward/observation/json';
import type { Settings } from '../config';
import {
  readClusterExternalSecret,
  readExternalSecret,
  readPushSecret,
} from '../externalSecrets';
import {
  CLUSTER_STORE,
  readStore,
  STORE,
  type Store,
  withHealth,
} from '../stores';
import { observeMetrics } from '../metrics';
import { attributes } from './attributes';
import { ExternalSecretsPass } from './ExternalSecretsPass';
import { KindLister, type OperatorKind } from './KindLister';

const VERSIONS = ['v1', 'v1beta1'];
/** So much longer than a look takes is waited until the next one. */
const REST = 20;
/** In one batch. */
const MOST_RESOURCES = 500;

const KINDS = {
  stores: { resource: 'secretstores', versions: VERSIONS },
  clusterStores: {
    resource: 'clustersecretstores',
    versions: VERSIONS,
    isClusterScoped: true,
  },
  externalSecrets: { resource: 'externalsecrets', versions: VERSIONS },
  clusterExternalSecrets: {
    resource: 'clusterexternalsecrets',
    versions: VERSIONS,
    isClusterScoped: true,
  },
  pushSecrets: { resource: 'pushsecrets', versions: ['v1', 'v1alpha1'] },
} satisfies Record<string, OperatorKind>;

/** Looks at the stores and ExternalSecrets of clusters, again and again. */
export class ExternalSecretsObserver implements ClusterObserver {
  readonly id = 'external-secrets';
  readonly attributes = attributes;
  readonly #settings: Settings;
  readonly #now: () => Date;

  constructor(settings: Settings, options: { now?: () => Date } = {}) {
    this.#settings = settings;
    this.#now = options.now ?? (() => new Date());
  }

  async observe(cluster: ObservedCluster): Promise<void> {
    const { signal } = cluster;
    while (!signal.aborted) {
      const start = performance.now();
      const problems = await this.#look(cluster);
      const tookMs = performance.now() - start;
      // After all else, and not counted: an operator may be slow to answer.
      await this.#measure(cluster);
      await cluster.warn(problems);
      const rest = Math.max(this.#settings.everyMs, tookMs * REST);
      await sleep(rest, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** @returns what it could not look at */
  async #look(cluster: ObservedCluster): Promise<SourceProblem[]> {
    const { sourceId } = cluster;
    const lister = new KindLister(cluster);
    const stores = await this.#readStores(
      lister,
      STORE,
      KINDS.stores,
      sourceId,
    );
    const clusterStores = await this.#readStores(
      lister,
      CLUSTER_STORE,
      KINDS.clusterStores,
      sourceId,
    );
    const pass = new ExternalSecretsPass(cluster, lister, [
      stores,
      clusterStores,
    ]);
    await this.#stream(cluster, lister, {
      stream: 'external-secrets',
      kind: KINDS.externalSecrets,
      read: item =>
        pass.take(readExternalSecret(item, { sourceId, now: this.#now() })),
      rest: () => pass.rest(),
    });
    for (const [stream, found] of [
      ['stores', stores],
      ['cluster-stores', clusterStores],
    ] as const) {
      await this.#applyAll(
        cluster,
        stream,
        [...found.stores.values()].map(store =>
          withHealth(store, pass.healthOf(store)),
        ),
        found.isAll,
      );
    }
    await this.#stream(cluster, lister, {
      stream: 'cluster-external-secrets',
      kind: KINDS.clusterExternalSecrets,
      read: item => readClusterExternalSecret(item, { sourceId }),
    });
    await this.#stream(cluster, lister, {
      stream: 'push-secrets',
      kind: KINDS.pushSecrets,
      read: item => readPushSecret(item, { sourceId }),
    });
    return lister.problems;
  }

  async #measure(cluster: ObservedCluster): Promise<void> {
    const { name, sourceId, signal } = cluster;
    const url = this.#settings.metricsUrls?.get(name);
    const operators = url
      ? [await observeMetrics(url, { sourceId, signal, now: this.#now() })]
      : [];
    // A request that was cut off says nothing of the operator.
    if (!signal.aborted) {
      await this.#applyAll(cluster, 'operators', operators, true);
    }
  }

  async #readStores(
    lister: KindLister,
    kind: string,
    operatorKind: OperatorKind,
    sourceId: string,
  ): Promise<FoundStores> {
    const stores = new Map<string, Store>();
    const pages = lister.pages(operatorKind);
    for (;;) {
      const { value, done } = await pages.next();
      if (done) {
        return { stores, isAll: value };
      }
      await eachInTurns(value, item => {
        const store = readable(() => readStore(item, { kind, sourceId }));
        if (store) {
          stores.set(store.key, store);
        }
      });
    }
  }

  /** Applies a kind page by page. What may not be listed stays as it was known. */
  async #stream(
    cluster: ObservedCluster,
    lister: KindLister,
    options: {
      stream: string;
      kind: OperatorKind;
      /** Undefined for what is applied at the end. */
      read(item: Json): ResourceObservation | undefined;
      rest?(): Promise<ResourceObservation[]>;
    },
  ): Promise<void> {
    const { stream, kind, read, rest } = options;
    const generation = this.#now().toISOString();
    const pages = lister.pages(kind);
    for (;;) {
      const { value, done } = await pages.next();
      if (done) {
        await this.#applyAll(
          cluster,
          stream,
          (await rest?.()) ?? [],
          value,
          generation,
        );
        return;
      }
      const upserts: ResourceObservation[] = [];
      await eachInTurns(value, item => {
        const observed = readable(() => read(item));
        if (observed) {
          upserts.push(observed);
        }
      });
      await cluster.apply({ ...this.#batch(stream), generation, upserts });
    }
  }

  /** @param isAll - whether whatever else was known of the stream no longer exists */
  async #applyAll(
    cluster: ObservedCluster,
    stream: string,
    resources: readonly ResourceObservation[],
    isAll: boolean,
    generation = this.#now().toISOString(),
  ): Promise<void> {
    for (let from = 0; from < resources.length; from += MOST_RESOURCES) {
      await cluster.apply({
        ...this.#batch(stream),
        generation,
        upserts: resources.slice(from, from + MOST_RESOURCES),
      });
    }
    if (isAll) {
      await cluster.apply({
        ...this.#batch(stream),
        generation,
        upserts: [],
        complete: true,
      });
    }
  }

  #batch(
    stream: string,
  ): Pick<ObservationBatch, 'version' | 'stream' | 'gone' | 'observedAt'> {
    return {
      version: OBSERVATION_VERSION,
      stream: `${this.id}/${stream}`,
      gone: [],
      observedAt: this.#now().toISOString(),
    };
  }
}

/** The stores of one kind. */
export interface FoundStores {
  stores: Map<string, Store>;
  /** Whether there are no others. */
  isAll: boolean;
}

/** What is read of an object; nothing where it has no name. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ObservationError) {
      return undefined;
    }
    throw error;
  }
}
