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

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient } from '../cluster/ApiClient';
import type { CertificateWithKey } from '../cluster/certificates';
import { until } from '../portal/until';
import { ServerProcess } from '../process/ServerProcess';

const START_MS = 60_000;

/** Options of {@link VaultNode}. */
export interface VaultNodeOptions {
  name: string;
  /** Its storage, configuration and log, and nothing else. */
  folder: string;
  executable: string;
  /** What it may run as plugins. */
  pluginFolder: string;
  ports: { api: number; cluster: number };
  certificate: CertificateWithKey;
  /** Of the authority that signed its certificate. */
  ca: string;
}

/** One node of a real Vault with raft storage on 127.0.0.1. */
export class VaultNode {
  readonly name: string;
  readonly url: string;
  /** Without a token. */
  readonly api: ApiClient;
  readonly #options: VaultNodeOptions;
  readonly #server: ServerProcess;

  constructor(options: VaultNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.url = `https://127.0.0.1:${options.ports.api}`;
    this.api = new ApiClient({ url: this.url, ca: options.ca });
    this.#server = new ServerProcess({
      executable: options.executable,
      args: ['server', `-config=${join(options.folder, 'vault.json')}`],
      logFile: join(options.folder, 'vault.log'),
      cwd: options.folder,
    });
  }

  /** Starts it, sealed as it is then, and resolves once it answers. */
  async start(): Promise<void> {
    await this.#writeConfiguration();
    await this.#server.start(async () => {
      const { status } = await this.api.request('GET', '/v1/sys/seal-status');
      return status === 200;
    }, START_MS);
  }

  /** Makes it one of the cluster that another node is of; it has to be unsealed then. */
  async join(leader: VaultNode): Promise<void> {
    await this.api.call('POST', '/v1/sys/storage/raft/join', {
      body: { leader_api_addr: leader.url, leader_ca_cert: this.#options.ca },
    });
  }

  /** Unseals it, and resolves once it is. */
  async unseal(key: string): Promise<void> {
    await this.api.call('POST', '/v1/sys/unseal', { body: { key } });
    await until(async () => {
      const { sealed } = await this.api.call('GET', '/v1/sys/seal-status');
      if (sealed) {
        throw new Error(`${this.name} is sealed still`);
      }
    });
  }

  /** Ends it at once, as a machine that fails. */
  async kill(): Promise<void> {
    await this.#server.stop('SIGKILL');
  }

  async #writeConfiguration(): Promise<void> {
    const { folder, pluginFolder, ports, certificate } = this.#options;
    const storage = join(folder, 'raft');
    await mkdir(storage, { recursive: true, mode: 0o700 });
    const certificateFile = join(folder, 'server.crt');
    const keyFile = join(folder, 'server.key');
    await writeFile(certificateFile, certificate.certificate);
    await writeFile(keyFile, certificate.key, { mode: 0o600 });
    const configuration = {
      storage: {
        raft: {
          path: storage,
          node_id: this.name,
          performance_multiplier: '1',
        },
      },
      listener: {
        tcp: {
          address: `127.0.0.1:${ports.api}`,
          cluster_address: `127.0.0.1:${ports.cluster}`,
          tls_cert_file: certificateFile,
          tls_key_file: keyFile,
        },
      },
      api_addr: this.url,
      cluster_addr: `https://127.0.0.1:${ports.cluster}`,
      plugin_directory: pluginFolder,
      // Locked memory takes a privilege that tests do not have.
      disable_mlock: true,
      log_level: 'warn',
    };
    await writeFile(join(folder, 'vault.json'), JSON.stringify(configuration));
  }
}
