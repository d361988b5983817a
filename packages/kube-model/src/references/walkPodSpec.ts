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

import type { ReferenceObservation, SecretLocator } from '@keyward/observation';
import { at, type Json } from '@keyward/observation/json';
import { flagsOf, literalsOf } from '../fields/containerFlags';
import { walkSettings } from './namedSettings';
import { withoutCredentials } from '../fields/names';
import { flagAt, itemsAt, keysAt, objectAt, textAt } from '../fields/read';
import { ReferenceCollector } from './ReferenceCollector';
import { readTemplatePaths } from './readTemplatePaths';
import { Mount, walkVolumes } from './walkVolumes';

type ContainerKind = NonNullable<ReferenceObservation['containerKind']>;

const CONTAINER_FIELDS: [field: string, kind: ContainerKind][] = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
];

/**
 * All that a pod, or a template of one, takes from Secrets.
 *
 * @param path - where the spec stands in the object, for example `spec.template.spec`
 */
export function walkPodSpec(
  spec: Json,
  path: string,
  references: ReferenceCollector,
): void {
  const mounts = new Map<string, Mount[]>();
  for (const [field, containerKind] of CONTAINER_FIELDS) {
    for (const { index, item } of itemsAt(spec, field)) {
      const container = textAt(item, 'name');
      const place = `${path}.${field}[${index}]`;
      walkEnv(item, place, { container, containerKind }, references);
      walkEnvFrom(item, place, { container, containerKind }, references);
      walkSettings(
        [
          ...flagsOf(item, references.namespace).map(
            ({ flag, ...setting }) => ({
              ...setting,
              name: flag,
            }),
          ),
          ...literalsOf(item, references.namespace),
        ].map(setting => ({
          ...setting,
          path: `${place}.${setting.path}`,
          container,
          containerKind,
        })),
        references,
      );
      collectMounts(item, { container, containerKind }, mounts);
    }
  }
  walkVolumes(spec, path, mounts, references);
  for (const { index, item } of itemsAt(spec, 'imagePullSecrets')) {
    references.add({
      name: at(item, 'name'),
      how: 'imagePullSecret',
      path: `${path}.imagePullSecrets[${index}]`,
    });
  }
}

/** The containers of a pod with the flags that they are started with. */
export function containersOf(spec: Json, namespace: string | undefined) {
  return CONTAINER_FIELDS.flatMap(([field]) =>
    itemsAt(spec, field).map(({ item }) => ({
      item,
      flags: flagsOf(item, namespace),
    })),
  );
}

/** The names of the SecretProviderClasses that a pod mounts, and of its ServiceAccount. */
export function podDetail(spec: Json) {
  return {
    serviceAccountName:
      textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount'),
    automountServiceAccountToken: flagAt(spec, 'automountServiceAccountToken'),
    secretProviderClasses: itemsAt(spec, 'volumes').flatMap(
      ({ item }) =>
        textAt(item, 'csi', 'volumeAttributes', 'secretProviderClass') ?? [],
    ),
  };
}

const VAULT = 'vault.hashicorp.com/';
const INJECTED = `${VAULT}agent-inject-secret-`;
const TEMPLATE = `${VAULT}agent-inject-template-`;

/** What the Vault agent injector is told by the annotations of a pod or template. */
export function injectedDetail(metadata: Json) {
  const annotations = objectAt(metadata, 'annotations');
  return {
    vaultRole: textAt(annotations, 'vault.hashicorp.com/role'),
    vaultPaths: [...new Set(injectedPaths(annotations))],
  };
}

/**
 * What is read for each file: by its template where that tells, as the agent does not read
 * the path of a file that has one.
 */
function injectedPaths(annotations: Json): string[] {
  const names = keysAt(annotations).flatMap(key => {
    const prefix = [INJECTED, TEMPLATE].find(each => key.startsWith(each));
    return prefix ? [key.slice(prefix.length)] : [];
  });
  return [...new Set(names)].flatMap(name => {
    const template = textAt(annotations, `${TEMPLATE}${name}`) ?? '';
    const paths = readTemplatePaths(template);
    return paths.length > 0
      ? paths
      : textAt(annotations, `${INJECTED}${name}`) ?? [];
  });
}

/**
 * What the Vault agent injector is told to write into pods: places as Vault's API has
 * them, and the address of that Vault where one is named.
 * Source: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/injector/annotations
 */
export function injectedReads(metadata: Json): SecretLocator[] {
  const annotations = objectAt(metadata, 'annotations');
  if (textAt(annotations, `${VAULT}agent-inject`) !== 'true') {
    return [];
  }
  const store = withoutCredentials(textAt(annotations, `${VAULT}service`));
  const namespace = textAt(annotations, `${VAULT}namespace`)?.replace(
    /^\/+|\/+$/g,
    '',
  );
  return injectedDetail(metadata).vaultPaths.map(path => ({
    system: 'vault',
    ...(store ? { store } : {}),
    path: namespace ? `${namespace}/${path}` : path,
  }));
}

/** The Secrets that the Vault agent injector is told to mount. */
export function walkInjected(
  metadata: Json,
  path: string,
  references: ReferenceCollector,
): void {
  for (const key of ['tls-secret', 'agent-extra-secret']) {
    const annotation = `vault.hashicorp.com/${key}`;
    references.add({
      name: at(metadata, 'annotations', annotation),
      how: 'volume',
      path: `${path}.annotations[${annotation}]`,
    });
  }
}

interface ContainerPlace {
  container?: string;
  containerKind: ContainerKind;
}

function walkEnv(
  container: Json,
  path: string,
  place: ContainerPlace,
  references: ReferenceCollector,
): void {
  for (const { index, item } of itemsAt(container, 'env')) {
    const selector = at(item, 'valueFrom', 'secretKeyRef');
    references.add({
      name: at(selector, 'name'),
      how: 'env',
      keys: [at(selector, 'key')],
      optional: flagAt(selector, 'optional'),
      path: `${path}.env[${index}]`,
      ...place,
    });
  }
}

function walkEnvFrom(
  container: Json,
  path: string,
  place: ContainerPlace,
  references: ReferenceCollector,
): void {
  for (const { index, item } of itemsAt(container, 'envFrom')) {
    references.add({
      name: at(item, 'secretRef', 'name'),
      how: 'envFrom',
      optional: flagAt(item, 'secretRef', 'optional'),
      path: `${path}.envFrom[${index}]`,
      ...place,
    });
  }
}

function collectMounts(
  container: Json,
  place: ContainerPlace,
  mounts: Map<string, Mount[]>,
): void {
  const own = new Map<string, Mount>();
  for (const { item } of itemsAt(container, 'volumeMounts')) {
    const volume = textAt(item, 'name');
    if (volume === undefined) {
      continue;
    }
    const subPath =
      textAt(item, 'subPath') !== undefined ||
      textAt(item, 'subPathExpr') !== undefined;
    const known = own.get(volume);
    if (known) {
      known.subPath ||= subPath;
    } else {
      own.set(volume, { ...place, subPath });
    }
  }
  for (const [volume, mount] of own) {
    const all = mounts.get(volume);
    if (all) {
      all.push(mount);
    } else {
      mounts.set(volume, [mount]);
    }
  }
}
