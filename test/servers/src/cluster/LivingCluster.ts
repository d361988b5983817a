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
import { rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { forgetFolder } from '../process/startReaper';
import { ServerProcess } from '../process/ServerProcess';
import { ServerName } from '../build/serverBinaries';
import { KubernetesManifest } from '../manifests/KubernetesManifest';
import { ApiClient } from './ApiClient';
import { ClusterFolder } from './ClusterFolder';
import { EtcdClient, EtcdEntry } from './EtcdClient';
import { LivingClusterOptions, TokenUser } from './LivingClusterOptions';
import { registryEntry } from './registryEntry';
import {
  apiServerArguments,
  auditLogFile,
  containerFolder,
  controllerManagerArguments,
  etcdArguments,
  kwokArguments,
  schedulerArguments,
} from './serverArguments';
import { createNodes } from './createNodes';

/** How a kubectl command ended. */
export class KubectlError extends Error {
  readonly code: number | null;
  readonly stderr: string;

  constructor(args: string[], code: number | null, stderr: string) {
    super(`kubectl ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    this.name = 'KubectlError';
    this.code = code;
    this.stderr = stderr;
  }
}

/** What a {@link LivingCluster} is made from. */
export interface LivingClusterParts {
  folder: ClusterFolder;
  options: LivingClusterOptions;
  executables: Partial<Record<ServerName, string>>;
  /** Whether the folder is removed at the end. */
  temporary: boolean;
}

/** A real Kubernetes control plane with simulated nodes, without containers. */
export class LivingCluster {
  /** Talks to the API server as the administrator. */
  readonly api: ApiClient;
  readonly etcd: EtcdClient;
  /** Tokens of the users asked for, by name. */
  readonly userTokens: Record<string, string> = {};

  readonly #parts: LivingClusterParts;
  readonly #servers = new Map<ServerName, ServerProcess>();
  #users: TokenUser[];
  #stopped = false;

  constructor(parts: LivingClusterParts) {
    const { folder, options } = parts;
    this.#parts = parts;
    this.#users = options.users ?? [];
    this.api = new ApiClient({
      url: folder.url,
      ca: folder.caData,
      token: folder.adminToken,
    });
    this.etcd = new EtcdClient(`http://127.0.0.1:${folder.ports.etcdClient}`);
  }

  get clusterName(): string {
    return this.#parts.folder.clusterName;
  }

  /** The address of the API server. */
  get url(): string {
    return this.#parts.folder.url;
  }

  /** The certificate authority, as a file. */
  get caFile(): string {
    return this.#parts.folder.file('ca.crt');
  }

  /** The certificate authority, PEM. */
  get caData(): string {
    return this.#parts.folder.caData;
  }

  get adminToken(): string {
    return this.#parts.folder.adminToken;
  }

  /** A kubeconfig with the administrator's context, named as the cluster. */
  get kubeconfigPath(): string {
    return this.#parts.folder.kubeconfigPath;
  }

  get dataDir(): string {
    return this.#parts.folder.path;
  }

  get auditLogFile(): string {
    return auditLogFile(this.#parts.folder);
  }

  /** Where commands run that are executed in pods, with the option `exec`. */
  get containerFolder(): string {
    return containerFolder(this.#parts.folder);
  }

  /** Whether workloads get pods, and these run. */
  get runsWorkloads(): boolean {
    const { controllerManager, scheduler, kwok } = this.#parts.options;
    return controllerManager !== false && scheduler !== false && kwok !== false;
  }

  /** Process ids of the servers that run, by name. */
  get pids(): Partial<Record<ServerName, number>> {
    return Object.fromEntries(
      [...this.#servers]
        .filter(([, server]) => server.running)
        .map(([name, server]) => [name, server.pid]),
    );
  }

  /** Starts all servers; `startLivingCluster` has done so. */
  async start(): Promise<void> {
    const { folder, options } = this.#parts;
    await this.setUsers(this.#users);
    await folder.writeKubeconfig();
    const etcd = this.#server('etcd', etcdArguments(folder));
    await etcd.start(async () => (await this.etcd.revision()) >= 0);
    await this.startApiServer();
    const alive = async () => true;
    if (options.controllerManager !== false) {
      const args = controllerManagerArguments(folder);
      await this.#server('kube-controller-manager', args).start(alive);
    }
    if (options.scheduler !== false) {
      const args = await schedulerArguments(folder);
      await this.#server('kube-scheduler', args).start(alive);
    }
    if (options.kwok !== false) {
      const args = await kwokArguments(folder, options);
      await this.#server('kwok', args).start(alive);
      await createNodes(this.api, options.nodes ?? 2);
    }
  }

  /** Starts the API server, on the same port as before. */
  async startApiServer(): Promise<void> {
    const { folder, options } = this.#parts;
    const args = await apiServerArguments(folder, options);
    const server = this.#server('kube-apiserver', args);
    await server.start(() => this.#isReady());
  }

  /** Kills the API server, or has it end properly. */
  async stopApiServer(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#servers.get('kube-apiserver')?.stop(signal, 60_000);
  }

  async restartApiServer(): Promise<void> {
    await this.stopApiServer();
    await this.startApiServer();
  }

  /** The API server keeps its connections but answers nothing any more. */
  pauseApiServer() {
    this.#servers.get('kube-apiserver')?.kill('SIGSTOP');
  }

  /** Ends {@link LivingCluster.pauseApiServer}. */
  resumeApiServer() {
    this.#servers.get('kube-apiserver')?.kill('SIGCONT');
  }

  /**
   * Replaces the users beside the administrator. The API server reads them
   * when it starts: restart it for a change to count.
   */
  async setUsers(users: TokenUser[]): Promise<void> {
    this.#users = users;
    for (const name of Object.keys(this.userTokens)) {
      delete this.userTokens[name];
    }
    Object.assign(this.userTokens, await this.#parts.folder.writeUsers(users));
  }

  /** Takes a user's token away and restarts the API server. */
  async revokeUser(name: string): Promise<void> {
    await this.setUsers(this.#users.filter(user => user.name !== name));
    await this.restartApiServer();
  }

  /**
   * A token of a ServiceAccount, which is made if it does not exist. Deleting
   * the ServiceAccount revokes it, within the 10 s that the API server
   * remembers a token.
   */
  async createServiceAccountToken(
    namespace: string,
    name: string,
    expirationSeconds = 3600,
  ): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    const created = await this.api.request('POST', path, {
      body: {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      },
    });
    if (created.status !== 201 && created.status !== 409) {
      throw new Error(
        `ServiceAccount ${namespace}/${name} could not be made: ${created.body.message}`,
      );
    }
    const answer = await this.api.call('POST', `${path}/${name}/token`, {
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds },
      },
    });
    return answer.status.token;
  }

  /**
   * Runs kubectl as the administrator and answers with what it printed.
   *
   * @throws {@link KubectlError} when it fails
   */
  async kubectl(args: string[], input?: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const child = spawn(
        this.#executable('kubectl'),
        ['--kubeconfig', this.kubeconfigPath, ...args],
        { stdio: 'pipe' },
      );
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
      child.once('close', code =>
        code === 0
          ? resolve(stdout)
          : reject(new KubectlError(args, code, stderr)),
      );
      child.stdin.end(input);
    });
  }

  /**
   * Puts an object straight into etcd, as it is: with its age, its
   * managedFields and its uid, past all admission and validation.
   *
   * @param plural - the resource name, for custom kinds
   */
  async putObject(
    manifest: KubernetesManifest,
    plural?: string,
  ): Promise<void> {
    await this.putObjects([manifest], plural);
  }

  /** As {@link LivingCluster.putObject}, for many: some 5,000 a second. */
  async putObjects(
    manifests: Iterable<KubernetesManifest> | AsyncIterable<KubernetesManifest>,
    plural?: string,
  ): Promise<number> {
    async function* entries(): AsyncGenerator<EtcdEntry> {
      for await (const manifest of manifests) {
        yield registryEntry(manifest, plural);
      }
    }
    return await this.etcd.putAll(entries());
  }

  /**
   * Forgets old revisions in etcd: lists and watches from an older
   * resourceVersion that the API server has to ask etcd for answer 410. Its
   * own watch cache still remembers: restart it to have it forget as well.
   */
  async compactEtcd(): Promise<void> {
    await this.etcd.compact();
  }

  /** Stops everything and removes what is temporary. May be called twice. */
  async stop(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    this.#stopped = true;
    this.api.close();
    const order: [ServerName, NodeJS.Signals][] = [
      ['kwok', 'SIGKILL'],
      ['kube-scheduler', 'SIGKILL'],
      ['kube-controller-manager', 'SIGKILL'],
      ['kube-apiserver', 'SIGKILL'],
      ['etcd', 'SIGTERM'],
    ];
    for (const [name, signal] of order) {
      await this.#servers.get(name)?.stop(signal);
    }
    this.etcd.close();
    if (this.#parts.temporary) {
      await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
      forgetFolder(this.dataDir);
    }
  }

  #executable(name: ServerName): string {
    const path = this.#parts.executables[name];
    if (!path) {
      throw new Error(`${name} was not among the servers made ready`);
    }
    return path;
  }

  #server(name: ServerName, args: string[]): ServerProcess {
    const running = this.#servers.get(name);
    if (running?.running) {
      throw new Error(`${name} of ${this.clusterName} is running already`);
    }
    const server = new ServerProcess({
      executable: this.#executable(name),
      args,
      logFile: this.#parts.folder.file(`${name}.log`),
    });
    this.#servers.set(name, server);
    return server;
  }

  async #isReady(): Promise<boolean> {
    // A connection of its own: the pooled ones may belong to a killed server.
    return await new Promise(resolve => {
      const request = httpsRequest(
        new URL('/readyz', this.url),
        {
          ca: this.caData,
          agent: false,
          timeout: 2_000,
          headers: { authorization: `Bearer ${this.adminToken}` },
        },
        response => {
          response.resume();
          resolve(response.statusCode === 200);
        },
      );
      request.once('timeout', () => request.destroy());
      request.once('error', () => resolve(false));
      request.end();
    });
  }
}
