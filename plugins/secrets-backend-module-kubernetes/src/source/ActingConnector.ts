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

import { readFileSync } from 'fs';
import type {
  ActingClusterApi,
  ActingCredential,
  ClusterConnector,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterClient, loadKubernetesClient } from '@keyward/kube-collector';
import type { User } from '@kubernetes/client-node';
import { userOf } from './createKubeConfig';
import type { KubernetesSourceProvider } from './KubernetesSourceProvider';

/**
 * Connects modules that change something to the clusters that are observed. Their
 * credentials go to the address to which that of the source goes: one that is
 * configured or pinned.
 */
export class ActingConnector implements ClusterConnector {
  readonly #provider: Pick<
    KubernetesSourceProvider,
    'entryOf' | 'kubeConfigOf'
  >;
  readonly #names = new Map<string, string | undefined>();

  constructor(
    provider: Pick<KubernetesSourceProvider, 'entryOf' | 'kubeConfigOf'>,
  ) {
    this.#provider = provider;
  }

  nameOf(sourceId: string): string | undefined {
    // The configuration is read once for each: lists ask for every row.
    if (!this.#names.has(sourceId)) {
      this.#names.set(sourceId, this.#provider.entryOf(sourceId)?.cluster);
    }
    return this.#names.get(sourceId);
  }

  async connect(
    sourceId: string,
    credential: ActingCredential,
  ): Promise<ActingClusterApi> {
    const entry = this.#provider.entryOf(sourceId);
    if (!entry) {
      throw new Error(`No cluster with a credential is the source ${sourceId}`);
    }
    const observing = await this.#provider.kubeConfigOf(entry);
    const user = userOf(credential);
    const token = tokenOf(user);
    if (token !== undefined && token === tokenOf(observing.getCurrentUser())) {
      throw new Error(
        `The account that observes the cluster ${entry.cluster} is not used to change something in it. Configure another one`,
      );
    }
    const { KubeConfig } = loadKubernetesClient();
    const acting = new KubeConfig();
    acting.loadFromClusterAndUser(observing.getCurrentCluster()!, user);
    return new ClusterClient(acting);
  }
}

/** The token that a user logs in with; undefined where it is in no place that can be read here. */
function tokenOf(user: User | null): string | undefined {
  const file: unknown = user?.authProvider?.config?.tokenFile;
  try {
    return (
      typeof file === 'string' ? readFileSync(file, 'utf8') : user?.token
    )?.trim();
  } catch {
    return undefined;
  }
}
