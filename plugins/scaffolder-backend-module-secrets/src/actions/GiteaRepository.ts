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

import {
  getGiteaRequestOptions,
  type GiteaIntegrationConfig,
} from '@backstage/integration';

const TREE_PAGE = 1000;
const MOST_PAGES = 100;

/** A file to be written. */
export interface WrittenFile {
  path: string;
  content: Buffer;
}

/** A pull request, as far as it is told of. */
export interface PullRequest {
  number: number;
  url: string;
  isOpen: boolean;
}

/** A repository of a Gitea, by its API version 1. */
export class GiteaRepository {
  readonly #api: string;
  readonly #headers: Record<string, string>;
  readonly #name: string;
  readonly #signal?: AbortSignal;

  /**
   * @param options - `token`: of a user, instead of the credential of the integration
   */
  constructor(options: {
    config: GiteaIntegrationConfig;
    owner: string;
    repo: string;
    token?: string;
    signal?: AbortSignal;
  }) {
    const { config, owner, repo, token, signal } = options;
    const path = [owner, repo].map(encodeURIComponent).join('/');
    this.#api = `${
      config.baseUrl ?? `https://${config.host}`
    }/api/v1/repos/${path}`;
    this.#name = `${config.host}/${owner}/${repo}`;
    this.#headers = token
      ? { Authorization: `token ${token}` }
      : getGiteaRequestOptions(config).headers ?? {};
    this.#signal = signal;
  }

  async readDefaultBranch(): Promise<string> {
    return (await this.#send('GET', '')).body.default_branch;
  }

  async hasBranch(branch: string): Promise<boolean> {
    const path = `/branches/${encodeURIComponent(branch)}`;
    return (await this.#send('GET', path, undefined, 404)).status !== 404;
  }

  /** The ids of the files of a branch, by path. */
  async readFileIds(branch: string): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = `recursive=true&per_page=${TREE_PAGE}&page=${page}`;
      const { body } = await this.#send(
        'GET',
        `/git/trees/${encodeURIComponent(branch)}?${query}`,
      );
      for (const { path, sha, type } of body.tree ?? []) {
        if (type === 'blob') {
          ids.set(path, sha);
        }
      }
      if (page * TREE_PAGE >= Number(body.total_count)) {
        return ids;
      }
    }
    throw new Error(`${this.#name} has more files than are read`);
  }

  /** Commits files to a branch, which begins at another one where it is new. */
  async commit(options: {
    from: string;
    branch: string;
    message: string;
    files: readonly WrittenFile[];
    ids: ReadonlyMap<string, string>;
  }): Promise<void> {
    const { from, branch, message, files, ids } = options;
    await this.#send('POST', '/contents', {
      branch: from,
      ...(from !== branch && { new_branch: branch }),
      message,
      files: files.map(({ path, content }) => ({
        operation: ids.has(path) ? 'update' : 'create',
        path,
        sha: ids.get(path),
        content: content.toString('base64'),
      })),
    });
  }

  async findPullRequest(
    base: string,
    head: string,
  ): Promise<PullRequest | undefined> {
    const path = [base, head].map(encodeURIComponent).join('/');
    const { status, body } = await this.#send(
      'GET',
      `/pulls/${path}`,
      undefined,
      404,
    );
    return status === 404 ? undefined : toPullRequest(body);
  }

  async openPullRequest(options: {
    base: string;
    head: string;
    title: string;
    body: string;
  }): Promise<PullRequest> {
    return toPullRequest((await this.#send('POST', '/pulls', options)).body);
  }

  /** Errors say the status and the path, and nothing that was answered. */
  async #send(
    method: string,
    path: string,
    content?: object,
    taken?: number,
  ): Promise<{ status: number; body: any }> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      // The credential goes to this host and to no other.
      redirect: 'error',
      signal: this.#signal,
      headers: {
        ...this.#headers,
        ...(content && { 'content-type': 'application/json' }),
      },
      body: content && JSON.stringify(content),
    });
    if (!response.ok && response.status !== taken) {
      // Whatever comes of it is not waited for.
      response.body?.cancel().catch(() => {});
      const [shown] = path.split('?');
      throw new Error(
        `${this.#name}: ${method} ${shown || '/'} was answered with status ${
          response.status
        }. Check that the repository and the branches exist and that the credential may write there.`,
      );
    }
    return {
      status: response.status,
      body: response.status === 404 ? undefined : await response.json(),
    };
  }
}

function toPullRequest(body: any): PullRequest {
  return {
    number: body.number,
    url: body.html_url,
    isOpen: body.state === 'open',
  };
}
