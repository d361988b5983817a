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
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import type { Json } from '@keyward/observation/json';
import { listAll } from '../cluster';
import { type DeployedController, readDeployment } from './readDeployment';
import { readKey, SEALING_KEY_LABEL } from './readKeys';
import { readOpenTo } from './readOpenTo';
import type { Controller, SealingKey } from './types';

/** As the chart and the plain manifest label it; a controller is told by its image. */
const SELECTORS = [
  'app.kubernetes.io/name=sealed-secrets',
  'app.kubernetes.io/part-of=sealed-secrets',
  'name=sealed-secrets-controller',
];

/** The controllers of a cluster. */
export interface FoundControllers {
  controllers: Controller[];
  /** Whether all of the cluster was looked at, so that there is none that is not among them and runs as a Deployment. */
  isAll: boolean;
  problems: SourceProblem[];
}

/**
 * Finds the Sealed Secrets controllers of a cluster by their Deployments and by the
 * Secrets that hold their keys, of which the metadata alone is asked for.
 *
 * @param named - controllers that are configured, which are found under any labels
 */
export async function findControllers(
  cluster: ObservedCluster,
  named: readonly { namespace: string; name: string }[],
): Promise<FoundControllers> {
  const problems: SourceProblem[] = [];
  const deployments = await readable(cluster, 'Deployments', problems, () =>
    listDeployments(cluster, named),
  );
  const keys = cluster.readsSecrets
    ? await readable(cluster, 'the metadata of Secrets', problems, () =>
        listKeys(cluster),
      )
    : undefined;
  const deployed = deployments ?? [];
  const inNamespaces = new Set(deployed.map(({ namespace }) => namespace));
  const undeployed = [
    ...new Set(keys?.map(({ namespace }) => namespace)),
  ].filter(namespace => !inNamespaces.has(namespace));
  const all = [...deployed, ...undeployed.map(unknownController)];
  const controllers: Controller[] = [];
  for (const controller of all) {
    const { namespace, name } = controller;
    const openTo = await readable(cluster, 'Roles', problems, () =>
      listOpenTo(cluster, namespace, name),
    );
    controllers.push({
      ...controller,
      ...(keys && { keys: keys.filter(key => key.namespace === namespace) }),
      ...(openTo && { openTo }),
      certificate: { state: 'not-asked' },
    });
  }
  return {
    controllers,
    isAll:
      deployments !== undefined &&
      keys !== undefined &&
      cluster.namespaces === undefined,
    problems,
  };
}

/** Its keys are there, and nobody can say what uses them. */
function unknownController(namespace: string): DeployedController {
  return {
    namespace,
    name: 'unknown',
    isDeployed: false,
    renewal: { state: 'unknown' },
    selectsByLabel: false,
  };
}

async function listDeployments(
  cluster: ObservedCluster,
  named: readonly { namespace: string; name: string }[],
): Promise<DeployedController[]> {
  const listing = { root: '/apis/apps/v1', resource: 'deployments' };
  const items: Json[] = [];
  for (const labelSelector of SELECTORS) {
    items.push(
      ...(await listAll(cluster, { ...listing, query: { labelSelector } })),
    );
  }
  for (const { namespace, name } of named) {
    if (cluster.namespaces?.includes(namespace) !== false) {
      const query = { fieldSelector: `metadata.name=${name}` };
      items.push(...(await listAll(cluster, { ...listing, namespace, query })));
    }
  }
  const found = items.flatMap(item => readDeployment(item) ?? []);
  return [
    ...new Map(
      found.map(each => [`${each.namespace}/${each.name}`, each]),
    ).values(),
  ];
}

async function listKeys(cluster: ObservedCluster): Promise<SealingKey[]> {
  const items = await listAll(cluster, {
    root: '/api/v1',
    resource: 'secrets',
    query: { labelSelector: SEALING_KEY_LABEL },
    as: 'metadata',
  });
  return items.flatMap(item => readKey(item) ?? []);
}

async function listOpenTo(
  cluster: ObservedCluster,
  namespace: string,
  service: string,
): Promise<string[]> {
  const root = '/apis/rbac.authorization.k8s.io/v1';
  const roles = await listAll(cluster, { root, resource: 'roles', namespace });
  const bindings = await listAll(cluster, {
    root,
    resource: 'rolebindings',
    namespace,
  });
  return readOpenTo(service, roles, bindings);
}

/** What a credential may not read is not known, which is said. */
async function readable<T>(
  cluster: ObservedCluster,
  what: string,
  problems: SourceProblem[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'forbidden') {
      throw error;
    }
    const message = `Sealed Secrets: the credential for ${cluster.name} may not list ${what}`;
    if (!problems.some(problem => problem.message === message)) {
      problems.push({
        code: 'sealed-secrets-forbidden',
        message,
        remedy: 'Give it the rights of deploy/kubernetes/reader.yaml.',
      });
    }
    return undefined;
  }
}
