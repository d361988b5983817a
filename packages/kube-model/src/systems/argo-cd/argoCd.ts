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
  DeliveryObservation,
  ObjectStatusObservation,
} from '@keyward/observation';
import { at, isJson, type Json } from '@keyward/observation/json';
import { wordAt } from '../../fields/conditions';
import { folderAt, revisionAt } from '../../fields/manifests';
import type { AppliedManifests } from '../AppliedManifests';
import { Extractor } from '../Extractor';
import {
  isNamespaceName,
  isSecretName,
  withoutCredentials,
} from '../../fields/names';
import {
  compact,
  flagAt,
  itemsAt,
  objectAt,
  textAt,
  textsAt,
  timeAt,
} from '../../fields/read';

type Origin = NonNullable<DeliveryObservation['from']>[number];

/** Without what may stand in an address besides host and path. */
const PATTERN = /^[\w.*:/[\]{},~-]+$/;
/** Each of the Secrets is said to come from all of them. */
const MOST_SOURCES = 50;
const OWN_CLUSTER = 'https://kubernetes.default.svc';

/** An Argo CD Application: the Secrets that it applies itself. Helm values and parameters are not read. */
export const application: Extractor = ({ object }) => {
  const destination = objectAt(object, 'spec', 'destination');
  const origins = originsOf(objectAt(object, 'spec'));
  const health = wordAt(object, 'status', 'health', 'status');
  const sync = wordAt(object, 'status', 'sync', 'status');
  return {
    deliveries: isOwnCluster(destination) ? deliveriesOf(object, origins) : [],
    status: statusFrom(object, health, sync),
    detail: compact({
      project: textAt(object, 'spec', 'project'),
      from: origins,
      applies: manifestsOf(objectAt(object, 'spec')),
      isAutomatic: isAutomatic(object),
      isOwnCluster: isOwnCluster(destination),
      destinationServer: withoutCredentials(textAt(destination, 'server')),
      destinationName: textAt(destination, 'name'),
      destinationNamespace: textAt(destination, 'namespace'),
      health,
      sync,
    }),
  };
};

/** An AppProject of Argo CD: where its Applications may apply what. */
export const appProject: Extractor = ({ object }) => {
  const spec = objectAt(object, 'spec');
  return {
    detail: compact({
      destinations: itemsAt(spec, 'destinations').flatMap(
        ({ item }) =>
          compact({
            server: patternOf(textAt(item, 'server')),
            name: textAt(item, 'name'),
            namespace: textAt(item, 'namespace'),
          }) ?? [],
      ),
      sourceNamespaces: textsAt(spec, 'sourceNamespaces'),
      sourceRepos: textsAt(spec, 'sourceRepos').flatMap(
        repository => patternOf(repository) ?? [],
      ),
      clusterResourceWhitelist: kindsAt(spec, 'clusterResourceWhitelist'),
      clusterResourceBlacklist: kindsAt(spec, 'clusterResourceBlacklist'),
    }),
  };
};

/** A pattern of addresses, or one that must not match. */
function patternOf(text: string | undefined): string | undefined {
  const negation = text?.startsWith('!') ? '!' : '';
  const pattern = text?.slice(negation.length);
  const kept =
    pattern && PATTERN.test(pattern) ? pattern : withoutCredentials(pattern);
  return kept && `${negation}${kept}`;
}

function kindsAt(spec: Json, field: string) {
  return itemsAt(spec, field).flatMap(
    ({ item }) =>
      compact({ group: textAt(item, 'group'), kind: textAt(item, 'kind') }) ??
      [],
  );
}

function deliveriesOf(object: Json, from: Origin[]): DeliveryObservation[] {
  const deliveries: DeliveryObservation[] = [];
  for (const { item } of itemsAt(object, 'status', 'resources')) {
    const { group, kind, namespace, name } = item;
    if (
      kind === 'Secret' &&
      !group &&
      isNamespaceName(namespace) &&
      isSecretName(name)
    ) {
      deliveries.push({ namespace, name, from });
    }
  }
  return deliveries;
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync */
function isAutomatic(object: Json): boolean {
  const policy = objectAt(object, 'spec', 'syncPolicy');
  return (
    isJson(at(policy, 'automated')) &&
    flagAt(policy, 'automated', 'enabled') !== false
  );
}

function sourcesOf(spec: Json): Json[] {
  return [
    objectAt(spec, 'source'),
    ...itemsAt(spec, 'sources').map(({ item }) => item),
  ].slice(0, MOST_SOURCES);
}

function manifestsOf(spec: Json): AppliedManifests[] {
  return sourcesOf(spec).flatMap(source => {
    const repository = withoutCredentials(textAt(source, 'repoURL'));
    // A chart comes from a repository of charts.
    return repository && !textAt(source, 'chart')
      ? compact({
          repository,
          path: folderAt(source, 'path'),
          revision: revisionAt(source, 'targetRevision'),
        }) ?? []
      : [];
  });
}

function originsOf(spec: Json): Origin[] {
  return sourcesOf(spec).flatMap(source => {
    const store = withoutCredentials(textAt(source, 'repoURL'));
    const path = textAt(source, 'path') ?? textAt(source, 'chart');
    return store || path
      ? {
          system: 'argo-cd',
          ...(store && { store }),
          ...(path && { path }),
        }
      : [];
  });
}

/** An Application may as well apply to another cluster than the one it stands in. */
function isOwnCluster(destination: Json): boolean {
  const server = textAt(destination, 'server');
  return server
    ? server.replace(/\/$/, '') === OWN_CLUSTER
    : textAt(destination, 'name') === 'in-cluster';
}

function statusFrom(
  object: Json,
  health: string | undefined,
  sync: string | undefined,
): ObjectStatusObservation | undefined {
  if (health === undefined && sync === undefined) {
    return undefined;
  }
  const synced = sync === 'Synced';
  const lastSync = timeAt(object, 'status', 'operationState', 'finishedAt');
  const reason = synced ? health : sync ?? health;
  return {
    ready: synced && health === 'Healthy' ? 'true' : 'false',
    ...(reason !== undefined && { reason }),
    ...(lastSync !== undefined && { lastSync }),
  };
}
