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
  for (const file of ['reader.yaml', ...more]) {
    const role = join(
      dirname(dirname(packageFolder)),
      'deploy/kubernetes',
      file,
    );
    await cluster.kubectl(['apply', '-f', '-'], await readFile(role, 'utf8'));
  }
  return await cluster.createServiceAccountToken('keyward', 'keyward-reader');
}
