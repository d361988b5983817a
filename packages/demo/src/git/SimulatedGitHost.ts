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
  type GitChange,
  type GitFiles,
  type GitHost,
  GitHostError,
  type GitPlace,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';
import {
  type SimulatedDifference,
  SimulatedGitError,
  type SimulatedPull,
  SimulatedRepository,
} from './SimulatedRepository';

/** The id of the plugin that shows the pages of the host. */
export const GIT_PLUGIN_ID = 'simulated-git';
const ORGANIZATION = 'fernhill';
/** That the portal acts with. */
const ACCOUNT = { id: '1', name: 'keyward' };

/** Called with what was merged into the default branch of a repository. */
export type OnMerged = (differences: SimulatedDifference[]) => void;

/** A Git host in memory, where requests open pull requests and people merge them. */
export class SimulatedGitHost implements GitHost {
  readonly id = 'git.fernhill.example';
  readonly #root: string;
  readonly #repositories: Map<string, SimulatedRepository>;
  readonly #onMerged: OnMerged;
  /** Of commits, by their names. */
  readonly #statuses = new Map<string, Map<string, GitStatus['state']>>();

  /**
   * @param options - `baseUrl`: of the back end, where browsers open it; `repositories`:
   *   their files by path, by the name of the repository
   */
  constructor(options: {
    baseUrl: string;
    repositories: readonly {
      name: string;
      files: ReadonlyMap<string, string>;
    }[];
    onMerged: OnMerged;
  }) {
    this.#root = `${options.baseUrl}/api/${GIT_PLUGIN_ID}/${ORGANIZATION}/`;
    this.#repositories = new Map(
      options.repositories.map(({ name, files }) => [
        name,
        new SimulatedRepository(name, files),
      ]),
    );
    this.#onMerged = options.onMerged;
  }

  /** The repositories, by name. */
  listRepositories(): SimulatedRepository[] {
    return [...this.#repositories.values()];
  }

  /** Where browsers open a repository. */
  urlOf(name: string): string {
    return `${this.#root}${name}`;
  }

  /** Merges a pull request, as somebody does on its page. */
  merge(repository: SimulatedRepository, pull: SimulatedPull): void {
    const differences = repository.merge(pull);
    if (pull.base === repository.defaultBranch) {
      this.#onMerged(differences);
    }
  }

  locate(url: string): GitPlace | undefined {
    if (!url.startsWith(this.#root)) {
      return undefined;
    }
    const [name, src, kind, branch, ...path] = url
      .slice(this.#root.length)
      .split('/');
    const repository = this.urlOf(name);
    if (!this.#repositories.has(name)) {
      return undefined;
    }
    if (src === undefined) {
      return { repository, path: '' };
    }
    return src === 'src' && kind === 'branch' && branch
      ? { repository, branch, path: path.join('/') }
      : undefined;
  }

  async readDefaultBranch({ repository }: { repository: string }) {
    return this.#find(repository).defaultBranch;
  }

  async readFiles(
    options: Parameters<GitHost['readFiles']>[0],
  ): Promise<GitFiles> {
    const { path: folder, reads = () => true } = options;
    const repository = this.#find(options.repository);
    const { sha, files } = describing(() =>
      repository.read(options.ref ?? repository.defaultBranch),
    );
    return {
      commit: sha,
      isComplete: true,
      files: [...files]
        .filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([path, text]) => {
          const content = Buffer.from(text);
          return {
            path,
            mode: 'file' as const,
            size: content.length,
            ...(reads(path) ? { content } : {}),
          };
        }),
    };
  }

  async openChange(
    options: Parameters<GitHost['openChange']>[0],
  ): Promise<GitChange> {
    const { repository: url, base, baseCommit, branch } = options;
    const { files, title, body } = options;
    const repository = this.#find(url);
    const pull = describing(() =>
      repository.open({ base, baseCommit, branch, title, body, files }),
    );
    return this.#describe(repository, pull);
  }

  /** Everything can be written to. */
  async checkWritable({
    repository,
  }: Parameters<GitHost['checkWritable']>[0]): Promise<void> {
    this.#find(repository);
  }

  async readChange(
    options: Parameters<GitHost['readChange']>[0],
  ): Promise<GitChange | undefined> {
    const repository = this.#find(options.repository);
    const pull = repository.findPull(options);
    return pull && this.#describe(repository, pull);
  }

  async readMergeBase(
    options: Parameters<GitHost['readMergeBase']>[0],
  ): Promise<string | undefined> {
    const pull = this.#find(options.repository).findPull(options);
    return pull?.state === 'open' ? pull.baseCommit : undefined;
  }

  async closeChange(
    options: Parameters<GitHost['closeChange']>[0],
  ): Promise<GitChange | undefined> {
    const repository = this.#find(options.repository);
    const pull = repository.findPull(options);
    if (pull) {
      repository.close(pull);
    }
    return pull && this.#describe(repository, pull);
  }

  /** The statuses of the last commit of a pull request, by their names. */
  statusesOf(
    repository: SimulatedRepository,
    pull: SimulatedPull,
  ): ReadonlyMap<string, GitStatus['state']> {
    return this.#statuses.get(repository.headOf(pull)) ?? new Map();
  }

  async readStatus({
    headSha,
    name,
  }: Parameters<GitHost['readStatus']>[0]): Promise<GitStatus | undefined> {
    const state = this.#statuses.get(headSha)?.get(name);
    return state && { state, by: ACCOUNT };
  }

  async setStatus({
    headSha,
    name,
    state,
  }: Parameters<GitHost['setStatus']>[0]): Promise<GitStatus> {
    const statuses = this.#statuses.get(headSha) ?? new Map();
    this.#statuses.set(headSha, statuses.set(name, state));
    return { state, by: ACCOUNT };
  }

  async comment({
    repository,
    number,
    text,
  }: Parameters<GitHost['comment']>[0]): Promise<void> {
    const pull = this.#find(repository).pulls.find(
      each => each.number === number,
    );
    if (!pull) {
      throw new GitHostError('not-found', `There is no pull request ${number}`);
    }
    pull.comments.push({ at: new Date().toISOString(), text });
  }

  #find(url: string): SimulatedRepository {
    const found = this.#repositories.get(url.slice(this.#root.length));
    if (!url.startsWith(this.#root) || !found) {
      throw new GitHostError(
        'not-found',
        `${this.id} has no repository of this URL`,
      );
    }
    return found;
  }

  #describe(repository: SimulatedRepository, pull: SimulatedPull): GitChange {
    const { number, state, mergeCommit, mergedAt, closedAt } = pull;
    return {
      number,
      url: `${this.urlOf(repository.name)}/pulls/${number}`,
      state,
      headSha: repository.headOf(pull),
      author: ACCOUNT.name,
      ...(mergedAt ? { mergeCommit, mergedAt } : {}),
      ...(closedAt ? { closedAt } : {}),
      ...(state === 'open'
        ? { isMergeable: repository.isMergeable(pull) }
        : {}),
    };
  }
}

/** Errors of a repository as those of a host. */
function describing<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SimulatedGitError) {
      throw new GitHostError(error.code, error.message);
    }
    throw error;
  }
}
