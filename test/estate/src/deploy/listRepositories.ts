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

import { dump } from 'js-yaml';
import type { KubernetesObject } from '../KubernetesObject';
import type { ClusterStore } from '../server/ClusterStore';
import { SEALED_SECRET } from './SealedSecretReconciler';

/** A Git repository of a team of the company, as it is before anybody changes it. */
export interface EstateRepository {
  /** The team, as a catalog names it. */
  ownerRef: string;
  name: string;
  /** Contents by path. What is in the folder of a cluster is deployed there. */
  files: Map<string, string>;
}

const FOLDER = 'clusters';
/** Argo CD marks what it deploys. */
const DEPLOYER = 'argocd.argoproj.io/';

/** The folder of a repository that is deployed to a cluster. */
export function folderOf(cluster: string): string {
  return `${FOLDER}/${cluster}`;
}

/** The cluster that a file is deployed to; undefined for one that is deployed nowhere. */
export function clusterOf(path: string): string | undefined {
  return new RegExp(`^${FOLDER}/([^/]+)/.+\\.ya?ml$`).exec(path)?.[1];
}

/**
 * The repositories of the teams: one for each namespace with an owner that has the same
 * name, with the SealedSecrets of its clusters.
 */
export function listRepositories(
  clusters: ReadonlyMap<string, ClusterStore>,
): EstateRepository[] {
  const repositories = new Map<string, EstateRepository>();
  for (const [cluster, store] of clusters) {
    for (const { metadata } of store.list('v1', 'Namespace')) {
      const { name } = metadata;
      const ownerRef = metadata.annotations?.['keyward.io/owner'];
      if (ownerRef === `group:default/${name}`) {
        const repository = repositories.get(name) ?? {
          ownerRef,
          name,
          files: new Map([['README.md', readmeOf(name)]]),
        };
        repositories.set(name, repository);
        const sealed = store
          .list(SEALED_SECRET.apiVersion, SEALED_SECRET.kind)
          .filter(each => each.metadata.namespace === name);
        for (const object of sealed) {
          repository.files.set(
            `${folderOf(cluster)}/${object.metadata.name}.yaml`,
            manifestOf(object),
          );
        }
      }
    }
  }
  return [...repositories.values()];
}

function readmeOf(name: string): string {
  return `# ${name}\n\nWhat is in ${FOLDER}/NAME is deployed to the cluster NAME.\n`;
}

/** As somebody wrote it, before the cluster and what deploys it added what they know. */
function manifestOf({
  apiVersion,
  kind,
  metadata: { name, namespace, annotations = {} },
  spec,
}: KubernetesObject): string {
  const own = Object.entries(annotations).filter(
    ([key]) => !key.startsWith(DEPLOYER),
  );
  const metadata = {
    name,
    namespace,
    ...(own.length > 0 ? { annotations: Object.fromEntries(own) } : {}),
  };
  return dump({ apiVersion, kind, metadata, spec }, { lineWidth: -1 });
}
