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

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LivingCluster } from '../cluster/LivingCluster';
import { packageFolder } from '../packageFolder';

/**
 * A token of the ServiceAccount that deploy/kubernetes/reader.yaml makes.
 *
 * @param more - other files of this folder whose rights it has as well
 */
export async function readerToken(
  cluster: LivingCluster,
  more: string[] = [],
): Promise<string> {
  await applyDeployed(cluster, ['reader.yaml', ...more]);
  return await cluster.createServiceAccountToken('keyward', 'keyward-reader');
}

/** A token of the ServiceAccount that deploy/kubernetes/external-secrets-sync.yaml makes. */
export async function syncToken(cluster: LivingCluster): Promise<string> {
  await applyDeployed(cluster, ['external-secrets-sync.yaml']);
  return await cluster.createServiceAccountToken(
    'keyward',
    'keyward-external-secrets-sync',
  );
}

async function applyDeployed(
  cluster: LivingCluster,
  files: string[],
): Promise<void> {
  for (const file of files) {
    const path = join(
      dirname(dirname(packageFolder)),
      'deploy/kubernetes',
      file,
    );
    await cluster.kubectl(['apply', '-f', '-'], await readFile(path, 'utf8'));
  }
}
