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
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { ensureServers } from '../build/ensureServers';
import { findGo } from '../build/findGo';
import { freePorts } from '../cluster/freePorts';
import type { LivingCluster } from '../cluster/LivingCluster';
import { applyManifests } from '../manifests/applyManifests';
import type { KubernetesManifest } from '../manifests/KubernetesManifest';
import { packageFolder } from '../packageFolder';
import { until } from '../portal/until';
import { ServerProcess } from '../process/ServerProcess';

const run = promisify(execFile);

const MODULE = 'github.com/external-secrets/external-secrets';
const START_MS = 120_000;

/** Options of {@link startExternalSecrets}. */
export interface ExternalSecretsOptions {
  /** Where it finds Secrets Manager, the Parameter Store and STS. */
  awsUrl?: string;
  onProgress?: (line: string) => void;
}

/** A real External Secrets Operator that serves a living cluster. */
export interface ExternalSecretsOperator {
  metricsUrl: string;
  stop(): Promise<void>;
}

/** Starts a real External Secrets Operator for a cluster, with its own kinds. */
export async function startExternalSecrets(
  cluster: LivingCluster,
  { awsUrl, onProgress }: ExternalSecretsOptions = {},
): Promise<ExternalSecretsOperator> {
  const { 'external-secrets': executable } = await ensureServers(
    ['external-secrets'],
    { onProgress },
  );
  await applyManifests(cluster, await loadDefinitions(), { waitMs: 0 });
  const wait = ['wait', '--for=condition=Established', 'crd', '--all'];
  // One that has no conditions yet is an error to kubectl.
  await until(async () => await cluster.kubectl(wait), 60_000);
  const [metricsPort, livePort] = await freePorts(2);
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  const server = new ServerProcess({
    executable,
    args: [
      // A provider that does not answer holds up one of these.
      '--concurrent=4',
      `--metrics-addr=127.0.0.1:${metricsPort}`,
      `--live-addr=127.0.0.1:${livePort}`,
    ],
    logFile: join(cluster.dataDir, 'external-secrets.log'),
    env: {
      KUBECONFIG: cluster.kubeconfigPath,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(awsUrl
        ? {
            AWS_SECRETSMANAGER_ENDPOINT: awsUrl,
            AWS_SSM_ENDPOINT: awsUrl,
            AWS_STS_ENDPOINT: awsUrl,
          }
        : {}),
    },
  });
  await server.start(async () => (await fetch(metricsUrl)).ok, START_MS);
  return { metricsUrl, stop: async () => await server.stop('SIGTERM') };
}

/** The definitions of its kinds, as the version that is built brings them: the operator relies on their defaults. */
async function loadDefinitions(): Promise<KubernetesManifest[]> {
  const { stdout } = await run(
    await findGo(),
    ['list', '-m', '-f', '{{.Dir}}', MODULE],
    { cwd: join(packageFolder, 'go/external-secrets') },
  );
  const folder = join(stdout.trim(), 'config/crds/bases');
  const names = (await readdir(folder)).filter(name =>
    /external-secrets\.io_.*\.yaml$/.test(name),
  );
  const documents = await Promise.all(
    names.map(async name =>
      loadAll(await readFile(join(folder, name), 'utf8')),
    ),
  );
  return documents.flat() as KubernetesManifest[];
}
