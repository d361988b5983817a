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

import { watch } from 'chokidar';
// Not from 'msw', which loads a GraphQL parser as well.
import { http } from 'msw/core/http';
import { setupServer } from 'msw/node';
import { awsCredential } from './aws/SimulatedAws';
import { type Deployed, deployManifests } from './deploy/deployManifests';
import {
  type EstateRepository,
  listRepositories,
} from './deploy/listRepositories';
import type { PastChange } from './history/renderPast';
import {
  catalogFile,
  loadEstate,
  loadPast,
  loadSimulatedAws,
  loadSimulatedVault,
  manifestFolder,
} from './loadEstate';
import { ClusterStore, keyOf } from './server/ClusterStore';
import { readerToken, SimulatedApiServer } from './server/SimulatedApiServer';
import { syncToken } from './server/syncExternalSecret';
import { KubernetesObject } from './KubernetesObject';
import { vaultToken } from './vault/SimulatedVault';

/** Between the steps of a deployment, so that people can follow them. */
const PAUSE_MS = 2_000;

/** A simulated cluster and how to reach it. */
export interface RunningCluster {
  name: string;
  url: string;
  token: string;
  /** Of the account that may request syncs of ExternalSecrets. */
  syncToken: string;
  caData?: string;
}

/** The simulated Vault and how to reach it. */
export interface RunningVault {
  address: string;
  token: string;
  /** Requests that a Vault would answer with a value; this one refuses them. */
  readonly valueRequests: readonly string[];
}

/** The simulated AWS account and how to reach it. */
export interface RunningAws {
  /** Of all its services. */
  address: string;
  accountId: string;
  regions: string[];
  credential: { accessKeyId: string; secretAccessKey: string };
  /** Calls that AWS may answer with a value; this account refuses them. */
  readonly valueRequests: readonly string[];
}

/** A simulated cluster as it was. */
export interface PastCluster {
  /** Where it answers as the cluster does otherwise, with the same token. */
  url: string;
  /** Which Secrets came or changed since, the earliest first. */
  changes: PastChange[];
}

/** The simulated estate, answering requests of this process. */
export interface RunningEstate {
  clusters: RunningCluster[];
  vault: RunningVault;
  aws: RunningAws;
  catalogFile: string;
  cluster(name: string): ClusterStore;
  /** The Git repositories of its teams, as they are now: their SealedSecrets are those of the clusters. */
  repositories(): EstateRepository[];
  /**
   * Deploys manifests to a cluster, as what follows a repository would.
   *
   * @param options - `pauseMs`: between its steps; default: 2 seconds
   */
  deploy(
    cluster: string,
    manifests: readonly string[],
    options?: { pauseMs?: number },
  ): Promise<Deployed>;
  /** Has the clusters as they were answer as well, from now on. */
  showPast(at: Date): Map<string, PastCluster>;
  stop(): Promise<void>;
}

/** Answers requests to the estate's clusters, until stopped. */
export async function startEstate(
  options: { now?: Date; watchFiles?: boolean } = {},
): Promise<RunningEstate> {
  const { now = new Date(), watchFiles = true } = options;
  let estate = loadEstate({ now });
  const servers = new Map(
    estate.clusters.map(({ name, objects }) => [
      name,
      new SimulatedApiServer(new ClusterStore(objects), name),
    ]),
  );
  const urlOf = (name: string) => `https://${name}.keyward.example`;
  const { address, vault } = loadSimulatedVault({ now });
  const { aws, ...account } = loadSimulatedAws({ now });
  const interceptor = setupServer(
    http.all(`${account.address}/*`, ({ request }) => aws.respond(request)),
    http.all(`${address}/*`, ({ request }) => vault.respond(request)),
    ...[...servers].map(([name, server]) =>
      http.all(`${urlOf(name)}/*`, ({ request }) => server.respond(request)),
    ),
  );
  interceptor.listen({ onUnhandledRequest: 'bypass' });

  const reload = () => {
    let next: typeof estate;
    try {
      next = loadEstate({ now });
    } catch {
      // Half-written YAML: what was there stays until it can be read.
      return;
    }
    for (const { name, objects } of next.clusters) {
      const before = estate.clusters.find(cluster => cluster.name === name);
      applyChanges(servers.get(name)!.store, before?.objects ?? [], objects);
    }
    estate = next;
  };
  let pending: NodeJS.Timeout | undefined;
  const watcher = watchFiles
    ? watch(manifestFolder, { ignoreInitial: true }).on('all', () => {
        clearTimeout(pending);
        pending = setTimeout(reload, 100);
      })
    : undefined;

  const stopping = new AbortController();
  const storeOf = (name: string) => {
    const server = servers.get(name);
    if (!server) {
      throw new Error(`the estate has no cluster "${name}"`);
    }
    return server.store;
  };

  return {
    clusters: [...servers.keys()].map(name => ({
      name,
      url: urlOf(name),
      token: readerToken,
      syncToken,
    })),
    vault: { address, token: vaultToken, valueRequests: vault.valueRequests },
    aws: {
      ...account,
      credential: awsCredential,
      valueRequests: aws.valueRequests,
    },
    catalogFile,
    cluster: storeOf,
    repositories: () =>
      listRepositories(
        new Map([...servers].map(([name, { store }]) => [name, store])),
      ),
    deploy: async (name, manifests, { pauseMs = PAUSE_MS } = {}) =>
      await deployManifests(storeOf(name), manifests, {
        pauseMs,
        signal: stopping.signal,
      }),
    showPast(at) {
      return new Map(
        [...loadPast({ now, at })].map(([name, { objects, changes }]) => {
          const server = new SimulatedApiServer(
            new ClusterStore(objects),
            name,
          );
          const url = urlOf(`${name}.past`);
          interceptor.use(
            http.all(`${url}/*`, ({ request }) => server.respond(request)),
          );
          return [name, { url, changes }];
        }),
      );
    },
    async stop() {
      stopping.abort();
      clearTimeout(pending);
      await watcher?.close();
      for (const server of servers.values()) {
        server.close();
      }
      interceptor.close();
    },
  };
}

function applyChanges(
  store: ClusterStore,
  before: KubernetesObject[],
  after: KubernetesObject[],
): void {
  const textOf = ({ metadata, ...rest }: KubernetesObject) =>
    JSON.stringify({
      ...rest,
      metadata: { ...metadata, resourceVersion: undefined },
    });
  const old = new Map(before.map(object => [keyOf(object), object]));
  for (const object of after) {
    const known = old.get(keyOf(object));
    if (!known || textOf(known) !== textOf(object)) {
      store.put(object);
    }
    old.delete(keyOf(object));
  }
  for (const object of old.values()) {
    store.delete(object);
  }
}
