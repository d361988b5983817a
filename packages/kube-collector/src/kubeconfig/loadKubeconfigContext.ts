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

import { readFileSync } from 'fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { loadKubernetesClient } from '../client';

/**
 * Reads one context of a kubeconfig file. The file is always named: neither the
 * variable KUBECONFIG nor the home folder is looked at.
 *
 * @throws an error that names the file and the context, and quotes nothing of it
 * @public
 */
export function loadKubeconfigContext(
  file: string,
  context: string,
): KubeConfig {
  const client = loadKubernetesClient();
  const config = new client.KubeConfig();
  try {
    readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The kubeconfig ${file} cannot be read (${code})`);
  }
  try {
    config.loadFromFile(file);
  } catch {
    // A YAML parser quotes the line that it stumbled over, with its token.
    throw new Error(`The kubeconfig ${file} is no valid kubeconfig`);
  }
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new Error(
      `The kubeconfig ${file} has no context ${context}; it has: ${
        names.join(', ') || 'none'
      }`,
    );
  }
  config.setCurrentContext(context);
  if (!config.getCurrentCluster()) {
    throw new Error(
      `The context ${context} of the kubeconfig ${file} names no cluster that is in it`,
    );
  }
  return config;
}
