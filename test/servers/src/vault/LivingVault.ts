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

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../build/ensureServers';
import { ApiClient } from '../cluster/ApiClient';
import {
  type CertificateWithKey,
  makeAuthority,
  makeServerCertificate,
} from '../cluster/certificates';
import { freePorts } from '../cluster/freePorts';
import type { LivingCluster } from '../cluster/LivingCluster';
import { until } from '../portal/until';
import { forgetFolder, reapFolder } from '../process/startReaper';
import { VaultNode } from './VaultNode';

const VOTE_MS = 60_000;

/** What it runs as plugins, by the name of the executable. */
const PLUGINS = {
  'vault-plugin-auth-kubernetes': { type: 'auth', name: 'kubernetes' },
  'postgresql-database-plugin': {
    type: 'database',
    name: 'postgresql-database-plugin',
  },
} as const;
const PLUGIN_FILES = Object.keys(PLUGINS) as (keyof typeof PLUGINS)[];

/** A real Vault: initialized, unsealed, on 127.0.0.1 by TLS, of one node or several. */
export class LivingVault {
  readonly nodes: readonly VaultNode[];
  /** Of the authority that signed the certificates of its nodes, PEM. */
  readonly ca: string;
  /** What its nodes answer by, for a proxy that stands in their place. */
  readonly certificate: CertificateWithKey;
  readonly #folder: string;
  #rootToken = '';
  #unsealKey = '';

  private constructor(options: {
    folder: string;
    nodes: VaultNode[];
    ca: string;
    certificate: CertificateWithKey;
  }) {
    this.#folder = options.folder;
    this.nodes = options.nodes;
    this.ca = options.ca;
    this.certificate = options.certificate;
  }

  /**
   * Starts it, and builds it first if need be, which takes minutes.
   *
   * @param options.isInitialized - false for one that nobody has set up yet
   */
  static async start({
    nodes: count = 1,
    isInitialized = true,
  } = {}): Promise<LivingVault> {
    const executables = await ensureServers(['vault', ...PLUGIN_FILES]);
    const folder = await mkdtemp(join(tmpdir(), 'keyward-vault-'));
    reapFolder(folder);
    const pluginFolder = pluginFolderOf(folder);
    await mkdir(pluginFolder);
    // Vault runs none that a link leads to.
    await Promise.all(
      PLUGIN_FILES.map(file =>
        copyFile(
          executables[file],
          join(pluginFolder, file),
          constants.COPYFILE_FICLONE,
        ),
      ),
    );
    const authority = makeAuthority('vault-ca');
    const certificate = makeServerCertificate(authority, 'vault');
    const ca = authority.certificate;
    const ports = await freePorts(2 * count);
    const nodes = Array.from(
      { length: count },
      (_, index) =>
        new VaultNode({
          name: `node-${index}`,
          folder: join(folder, `node-${index}`),
          executable: executables.vault,
          pluginFolder,
          ports: { api: ports[2 * index], cluster: ports[2 * index + 1] },
          certificate,
          ca,
        }),
    );
    const vault = new LivingVault({
      folder,
      nodes,
      ca,
      certificate,
    });
    try {
      await vault.nodes[0].start();
      if (isInitialized) {
        await vault.#initialize();
      }
    } catch (error) {
      await vault.stop();
      throw error;
    }
    return vault;
  }

  get url(): string {
    return this.nodes[0].url;
  }

  get rootToken(): string {
    return this.#rootToken;
  }

  /** A client of its first node, or of another, with the root token or another. */
  client({ token = this.#rootToken, url = this.url } = {}): ApiClient {
    return new ApiClient({ url, ca: this.ca, token });
  }

  async unseal(node: VaultNode): Promise<void> {
    await node.unseal(this.#unsealKey);
  }

  /** The node that serves requests. */
  async leader(): Promise<VaultNode> {
    return await until(async () => {
      for (const node of this.nodes) {
        const answer = await node.api
          .request('GET', '/v1/sys/leader')
          .catch(() => undefined);
        if (answer?.body?.is_self === true) {
          return node;
        }
      }
      throw new Error('No node is the leader');
    });
  }

  /** Writes a policy, and answers with a new token that has it and no other. */
  async createToken(
    policies: Record<string, string>,
    options: object = {},
  ): Promise<string> {
    const root = this.client();
    for (const [name, policy] of Object.entries(policies)) {
      await root.call('PUT', `/v1/sys/policies/acl/${name}`, {
        body: { policy },
      });
    }
    const { auth } = await root.call('POST', '/v1/auth/token/create', {
      body: {
        policies: Object.keys(policies),
        no_default_policy: true,
        ...options,
      },
    });
    return auth.client_token;
  }

  /** Has it take the tokens of a cluster's ServiceAccounts, at `auth/kubernetes`. */
  async enableKubernetesAuth(cluster: LivingCluster): Promise<void> {
    const root = this.client();
    const name = 'kubernetes';
    await this.#registerPlugin('vault-plugin-auth-kubernetes');
    await root.call('POST', `/v1/sys/auth/${name}`, { body: { type: name } });
    await cluster.kubectl(['create', 'namespace', 'vault']);
    const token = await cluster.createServiceAccountToken('vault', 'reviewer');
    await cluster.kubectl([
      'create',
      'clusterrolebinding',
      'vault-reviewer',
      '--clusterrole=system:auth-delegator',
      '--serviceaccount=vault:reviewer',
    ]);
    await root.call('POST', `/v1/auth/${name}/config`, {
      body: {
        kubernetes_host: cluster.url,
        kubernetes_ca_cert: cluster.caData,
        token_reviewer_jwt: token,
      },
    });
  }

  /** Has it make accounts in PostgreSQL, by the connection `main` of the engine `database`. */
  async enableDatabase(connectionString: string): Promise<void> {
    const root = this.client();
    const url = new URL(connectionString);
    await this.#registerPlugin('postgresql-database-plugin');
    await root.call('POST', '/v1/sys/mounts/database', {
      body: { type: 'database' },
    });
    await root.call('POST', '/v1/database/config/main', {
      body: {
        plugin_name: 'postgresql-database-plugin',
        allowed_roles: ['*'],
        connection_url: `postgresql://{{username}}:{{password}}@${url.host}${url.pathname}?sslmode=disable`,
        username: url.username,
        password: url.password,
      },
    });
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) {
      node.api.close();
    }
    await Promise.all(this.nodes.map(node => node.kill()));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    forgetFolder(this.#folder);
  }

  async #registerPlugin(file: keyof typeof PLUGINS): Promise<void> {
    const { type, name } = PLUGINS[file];
    const executable = await readFile(join(pluginFolderOf(this.#folder), file));
    const sha256 = createHash('sha256').update(executable).digest('hex');
    await this.client().call('PUT', `/v1/sys/plugins/catalog/${type}/${name}`, {
      body: { sha256, command: file },
    });
  }

  async #initialize(): Promise<void> {
    const [first, ...others] = this.nodes;
    const { keys, root_token: rootToken } = await first.api.call(
      'POST',
      '/v1/sys/init',
      { body: { secret_shares: 1, secret_threshold: 1 } },
    );
    this.#rootToken = rootToken;
    [this.#unsealKey] = keys;
    await this.unseal(first);
    await this.leader();
    for (const node of others) {
      await node.start();
      await node.join(first);
      await this.unseal(node);
    }
    if (others.length > 0) {
      await this.#waitForVoters();
    }
  }

  /** A new node counts for the quorum only once it was stable for a while. */
  async #waitForVoters(): Promise<void> {
    const path = '/v1/sys/storage/raft/autopilot/state';
    await until(async () => {
      const { data } = await this.client().call('GET', path);
      if (data.voters.length < this.nodes.length) {
        throw new Error(`Only ${data.voters.length} nodes have a vote`);
      }
    }, VOTE_MS);
  }
}

function pluginFolderOf(folder: string): string {
  return join(folder, 'plugins');
}
