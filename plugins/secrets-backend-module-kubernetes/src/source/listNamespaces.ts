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

import { loadKubernetesClient } from '@keyward/kube-collector';
import type { KubeConfig } from '@kubernetes/client-node';

const PAGE = 500;

/** The names of all namespaces of a cluster, read page by page. */
export async function listNamespaces(
  kubeConfig: KubeConfig,
): Promise<string[]> {
  const api = kubeConfig.makeApiClient(loadKubernetesClient().CoreV1Api);
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, metadata } = await api.listNamespace({
      limit: PAGE,
      _continue: cursor,
    });
    names.push(...items.flatMap(item => item.metadata?.name ?? []));
    cursor = metadata?._continue;
  } while (cursor);
  return names;
}
