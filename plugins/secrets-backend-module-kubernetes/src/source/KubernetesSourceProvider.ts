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
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  SecretsSource,
  SecretsSourceProvider,
} from '@keyward/backstage-plugin-secrets-node';
import { knownCustomKinds, listNamespaces } from '@keyward/kube-collector';
import { sourceIdOf } from '@keyward/model';
import { readCatalogClusters, readConfiguredClusters } from '../clusters';
import {
  type ClusterEntry,
  type KnownCluster,
  readClusterEntries,
  readFingerprinter,
} from '../config';
import { BrokenSource } from './BrokenSource';
import { createKubeConfig } from './createKubeConfig';
import { KubernetesSource } from './KubernetesSource';
import { probePluginAccount } from './probePluginAccount';

const ROLE = 'deploy/kubernetes/reader.yaml';

/** What a {@link KubernetesSourceProvider} works with. */
export interface KubernetesSourceProviderOptions {
  config: Config;
  logger: LoggerService;
  catalog: CatalogService;
  auth: AuthService;
  discovery: DiscoveryService;
  /** Custom kinds that other modules ask for. */
  getKinds(): { group: string; resource: string }[];
}

/**
 * Makes a source of each cluster that is known. Those without a credential of
 * Keyward's own show as such; nothing is read with anybody else's.
 */
export class KubernetesSourceProvider implements SecretsSourceProvider {
  readonly #options: KubernetesSourceProviderOptions;
  #sources = new Map<string, SecretsSource>();
  #toldProblems = '';

  constructor(options: KubernetesSourceProviderOptions) {
    this.#options = options;
  }

  async getSources(): Promise<SecretsSource[]> {
    const known = await this.#knownClusters();
    const { entries, broken } = readClusterEntries(this.#options.config);
    const sources = new Map<string, SecretsSource>();
    // The same source for the same definition, so that a run goes on.
    const keep = (key: string, create: () => SecretsSource) =>
      sources.set(key, this.#sources.get(key) ?? create());

    for (const { id, cluster, message } of broken) {
      keep(`broken ${id} ${message}`, () => {
        return new BrokenSource({
          id,
          title: cluster,
          problem: {
            code: 'bad-config',
            message,
            remedy: 'Mend it in the configuration and restart the portal.',
          },
        });
      });
    }
    const named = new Set([
      ...entries.map(({ cluster }) => cluster),
      ...broken.map(({ cluster }) => cluster),
    ]);
    for (const entry of entries) {
      const cluster = known.get(entry.cluster);
      keep(JSON.stringify(['entry', entry, cluster]), () =>
        this.#sourceOf(entry, cluster),
      );
    }
    for (const cluster of known.values()) {
      if (!named.has(cluster.name)) {
        keep(JSON.stringify(['known', cluster]), () =>
          withoutCredential(sourceIdOf(cluster.name), cluster.name, cluster),
        );
      }
    }
    this.#sources = sources;
    return [...sources.values()];
  }

  #sourceOf(
    entry: ClusterEntry,
    cluster: KnownCluster | undefined,
  ): SecretsSource {
    const { id, mode, credential, namespaces } = entry;
    const title = cluster?.title ?? entry.cluster;
    const common = { id, title, dashboardUrl: cluster?.dashboardUrl };
    const broken = (code: string, message: string, remedy: string) =>
      new BrokenSource({ ...common, problem: { code, message, remedy } });
    if (!credential) {
      return withoutCredential(id, entry.cluster, cluster, entry.place);
    }
    let fingerprinter;
    try {
      fingerprinter = readFingerprinter(this.#options.config);
      createKubeConfig(entry.cluster, credential, cluster);
    } catch (error) {
      return broken(
        'bad-config',
        `${entry.place}: ${(error as Error).message}`,
        'Mend it in the configuration and restart the portal.',
      );
    }
    if (mode === 'fingerprint' && !fingerprinter) {
      return broken(
        'no-fingerprint-key',
        'secrets.fingerprint.key is missing, by which equal values are recognised',
        'Make one with `openssl rand -base64 32` and configure it on all replicas, or choose the mode metadata.',
      );
    }
    const { auth, discovery } = this.#options;
    return new KubernetesSource({
      ...common,
      mode,
      namespaces,
      fingerprinter,
      kinds: uniqueKinds([...knownCustomKinds, ...this.#options.getKinds()]),
      createKubeConfig: () =>
        createKubeConfig(entry.cluster, credential, cluster),
      ...(cluster
        ? {
            probe: signal =>
              probePluginAccount({
                cluster: cluster.name,
                auth,
                discovery,
                listNamespaces: async () =>
                  namespaces ??
                  (await listNamespaces(
                    createKubeConfig(entry.cluster, credential, cluster),
                    signal,
                  )),
                signal,
              }),
          }
        : {}),
    });
  }

  async #knownClusters(): Promise<Map<string, KnownCluster>> {
    const { config, catalog, auth, logger } = this.#options;
    const configured = readConfiguredClusters(config);
    const clusters = [...configured.clusters];
    const problems = [...configured.problems];
    if (configured.catalog) {
      try {
        const credentials = await auth.getOwnServiceCredentials();
        clusters.push(...(await readCatalogClusters(catalog, credentials)));
      } catch {
        problems.push('The clusters in the catalog could not be read');
      }
    }
    const told = problems.join('; ');
    if (told && told !== this.#toldProblems) {
      logger.warn(`Clusters of plugin-kubernetes: ${told}`);
    }
    this.#toldProblems = told;
    // As with plugin-kubernetes, the first of a name counts.
    return new Map(clusters.reverse().map(cluster => [cluster.name, cluster]));
  }
}

function withoutCredential(
  id: string,
  name: string,
  cluster: KnownCluster | undefined,
  place = 'secrets.kubernetes.clusters',
): SecretsSource {
  return new BrokenSource({
    id,
    title: cluster?.title ?? name,
    dashboardUrl: cluster?.dashboardUrl,
    problem: cluster?.unsupported
      ? {
          code: 'unsupported',
          message: `Clusters of the GKE project ${name} are not observed`,
          remedy: cluster.unsupported,
        }
      : {
          code: 'no-credential',
          message: `Keyward has no credential of its own for the cluster ${name}`,
          remedy: `Apply ${ROLE} there and give its token in ${place}. That of plugin-kubernetes is not used: whoever may use its proxy would read Secrets with it.`,
        },
  });
}

function uniqueKinds(kinds: { group: string; resource: string }[]) {
  return [
    ...new Map(
      kinds.map(kind => [`${kind.group}/${kind.resource}`, kind]),
    ).values(),
  ];
}
