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
import { ClusterError, readObjects } from '@keyward/kube-collector';
import type { Json } from '@keyward/observation/json';
import { type DeployedController, readDeployment } from './readDeployment';
import { listMayServe } from './listMayServe';
import { readKey, SEALING_KEY_LABEL } from './readKeys';
import { listClusterWideRights, listOpenTo } from './listOpenTo';
import type { Controller, SealingKey } from './types';

/** As the chart and the plain manifest label it; a controller is told by its image. */
const SELECTORS = [
  'app.kubernetes.io/name=sealed-secrets',
  'app.kubernetes.io/part-of=sealed-secrets',
  'name=sealed-secrets-controller',
];
/** A cluster has one, or a few. Anybody may create Deployments and Secrets that look like more. */
const MOST_CONTROLLERS = 20;
/** With a new one each day more than half a year's. */
const MOST_KEYS = 200;

/** A controller that is configured, which is found under any labels. */
type Named = { namespace: string; name: string };

/** The controllers of a cluster. */
export interface FoundControllers {
  controllers: Controller[];
  /** Whether all of the cluster was looked at, so that there is none that is not among them and runs as a Deployment. */
  isAll: boolean;
  /** There are more, which may serve any namespace. */
  areMore: boolean;
  /** There are more of which it is not known that they serve their own namespaces alone. */
  areMoreServing: boolean;
  problems: SourceProblem[];
}

/**
 * Finds the Sealed Secrets controllers of a cluster by their Deployments and by the
 * Secrets that hold their keys, of which the metadata alone is asked for. Where there are
 * very many, those that are configured and the oldest are taken.
 */
export async function findControllers(
  cluster: ObservedCluster,
  named: readonly Named[],
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
  const undeployed = [...(keys ?? [])]
    .filter(([namespace]) => !inNamespaces.has(namespace))
    .map(([namespace, own]) => unknownController(namespace, own));
  const found = [...deployed, ...undeployed];
  const mayServe =
    // Of some namespaces alone no rights in the whole cluster are read.
    found.length > 1 && !cluster.namespaces
      ? await readable(cluster, 'roles and bindings', problems, () =>
          listMayServe(
            cluster,
            found.map(({ namespace }) => namespace),
          ),
        )
      : undefined;
  const all = sortControllers(
    found.map(each => withRights(each, mayServe, named)),
    named,
  );
  const taken = all.slice(0, MOST_CONTROLLERS);
  if (all.length > taken.length) {
    problems.push({
      code: 'sealed-secrets-too-many-controllers',
      message: `${all.length} Deployments or namespaces with sealing keys of ${cluster.name} look like Sealed Secrets controllers; the ${MOST_CONTROLLERS} oldest are looked at`,
      remedy: `Find out who creates what has the label ${SEALING_KEY_LABEL} or the image of the controller.`,
    });
  }
  const clusterWide =
    // Of some namespaces alone no rights in the whole cluster are read.
    taken.length > 0 && !cluster.namespaces
      ? await readable(cluster, 'roles and bindings', problems, () =>
          listClusterWideRights(
            cluster,
            taken.map(({ name }) => name),
          ),
        )
      : undefined;
  const controllers: Controller[] = [];
  for (const [namespace, inIt] of Map.groupBy(taken, each => each.namespace)) {
    const services = inIt.map(({ name }) => name);
    const openTo = await readable(cluster, 'Roles', problems, () =>
      listOpenTo(cluster, namespace, services, clusterWide),
    );
    const own = keys && (keys.get(namespace) ?? []);
    if (own && own.length > MOST_KEYS) {
      problems.push(tooManyKeys(cluster, namespace, own.length));
    }
    for (const { since: _, ...controller } of inIt) {
      const groups = openTo?.get(controller.name) ?? [];
      // That nobody may is known only where all rights were read.
      const isKnown = openTo && (groups.length > 0 || clusterWide);
      controllers.push({
        ...controller,
        ...(own && own.length <= MOST_KEYS && { keys: own }),
        ...(isKnown && { openTo: groups }),
        certificate: { state: 'not-asked' },
      });
    }
  }
  return {
    controllers,
    isAll:
      deployments !== undefined &&
      keys !== undefined &&
      cluster.namespaces === undefined,
    areMore: all.length > taken.length,
    areMoreServing: all
      .slice(MOST_CONTROLLERS)
      .some(each => servesOthers(each)),
    problems,
  };
}

type RightfulController = DeployedController & Pick<Controller, 'mayServe'>;

/** One that is configured is a controller whatever its rights. */
function withRights(
  controller: DeployedController,
  mayServe: Awaited<ReturnType<typeof listMayServe>> | undefined,
  named: readonly Named[],
): RightfulController {
  const where = mayServe?.get(controller.namespace);
  return where && !isNamed(controller, named)
    ? { ...controller, mayServe: where }
    : controller;
}

function isNamed(
  { namespace, name, isDeployed }: DeployedController,
  named: readonly Named[],
): boolean {
  return named.some(
    each => each.namespace === namespace && (!isDeployed || each.name === name),
  );
}

/** Whether it may serve other namespaces than its own. */
function servesOthers({ namespace, mayServe }: RightfulController): boolean {
  return (
    !mayServe || mayServe === 'all' || mayServe.some(each => each !== namespace)
  );
}

/** Those that are configured first, then those with rights, then the oldest. */
function sortControllers(
  controllers: readonly RightfulController[],
  named: readonly Named[],
): RightfulController[] {
  const rankOf = (controller: RightfulController) => {
    const rank = servesOthers(controller) ? 1 : 2;
    return `${isNamed(controller, named) ? 0 : rank} ${controller.since ?? ''}`;
  };
  return [...controllers].sort((one, other) =>
    rankOf(one).localeCompare(rankOf(other), 'en'),
  );
}

/** Its keys are there, and nobody can say what uses them. */
function unknownController(
  namespace: string,
  keys: readonly SealingKey[],
): DeployedController {
  const [since] = keys.flatMap(({ createdAt }) => createdAt ?? []).sort();
  return {
    namespace,
    name: 'unknown',
    isDeployed: false,
    renewal: { state: 'unknown' },
    selectsByLabel: false,
    ...(since ? { since } : {}),
  };
}

function tooManyKeys(
  cluster: ObservedCluster,
  namespace: string,
  count: number,
): SourceProblem {
  return {
    code: 'sealed-secrets-too-many-keys',
    message: `${count} Secrets of the namespace ${namespace} of ${cluster.name} are labelled as sealing keys, so none is looked at`,
    withoutNames: `${count} Secrets of a namespace of ${cluster.name} are labelled as sealing keys, so none is looked at`,
    remedy: `Remove the label ${SEALING_KEY_LABEL} from Secrets that are none.`,
  };
}

async function listDeployments(
  cluster: ObservedCluster,
  named: readonly Named[],
): Promise<DeployedController[]> {
  const listing = { root: '/apis/apps/v1', resource: 'deployments' };
  const read = (item: Json) => {
    const controller = readDeployment(item);
    return controller ? [controller] : [];
  };
  const found: DeployedController[] = [];
  for (const labelSelector of SELECTORS) {
    const query = { labelSelector };
    found.push(...(await readObjects(cluster, { ...listing, query }, read)));
  }
  for (const { namespace, name } of named) {
    if (cluster.namespaces?.includes(namespace) !== false) {
      const query = { fieldSelector: `metadata.name=${name}` };
      found.push(
        ...(await readObjects(cluster, { ...listing, namespace, query }, read)),
      );
    }
  }
  return [
    ...new Map(
      found.map(each => [`${each.namespace}/${each.name}`, each]),
    ).values(),
  ];
}

/** The keys of each namespace. */
async function listKeys(
  cluster: ObservedCluster,
): Promise<Map<string, SealingKey[]>> {
  const keys = await readObjects(
    cluster,
    {
      root: '/api/v1',
      resource: 'secrets',
      query: { labelSelector: SEALING_KEY_LABEL },
      as: 'metadata',
    },
    item => {
      const key = readKey(item);
      return key ? [key] : [];
    },
  );
  return Map.groupBy(keys, ({ namespace }) => namespace);
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
