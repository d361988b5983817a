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

import {
  loadKubeconfigContext,
  loadKubernetesClient,
} from '@keyward/kube-collector';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import type { ClusterCredential, KnownCluster } from '../config';

const USER = 'keyward';

/**
 * How Keyward gets into a cluster: the address from where it is known, the
 * credential its own.
 *
 * @throws an error that names what is wrong, without any part of a credential
 */
export function createKubeConfig(
  name: string,
  credential: ClusterCredential,
  known: KnownCluster | undefined,
): KubeConfig {
  if (credential.type === 'kubeconfig') {
    return loadKubeconfigContext(credential.file, credential.context);
  }
  const client = loadKubernetesClient();
  const config = new client.KubeConfig();
  if (credential.type === 'inCluster') {
    if (!process.env.KUBERNETES_SERVICE_HOST) {
      throw new Error('inCluster: the portal does not run in a cluster');
    }
    config.loadFromCluster();
    return config;
  }
  if (!known?.url) {
    throw new Error(
      `The cluster ${name} is not known: list it under kubernetes.clusterLocatorMethods, or name a kubeconfig and a context`,
    );
  }
  const cluster: Cluster = {
    name,
    server: known.url,
    skipTLSVerify: known.skipTLSVerify ?? false,
    ...(known.caData ? { caData: known.caData } : {}),
    ...(known.caFile ? { caFile: known.caFile } : {}),
  };
  config.loadFromClusterAndUser(cluster, userOf(credential));
  return config;
}

/** A user of a kubeconfig that logs in with a token. */
export function userOf(
  credential: Extract<ClusterCredential, { type: 'token' | 'tokenFile' }>,
): User {
  return credential.type === 'token'
    ? { name: USER, token: credential.token }
    : {
        name: USER,
        // The client reads the file again when the token is a minute old.
        authProvider: {
          name: 'tokenFile',
          config: { tokenFile: credential.file },
        },
      };
}
