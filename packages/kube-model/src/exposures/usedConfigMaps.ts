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

import { isSecretName } from '../fields/names';
import { objectAt, itemsAt, textAt } from '../fields/read';
import type { Json } from '@keyward/observation';
import { isMadeOfTemplate, podSpecPath, type Kind } from './podSpecs';

/** Put into each namespace by the cluster, and mounted into each pod. */
const EVERYWHERE = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt']);

/**
 * The names of the ConfigMaps that a workload takes: as variables, as files, or
 * projected. Of what is made of another object's template none, as that names them.
 */
export function usedConfigMaps(object: Json, kind: Kind): string[] {
  const way = podSpecPath(kind);
  if (!way || isMadeOfTemplate(object, kind)) {
    return [];
  }
  const spec = objectAt(object, ...way);
  const names = new Set<string>();
  const add = (name: string | undefined) => {
    // The same as Secrets can have.
    if (isSecretName(name) && !EVERYWHERE.has(name)) {
      names.add(name);
    }
  };
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const { item: container } of itemsAt(spec, field)) {
      for (const { item } of itemsAt(container, 'env')) {
        add(textAt(item, 'valueFrom', 'configMapKeyRef', 'name'));
      }
      for (const { item } of itemsAt(container, 'envFrom')) {
        add(textAt(item, 'configMapRef', 'name'));
      }
    }
  }
  for (const { item } of itemsAt(spec, 'volumes')) {
    add(textAt(item, 'configMap', 'name'));
    for (const { item: source } of itemsAt(item, 'projected', 'sources')) {
      add(textAt(source, 'configMap', 'name'));
    }
  }
  return [...names].sort();
}
