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
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../build/ensureServers';
import { ServerName } from '../build/serverBinaries';
import { reapFolder } from '../process/startReaper';
import { ClusterFolder } from './ClusterFolder';
import { LivingCluster } from './LivingCluster';
import { LivingClusterOptions } from './LivingClusterOptions';

/**
 * Starts a real control plane on 127.0.0.1: etcd, kube-apiserver and, unless
 * told otherwise, the controller manager, the scheduler and KWOK. Servers that
 * are not yet built are built first, which takes minutes.
 */
export async function startLivingCluster(
  options: LivingClusterOptions = {},
): Promise<LivingCluster> {
  const { clusterName = 'living', dataDir, port, onProgress } = options;
  const names: ServerName[] = ['etcd', 'kube-apiserver', 'kubectl'];
  if (options.controllerManager !== false) {
    names.push('kube-controller-manager');
  }
  if (options.scheduler !== false) {
    names.push('kube-scheduler');
  }
  if (options.kwok !== false) {
    names.push('kwok');
  }
  const executables = await ensureServers(names, { onProgress });
  const temporary = dataDir === undefined;
  const path = dataDir ?? (await mkdtemp(join(tmpdir(), 'keyward-cluster-')));
  if (temporary) {
    reapFolder(path);
  }
  const folder = await ClusterFolder.open(path, clusterName, port);
  const cluster = new LivingCluster({
    folder,
    options,
    executables,
    temporary,
  });
  try {
    await cluster.start();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}
