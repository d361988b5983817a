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

import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import type { PastCluster, RunningEstate } from '@internal/estate';
// The module keeps its sources to itself; the estate's are the very same, with a past.
// eslint-disable-next-line @backstage/no-forbidden-package-imports, @backstage/no-mixed-plugin-imports
import {
  ActingConnector,
  KubernetesSourceProvider,
} from '@keyward/backstage-plugin-secrets-backend-module-kubernetes/src/source';
import {
  secretsClusterActorsExtensionPoint,
  secretsClusterObserversExtensionPoint,
  secretsKubernetesKindsExtensionPoint,
  secretsSourcesExtensionPoint,
  type SecretsSource,
} from '@keyward/backstage-plugin-secrets-node';
import { clustersConfig } from '../config/clustersConfig';
import { SourceWithHistory } from './SourceWithHistory';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 60;

/**
 * The module for Kubernetes, whose clusters were followed for 60 days already.
 */
export function createKubernetesModule(estate: RunningEstate) {
  return createBackendModule({
    pluginId: 'secrets',
    moduleId: 'kubernetes',
    register(reg) {
      reg.registerInit({
        deps: {
          actors: secretsClusterActorsExtensionPoint,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          discovery: coreServices.discovery,
          kinds: secretsKubernetesKindsExtensionPoint,
          logger: coreServices.logger,
          observers: secretsClusterObserversExtensionPoint,
          sources: secretsSourcesExtensionPoint,
        },
        async init({ actors, kinds, observers, sources, ...services }) {
          const options = {
            ...services,
            getKinds: () => kinds.getKinds(),
            getSystems: () => kinds.getSystems(),
            getObservers: () => observers.getObservers(),
          };
          const provider = new KubernetesSourceProvider(options);
          actors.setConnector(new ActingConnector(provider));
          const known = new WeakMap<SecretsSource, SecretsSource>();
          let pasts: Promise<Pasts> | undefined;
          sources.addSourceProvider({
            async getSources() {
              const plain = await provider.getSources();
              pasts ??= loadPasts(estate, options);
              const { at, clusters, sources: past } = await pasts;
              return plain.map(source => {
                const cluster = clusters.get(source.id);
                const before = past.get(source.id);
                if (source.problem || !cluster || !before) {
                  return source;
                }
                const told =
                  known.get(source) ??
                  new SourceWithHistory(source, {
                    at,
                    past: before,
                    changes: cluster.changes,
                  });
                known.set(source, told);
                return told;
              });
            },
          });
        },
      });
    },
  });
}

interface Pasts {
  at: Date;
  clusters: Map<string, PastCluster>;
  sources: Map<string, SecretsSource>;
}

/** The clusters as they were, and sources that read them. */
async function loadPasts(
  estate: RunningEstate,
  options: ConstructorParameters<typeof KubernetesSourceProvider>[0],
): Promise<Pasts> {
  const at = new Date(Date.now() - HISTORY_DAYS * DAY_MS);
  const clusters = estate.showPast(at);
  const { secrets, ...config } = options.config.get<JsonObject>();
  const { fingerprint } = secrets as JsonObject;
  const ofPast = clustersConfig(
    estate.clusters.map(cluster => ({
      ...cluster,
      url: clusters.get(cluster.name)!.url,
    })),
  );
  const provider = new KubernetesSourceProvider({
    ...options,
    config: new ConfigReader({
      ...config,
      kubernetes: ofPast.kubernetes,
      secrets: { ...ofPast.secrets, fingerprint },
    }),
  });
  const sources = await provider.getSources();
  return { at, clusters, sources: new Map(sources.map(s => [s.id, s])) };
}
