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

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kubeconfigOf } from '../cluster/kubeconfig';
import type { LivingCluster } from '../cluster/LivingCluster';
import { packageFolder } from '../packageFolder';

const keyward = join(dirname(dirname(packageFolder)), 'scripts/keyward.mjs');

/** How the command ended, and what it printed. */
export interface Printed {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs `keyward` as a person does, without any access but what the arguments give. */
export async function runKeyward(...args: string[]): Promise<Printed> {
  return await new Promise(resolve => {
    execFile(
      process.execPath,
      [keyward, ...args],
      {
        maxBuffer: 2 ** 26,
        env: {
          ...process.env,
          KUBECONFIG: undefined,
          NODE_OPTIONS: undefined,
          JEST_WORKER_ID: undefined,
        },
      },
      (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Writes a kubeconfig file with a context named as the cluster, for whoever has the token. */
export async function writeKubeconfig(
  file: string,
  { clusterName, url, caData }: LivingCluster,
  adminToken: string,
): Promise<string> {
  await writeFile(
    file,
    JSON.stringify(kubeconfigOf([{ clusterName, url, caData, adminToken }])),
    { mode: 0o600 },
  );
  return file;
}
