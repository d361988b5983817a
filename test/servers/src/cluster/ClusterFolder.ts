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
import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterCertificates, createClusterCertificates } from './certificates';
import { freePorts } from './freePorts';
import { kubeconfigOf } from './kubeconfig';
import { TokenUser } from './LivingClusterOptions';

/** The user names of the cluster's own parts. */
export const administrator = 'keyward-admin';

/** What must stay the same over a restart from the same folder. */
interface ClusterState {
  ports: {
    etcdClient: number;
    etcdPeer: number;
    apiServer: number;
    kubelet: number;
  };
  adminToken: string;
  userTokens: Record<string, string>;
  certificates: ClusterCertificates;
}

/** The files of one cluster. */
export class ClusterFolder {
  readonly path: string;
  readonly clusterName: string;
  readonly #state: ClusterState;

  private constructor(path: string, clusterName: string, state: ClusterState) {
    this.path = path;
    this.clusterName = clusterName;
    this.#state = state;
  }

  /** Opens a folder, and fills it unless it was used before. */
  static async open(
    path: string,
    clusterName: string,
    port?: number,
  ): Promise<ClusterFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const stateFile = join(path, 'state.json');
    let state: ClusterState;
    if (await exists(stateFile)) {
      state = JSON.parse(await readFile(stateFile, 'utf8'));
      // Folders from before pods could be executed in do not have it.
      state.ports.kubelet ??= (await freePorts(1))[0];
    } else {
      const [etcdClient, etcdPeer, apiServer, kubelet] = await freePorts(4);
      state = {
        ports: { etcdClient, etcdPeer, apiServer: port ?? apiServer, kubelet },
        adminToken: newToken(),
        userTokens: {},
        certificates: createClusterCertificates(clusterName),
      };
    }
    const folder = new ClusterFolder(path, clusterName, state);
    await folder.#writeKeys();
    await folder.#save();
    return folder;
  }

  get ports() {
    return this.#state.ports;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#state.ports.apiServer}`;
  }

  get adminToken(): string {
    return this.#state.adminToken;
  }

  get caData(): string {
    return this.#state.certificates.authority.certificate;
  }

  get kubeconfigPath(): string {
    return this.file('kubeconfig.yaml');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Writes the API server's token file and answers with the tokens. */
  async writeUsers(users: TokenUser[]): Promise<Record<string, string>> {
    const tokens: Record<string, string> = {};
    const lines = [
      `${this.adminToken},${administrator},${administrator},"system:masters"`,
    ];
    for (const user of users) {
      const token =
        user.token ?? this.#state.userTokens[user.name] ?? newToken();
      tokens[user.name] = token;
      const groups = (user.groups ?? []).join(',');
      lines.push(`${token},${user.name},${user.name},"${groups}"`);
    }
    this.#state.userTokens = tokens;
    await writeFile(this.file('tokens.csv'), `${lines.join('\n')}\n`, {
      mode: 0o600,
    });
    await this.#save();
    return tokens;
  }

  /** Writes a kubeconfig file with one context, named as the cluster. */
  async writeKubeconfig(): Promise<void> {
    await writeFile(
      this.kubeconfigPath,
      JSON.stringify(kubeconfigOf([this]), undefined, 2),
      { mode: 0o600 },
    );
  }

  async #writeKeys(): Promise<void> {
    const { authority, apiServer, serviceAccountKey } =
      this.#state.certificates;
    const contents = {
      'ca.crt': authority.certificate,
      'ca.key': authority.key,
      'apiserver.crt': apiServer.certificate,
      'apiserver.key': apiServer.key,
      'service-account.key': serviceAccountKey.privateKey,
      'service-account.pub': serviceAccountKey.publicKey,
    };
    for (const [name, content] of Object.entries(contents)) {
      await writeFile(this.file(name), content, { mode: 0o600 });
    }
  }

  async #save(): Promise<void> {
    await writeFile(this.file('state.json'), JSON.stringify(this.#state), {
      mode: 0o600,
    });
  }
}

function newToken(): string {
  return randomBytes(24).toString('hex');
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
