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

import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterClient } from '../client';
import { listPages } from './listPages';

/**
 * The names of all namespaces of a cluster.
 *
 * @throws {@link ClusterError}, or the signal's reason
 * @public
 */
export async function listNamespaces(
  kubeConfig: KubeConfig,
  signal: AbortSignal,
): Promise<string[]> {
  return await readNamespaceNames(new ClusterClient(kubeConfig), signal);
}

/** @throws {@link ClusterError}, or the signal's reason */
export async function readNamespaceNames(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<string[]> {
  const pages = listPages(
    client,
    { path: '/api/v1/namespaces', as: 'metadata' },
    signal,
  );
  const names: string[] = [];
  for await (const { items } of pages) {
    for (const item of items as { metadata?: { name?: string } }[]) {
      names.push(...(item.metadata?.name ? [item.metadata.name] : []));
    }
  }
  return names;
}
