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

import type { PodObject } from './types';
import { at, itemsOf, namesOf, textAt } from './read';

const MIRROR = 'kubernetes.io/config.mirror';
const DEFAULT_ACCOUNT = /^--?default-service-account(=.*)?$/s;
const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Where a volume names a Secret, as the Node authorizer sees it. */
const VOLUME_SECRETS = [
  ['azureFile', 'secretName'],
  ['cephfs', 'secretRef', 'name'],
  ['cinder', 'secretRef', 'name'],
  ['flexVolume', 'secretRef', 'name'],
  ['rbd', 'secretRef', 'name'],
  ['secret', 'secretName'],
  ['scaleIO', 'secretRef', 'name'],
  ['iscsi', 'secretRef', 'name'],
  ['storageos', 'secretRef', 'name'],
  ['csi', 'nodePublishSecretRef', 'name'],
];

/** The references of a pod by which its node gets its rights. */
export function readPod(
  pod: unknown,
  namespace: string,
  name: string,
): PodObject {
  const spec = at(pod, 'spec');
  const secrets = new Set<string>();
  const configMaps = new Set<string>();
  const add = (names: Set<string>, found: string | undefined) => {
    if (found !== undefined) {
      names.add(found);
    }
  };
  for (const item of itemsOf(at(spec, 'imagePullSecrets'))) {
    add(secrets, textAt(item, 'name'));
  }
  for (const list of CONTAINERS) {
    for (const container of itemsOf(at(spec, list))) {
      for (const item of itemsOf(at(container, 'envFrom'))) {
        add(secrets, textAt(item, 'secretRef', 'name'));
        add(configMaps, textAt(item, 'configMapRef', 'name'));
      }
      for (const item of itemsOf(at(container, 'env'))) {
        add(secrets, textAt(item, 'valueFrom', 'secretKeyRef', 'name'));
        add(configMaps, textAt(item, 'valueFrom', 'configMapKeyRef', 'name'));
      }
    }
  }
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    for (const path of VOLUME_SECRETS) {
      add(secrets, textAt(volume, ...path));
    }
    add(configMaps, textAt(volume, 'configMap', 'name'));
    for (const source of itemsOf(at(volume, 'projected', 'sources'))) {
      add(secrets, textAt(source, 'secret', 'name'));
      add(configMaps, textAt(source, 'configMap', 'name'));
    }
  }
  const node = textAt(spec, 'nodeName');
  const defaultServiceAccount = readDefaultAccount(spec);
  const serviceAccount = textAt(spec, 'serviceAccountName');
  const isMirror =
    at(pod, 'metadata', 'annotations', MIRROR) !== undefined || undefined;
  return {
    kind: 'Pod',
    namespace,
    name,
    ...(node !== undefined && { node }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    secrets: [...secrets],
    configMaps: [...configMaps],
    ...(defaultServiceAccount !== undefined && { defaultServiceAccount }),
    ...(isMirror && { isMirror }),
  };
}

/** By which the controllers of Flux apply as nobody by themselves. */
function readDefaultAccount(spec: unknown): string | undefined {
  const words = itemsOf(at(spec, 'containers')).flatMap(container => [
    ...namesOf(at(container, 'command')),
    ...namesOf(at(container, 'args')),
  ]);
  for (const [index, word] of words.entries()) {
    const found = DEFAULT_ACCOUNT.exec(word);
    if (found) {
      return (found[1]?.slice(1) ?? words[index + 1]) || undefined;
    }
  }
  return undefined;
}
