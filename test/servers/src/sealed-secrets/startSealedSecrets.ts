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

import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureServers } from '../build/ensureServers';
import { type SealedSecretsVersion } from '../build/serverBinaries';
import { freePorts } from '../cluster/freePorts';
import { LivingCluster } from '../cluster/LivingCluster';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { ServerProcess } from '../process/ServerProcess';
import { exposeService } from './exposeService';
import { hostAddress } from './hostAddress';

// A controller finds its token at this one path, which here belongs to another
// machine than its own: it gets a mount namespace in which it is there.
const IN_A_POD = `
set -e
mount -t tmpfs tmpfs /var/run
mkdir -p /var/run/secrets/kubernetes.io/serviceaccount
cp "$1"/* /var/run/secrets/kubernetes.io/serviceaccount/
shift
exec "$@"
`;
/** The first start makes a key of 4096 bits. */
const START_MS = 120_000;

/** Options of {@link startSealedSecrets}. */
export interface SealedSecretsOptions {
  version: SealedSecretsVersion;
  /** Where its keys and its Service are. Default: `kube-system`. */
  namespace?: string;
  /** The name of its Service. Default: `sealed-secrets-controller`. */
  serviceName?: string;
  /** More arguments, such as `--key-renew-period=0`. */
  args?: string[];
  onProgress?: (line: string) => void;
}

/** A real Sealed Secrets controller that serves a living cluster. */
export class SealedSecretsController {
  readonly version: SealedSecretsVersion;
  readonly namespace: string;
  readonly serviceName: string;
  /** Where its API answers, without a path. */
  readonly url: string;
  readonly metricsUrl: string;
  readonly #process: ServerProcess;

  constructor(parts: {
    options: Required<Pick<SealedSecretsOptions, 'namespace' | 'serviceName'>> &
      SealedSecretsOptions;
    url: string;
    metricsUrl: string;
    process: ServerProcess;
  }) {
    this.version = parts.options.version;
    this.namespace = parts.options.namespace;
    this.serviceName = parts.options.serviceName;
    this.url = parts.url;
    this.metricsUrl = parts.metricsUrl;
    this.#process = parts.process;
  }

  /** The certificate that it serves, PEM. */
  async certificate(): Promise<string> {
    const response = await fetch(`${this.url}/v1/cert.pem`);
    if (!response.ok) {
      throw new Error(`cert.pem answered ${response.status}`);
    }
    return await response.text();
  }

  /** What /v1/verify answers: 200 where it opens the SealedSecret, 409 where not. */
  async verify(sealedSecret: unknown): Promise<number> {
    const response = await fetch(`${this.url}/v1/verify`, {
      method: 'POST',
      body: JSON.stringify(sealedSecret),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** Has it make a new key, as it does when the period is over. */
  renewKey() {
    this.#process.kill('SIGUSR1');
  }

  async stop(): Promise<void> {
    await this.#process.stop('SIGTERM');
  }

  /** The end of its log. */
  async lastOutput(): Promise<string> {
    return await this.#process.lastOutput();
  }
}

/**
 * Starts a real Sealed Secrets controller for a cluster, with the kind that it
 * serves and the Service by which the API server passes requests on to it.
 */
export async function startSealedSecrets(
  cluster: LivingCluster,
  options: SealedSecretsOptions,
): Promise<SealedSecretsController> {
  const { version, onProgress } = options;
  const { namespace = 'kube-system' } = options;
  const { serviceName = 'sealed-secrets-controller' } = options;
  const binary = `sealed-secrets-controller-${version}` as const;
  const { [binary]: executable } = await ensureServers([binary], {
    onProgress,
  });
  const address = hostAddress();
  const [port, metricsPort] = await freePorts(2);
  await applyManifests(
    cluster,
    (
      await loadCustomResourceDefinitions()
    ).filter(({ metadata }) => metadata.name === 'sealedsecrets.bitnami.com'),
    { waitMs: 0 },
  );
  await exposeService(cluster, { namespace, name: serviceName, address, port });
  const folder = join(cluster.dataDir, `${serviceName}-${version}`);
  const accountFolder = join(folder, 'serviceaccount');
  await mkdir(accountFolder, { recursive: true });
  await writeFile(join(accountFolder, 'token'), cluster.adminToken);
  await writeFile(join(accountFolder, 'ca.crt'), cluster.caData);
  const { hostname, port: apiPort } = new URL(cluster.url);
  const server = new ServerProcess({
    executable: 'unshare',
    args: [
      ...(isRoot() ? [] : ['--user', '--map-root-user']),
      ...['--mount', 'sh', '-c', IN_A_POD, 'sh', accountFolder],
      executable,
      `--listen-addr=${address}:${port}`,
      `--listen-metrics-addr=127.0.0.1:${metricsPort}`,
      ...(options.args ?? []),
    ],
    logFile: join(folder, 'controller.log'),
    env: {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: apiPort,
      POD_NAMESPACE: namespace,
    },
  });
  const controller = new SealedSecretsController({
    options: { ...options, namespace, serviceName },
    url: `http://${address}:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    process: server,
  });
  await server.start(
    async () => (await controller.certificate()).length > 0,
    START_MS,
  );
  return controller;
}

/** Runs kubeseal of a version and answers with what it printed. */
export async function runKubeseal(
  version: SealedSecretsVersion,
  args: string[],
  input: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const binary = `kubeseal-${version}` as const;
  const { [binary]: executable } = await ensureServers([binary]);
  return await new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', chunk => {
      stderr += chunk;
    });
    // A command that does not read its input closes it.
    child.stdin.on('error', () => {});
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
