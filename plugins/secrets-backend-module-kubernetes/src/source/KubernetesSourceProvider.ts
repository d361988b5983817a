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
import {
  type ClusterObserver,
  describeError,
  readFingerprinter,
  readPodMakers,
  type SecretsSource,
  type SecretsSourceProvider,
} from '@keyward/backstage-plugin-secrets-node';
import { decidingResourcesOf } from '@keyward/kube-access';
import { knownSystems, type KnownSystems } from '@keyward/kube-model/systems';
import {
  type CustomKind,
  isKindNamed,
  listNamespaces,
} from '@keyward/kube-collector';
import { sourceIdOf } from '@keyward/observation';
import type { KubeConfig } from '@kubernetes/client-node';
import {
  mergeClusters,
  readCatalogClusters,
  readConfiguredClusters,
  resolveCluster,
  type ResolvedCluster,
} from '../clusters';
import {
  type CatalogCluster,
  type ClusterEntry,
  type KnownCluster,
  readClusterEntries,
} from '../config';
import { createAskCloud } from '../cloud';
import { BrokenSource } from './BrokenSource';
import { createKubeConfig } from './createKubeConfig';
import { KubernetesSource } from './KubernetesSource';
import { probePluginAccount } from './probePluginAccount';

const KEY = 'secrets.kubernetes.clusters';
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
  /** What is known of systems, with what other modules add; default: what this version knows. */
  getSystems?(): KnownSystems;
  /** What other modules observe in each cluster. */
  getObservers?(): readonly ClusterObserver[];
}

/**
 * Makes a source of each cluster that is known. Those without a credential of
 * Keyward's own show as such; nothing is read with anybody else's.
 */
export class KubernetesSourceProvider implements SecretsSourceProvider {
  readonly #options: KubernetesSourceProviderOptions;
  #sources = new Map<string, SecretsSource>();
  #inCatalog: CatalogCluster[] = [];
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
      keep(`broken ${id} ${message}`, () =>
        badConfig({ id, title: cluster }, message),
      );
    }
    const named = new Set([
      ...entries.map(({ cluster }) => cluster),
      ...broken.map(({ cluster }) => cluster),
    ]);
    for (const entry of entries) {
      const { id, cluster: title } = entry;
      const cluster = known.get(entry.cluster);
      try {
        const resolved = resolveCluster(entry, cluster);
        keep(JSON.stringify(['entry', entry, resolved, !cluster]), () =>
          this.#sourceOf(entry, resolved, cluster !== undefined),
        );
      } catch (error) {
        const message = describeError(error);
        keep(`pin ${id} ${message}`, () => badConfig({ id, title }, message));
      }
    }
    for (const cluster of known.values()) {
      if (!named.has(cluster.name)) {
        const { name } = cluster;
        const resolved = resolveCluster({ cluster: name, place: KEY }, cluster);
        keep(JSON.stringify(['known', resolved]), () =>
          withoutCredential({ id: sourceIdOf(name), place: KEY }, resolved),
        );
      }
    }
    this.#sources = sources;
    return [...sources.values()];
  }

  /** What the configuration says of the cluster of a source, if it gives a credential for it. */
  entryOf(sourceId: string): ClusterEntry | undefined {
    const { entries } = readClusterEntries(this.#options.config);
    return entries.find(({ id, credential }) => id === sourceId && credential);
  }

  /**
   * How the credential of a source gets into its cluster, if it may go there.
   *
   * @throws an error that says why it may not, without any part of a credential
   */
  async kubeConfigOf(entry: ClusterEntry): Promise<KubeConfig> {
    const known = (await this.#knownClusters()).get(entry.cluster);
    const { cluster, problem } = resolveCluster(entry, known);
    if (problem || !entry.credential) {
      throw new Error(
        problem?.message ??
          `Keyward has no credential of its own for the cluster ${entry.cluster}`,
      );
    }
    return createKubeConfig(entry.cluster, entry.credential, cluster);
  }

  #sourceOf(
    entry: ClusterEntry,
    resolved: ResolvedCluster,
    isKnown: boolean,
  ): SecretsSource {
    const { id, mode, credential, namespaces } = entry;
    const { cluster, problem, warnings } = resolved;
    const common = {
      id,
      title: cluster.title ?? entry.cluster,
      dashboardUrl: cluster.dashboardUrl,
      warnings,
    };
    if (problem || !credential) {
      return withoutCredential(entry, resolved);
    }
    let fingerprinter;
    let address;
    try {
      fingerprinter = readFingerprinter(this.#options.config);
      address = createKubeConfig(
        entry.cluster,
        credential,
        cluster,
      ).getCurrentCluster()?.server;
    } catch (error) {
      return badConfig(common, `${entry.place}: ${describeError(error)}`);
    }
    if (mode === 'fingerprint' && !fingerprinter) {
      return new BrokenSource({
        ...common,
        problem: {
          code: 'no-fingerprint-key',
          message:
            'secrets.fingerprint.key is missing, by which equal values are recognised',
          remedy:
            'Make one with `openssl rand -base64 32` and configure it on all replicas, or choose the mode metadata.',
        },
      });
    }
    const { auth, discovery } = this.#options;
    const systems = this.#options.getSystems?.() ?? knownSystems;
    const { customKinds, discoverKinds, excludeKinds } = entry.kinds;
    return new KubernetesSource({
      ...common,
      cluster: entry.cluster,
      address,
      observers: this.#options.getObservers?.() ?? [],
      mode,
      namespaces,
      fingerprinter,
      systems,
      // Whoever names a version comes last, and counts.
      kinds: uniqueKinds([
        ...systems.collected,
        ...this.#options.getKinds(),
        ...customKinds,
      ]).filter(kind => !isKindNamed(excludeKinds, kind)),
      ...(discoverKinds ? { discovery: { exclude: excludeKinds } } : {}),
      noted: uniqueKinds([
        ...decidingResourcesOf(systems),
        ...readPodMakers(this.#options.config),
      ]),
      createKubeConfig: () =>
        createKubeConfig(entry.cluster, credential, cluster),
      ...(entry.cloud && {
        createAskCloud: kubeConfig =>
          createAskCloud({
            cluster: entry.cloud!,
            config: this.#options.config,
            kubeConfig,
          }),
      }),
      ...(isKnown
        ? {
            probe: signal =>
              probePluginAccount({
                cluster: entry.cluster,
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
    const problems = [...configured.problems];
    if (configured.catalog) {
      try {
        const credentials = await auth.getOwnServiceCredentials();
        this.#inCatalog = await readCatalogClusters(catalog, credentials);
      } catch {
        // What it gave before is taken to be still there.
        problems.push('The clusters in the catalog could not be read');
      }
    } else {
      this.#inCatalog = [];
    }
    const told = problems.join('; ');
    if (told && told !== this.#toldProblems) {
      logger.warn(`Clusters of plugin-kubernetes: ${told}`);
    }
    this.#toldProblems = told;
    return mergeClusters(configured.clusters, this.#inCatalog);
  }
}

/** A cluster to which no credential goes, with the reason. */
function withoutCredential(
  { id, place }: Pick<ClusterEntry, 'id' | 'place'>,
  { cluster, problem, warnings }: ResolvedCluster,
): SecretsSource {
  const { name, title = name, dashboardUrl, unsupported } = cluster;
  return new BrokenSource({
    id,
    title,
    dashboardUrl,
    warnings,
    problem:
      problem ??
      (unsupported
        ? {
            code: 'unsupported',
            message: `Clusters of the GKE project ${name} are not observed`,
            remedy: unsupported,
          }
        : {
            code: 'no-credential',
            message: `Keyward has no credential of its own for the cluster ${name}`,
            remedy: `Apply ${ROLE} there and give its token in ${place}. That of plugin-kubernetes is not used: it is lent to everybody with kubernetes.proxy or kubernetes.resources.read, who would read Secrets with it.`,
          }),
  });
}

function badConfig(
  source: Pick<SecretsSource, 'id' | 'title' | 'dashboardUrl' | 'warnings'>,
  message: string,
): SecretsSource {
  return new BrokenSource({
    ...source,
    problem: {
      code: 'bad-config',
      message,
      remedy: 'Mend it in the configuration and restart the portal.',
    },
  });
}

function uniqueKinds(kinds: CustomKind[]): CustomKind[] {
  return [
    ...new Map(
      kinds.map(kind => [`${kind.group}/${kind.resource}`, kind]),
    ).values(),
  ];
}
