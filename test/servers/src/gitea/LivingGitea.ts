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
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureServers } from '../build/ensureServers';
import { serverBinaries } from '../build/serverBinaries';
import { freePorts } from '../cluster/freePorts';
import { withKnex } from '../database/withKnex';
import {
  type PostgresProcess,
  startPostgresProcess,
} from '../portal/startPostgresProcess';
import { ServerProcess } from '../process/ServerProcess';
import { forgetFolder, reapFolder } from '../process/startReaper';
import {
  findUnprivileged,
  makeFolder,
  makeRunnable,
  type Unprivileged,
} from './unprivileged';

const run = promisify(execFile);

const START_MS = 120_000;
const DATABASE = 'gitea';

/** Somebody who has an account at a Gitea. */
export interface GiteaUser {
  name: string;
  password: string;
  /** For all that the account may do. */
  token: string;
}

/** What a Gitea answered. */
export interface GiteaAnswer<T = any> {
  status: number;
  body: T;
}

/** A real Gitea on 127.0.0.1 with a database of its own, and an administrator. */
export class LivingGitea {
  readonly url: string;
  readonly #folder: string;
  readonly #executable: string;
  readonly #owner: Unprivileged;
  readonly #server: ServerProcess;
  readonly #postgres: PostgresProcess;
  #admin?: GiteaUser;

  private constructor(options: {
    url: string;
    folder: string;
    executable: string;
    owner: Unprivileged;
    postgres: PostgresProcess;
  }) {
    this.url = options.url;
    this.#folder = options.folder;
    this.#executable = options.executable;
    this.#owner = options.owner;
    this.#postgres = options.postgres;
    this.#server = new ServerProcess({
      executable: options.executable,
      args: ['web', ...this.#configuration],
      logFile: join(options.folder, 'gitea.log'),
      cwd: options.folder,
      env: this.#environment,
      user: options.owner.user,
    });
  }

  /** Starts it, and builds it first if need be, which takes minutes. */
  static async start(): Promise<LivingGitea> {
    const { gitea } = await ensureServers(['gitea']);
    const owner = findUnprivileged();
    const folder = await mkdtemp(join(tmpdir(), 'keyward-gitea-'));
    reapFolder(folder);
    await makeFolder(folder, owner);
    const { assets } = serverBinaries.gitea;
    const executable = await makeRunnable(gitea, assets, folder, owner);
    const postgres = await startPostgresProcess();
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const living = new LivingGitea({
      url,
      folder,
      executable,
      owner,
      postgres,
    });
    try {
      await withKnex(
        { client: 'pg', connection: postgres.connectionString },
        async knex => {
          await knex.raw(`create database ${DATABASE}`);
        },
      );
      await living.#writeConfiguration(port);
      await living.#server.start(
        async () => (await fetch(`${url}/api/v1/version`)).ok,
        START_MS,
      );
      living.#admin = await living.#createAccount('gitea-admin', '--admin');
    } catch (error) {
      await living.stop();
      throw error;
    }
    return living;
  }

  get admin(): GiteaUser {
    if (!this.#admin) {
      throw new Error('There is no administrator before Gitea has started');
    }
    return this.#admin;
  }

  /** Makes an account that may do nothing yet. */
  async createUser(name: string): Promise<GiteaUser> {
    return await this.#createAccount(name);
  }

  /** Sends a request to the API, version 1, and answers with whatever status comes. */
  async request<T = any>(
    method: string,
    path: string,
    { body, token = this.admin.token }: { body?: unknown; token?: string } = {},
  ): Promise<GiteaAnswer<T>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `token ${token}`,
        'content-type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text.startsWith('{') || text.startsWith('[')
        ? JSON.parse(text)
        : text) as T,
    };
  }

  /** As {@link LivingGitea.request}, but the status must be 2xx. */
  async call<T = any>(
    method: string,
    path: string,
    options: { body?: unknown; token?: string } = {},
  ): Promise<T> {
    const { status, body } = await this.request<T>(method, path, options);
    if (status < 200 || status > 299) {
      throw new Error(
        `${method} ${path} answered ${status}: ${JSON.stringify(body).slice(
          0,
          500,
        )}`,
      );
    }
    return body;
  }

  /** Makes an organization, unless there is one of that name. */
  async createOrganization(name: string): Promise<void> {
    const { status } = await this.request('GET', `/orgs/${name}`);
    if (status === 404) {
      await this.call('POST', '/orgs', { body: { username: name } });
    }
  }

  /**
   * Makes a repository of an organization with the branch `main`.
   *
   * @param options.files - what its first commit holds, by path
   * @param options.writers - names of accounts that may push
   * @returns its URL, as a browser opens it
   */
  async createRepository(options: {
    organization: string;
    name: string;
    files?: Record<string, string>;
    writers?: string[];
  }): Promise<string> {
    const { organization, name, files = {}, writers = [] } = options;
    await this.createOrganization(organization);
    await this.call('POST', `/orgs/${organization}/repos`, {
      body: { name, auto_init: true, default_branch: 'main', private: true },
    });
    for (const writer of writers) {
      await this.call(
        'PUT',
        `/repos/${organization}/${name}/collaborators/${writer}`,
        { body: { permission: 'write' } },
      );
    }
    if (Object.keys(files).length > 0) {
      await this.commit({ repository: `${organization}/${name}`, files });
    }
    return `${this.url}/${organization}/${name}`;
  }

  /** Commits new files to a branch, or new contents of files whose `sha` is known. */
  async commit(options: {
    /** `owner/name` */
    repository: string;
    branch?: string;
    files: Record<string, string>;
  }): Promise<void> {
    const { repository, branch = 'main', files } = options;
    const operations = [];
    for (const [path, content] of Object.entries(files)) {
      const existing = await this.request(
        'GET',
        `/repos/${repository}/contents/${path}?ref=${branch}`,
      );
      operations.push({
        operation: existing.status === 200 ? 'update' : 'create',
        path,
        content: Buffer.from(content).toString('base64'),
        ...(existing.status === 200 && { sha: existing.body.sha }),
      });
    }
    await this.call('POST', `/repos/${repository}/contents`, {
      body: { branch, files: operations, message: 'As a person commits' },
    });
  }

  /** The text of a file. */
  async readFile(
    repository: string,
    path: string,
    branch = 'main',
  ): Promise<string> {
    return await this.call(
      'GET',
      `/repos/${repository}/raw/${path}?ref=${branch}`,
    );
  }

  async stop(): Promise<void> {
    await this.#server.stop('SIGTERM', 10_000);
    await this.#postgres.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    forgetFolder(this.#folder);
  }

  get #configuration(): string[] {
    return [
      '--work-path',
      this.#folder,
      '--config',
      join(this.#folder, 'app.ini'),
    ];
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      HOME: this.#folder,
      USER: this.#owner.name,
      GIT_CONFIG_NOSYSTEM: '1',
    };
  }

  async #createAccount(name: string, ...more: string[]): Promise<GiteaUser> {
    const password = randomBytes(18).toString('base64url');
    const { stdout } = await run(
      this.#executable,
      [
        'admin',
        'user',
        'create',
        ...this.#configuration,
        '--username',
        name,
        '--password',
        password,
        '--email',
        `${name}@example.com`,
        '--must-change-password=false',
        '--access-token',
        '--access-token-scopes',
        'all',
        ...more,
      ],
      {
        cwd: this.#folder,
        env: { ...process.env, ...this.#environment },
        ...this.#owner.user,
      },
    );
    const token = /\b[0-9a-f]{40}\b/.exec(stdout)?.[0];
    if (!token) {
      throw new Error(`Gitea made no token for ${name}`);
    }
    return { name, password, token };
  }

  async #writeConfiguration(port: number): Promise<void> {
    const database = new URL(this.#postgres.connectionString);
    const folder = (name: string) =>
      makeFolder(join(this.#folder, name), this.#owner);
    const file = join(this.#folder, 'app.ini');
    await writeFile(
      file,
      `
RUN_USER = ${this.#owner.name}
WORK_PATH = ${this.#folder}

[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
DOMAIN = 127.0.0.1
ROOT_URL = ${this.url}/
DISABLE_SSH = true
OFFLINE_MODE = true
STATIC_ROOT_PATH = ${dirname(this.#executable)}
APP_DATA_PATH = ${await folder('data')}

[database]
DB_TYPE = postgres
HOST = ${database.host}
NAME = ${DATABASE}
USER = ${database.username}
PASSWD = ${database.password}
SSL_MODE = disable

[repository]
ROOT = ${await folder('repositories')}

[security]
INSTALL_LOCK = true
SECRET_KEY = ${randomBytes(32).toString('hex')}
PASSWORD_HASH_ALGO = pbkdf2_v1
MIN_PASSWORD_LENGTH = 8

[service]
DISABLE_REGISTRATION = true

[indexer]
ISSUE_INDEXER_TYPE = db

[actions]
ENABLED = false

[cron]
ENABLED = false

[cron.update_checker]
ENABLED = false

[log]
MODE = console
LEVEL = warn
`,
    );
    // Gitea writes into it what it makes up.
    await chmod(file, 0o666);
  }
}
