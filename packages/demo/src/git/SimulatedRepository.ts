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

/** A commit: all files, and what it was made of. */
interface Commit {
  sha: string;
  files: ReadonlyMap<string, string>;
}

/** A pull request of a {@link SimulatedRepository}. */
export interface SimulatedPull {
  number: number;
  branch: string;
  base: string;
  /** Where its branch begins. */
  baseCommit: string;
  title: string;
  body: string;
  state: 'open' | 'merged' | 'closed';
  openedAt: string;
  mergeCommit?: string;
  mergedAt?: string;
  closedAt?: string;
  comments: { at: string; text: string }[];
}

/** A file that a pull request changes; `before` is absent for a new one. */
export interface SimulatedDifference {
  path: string;
  before?: string;
  after: string;
}

/** Thrown where a repository does not have what was requested, or something is in the way. */
export class SimulatedGitError extends Error {
  name = 'SimulatedGitError';
  readonly code: 'not-found' | 'conflict';

  constructor(code: SimulatedGitError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A Git repository in memory: branches, commits and pull requests. */
export class SimulatedRepository {
  readonly name: string;
  readonly defaultBranch = 'main';
  readonly pulls: SimulatedPull[] = [];
  readonly #commits = new Map<string, Commit>();
  readonly #branches = new Map<string, string>();

  constructor(name: string, files: ReadonlyMap<string, string>) {
    this.name = name;
    this.#branches.set(this.defaultBranch, this.#commit('', files));
  }

  /** The commit of a branch, or one by its full name. */
  read(ref: string): Commit {
    const commit = this.#commits.get(this.#branches.get(ref) ?? ref);
    if (!commit) {
      throw new SimulatedGitError('not-found', `${ref} does not exist.`);
    }
    return commit;
  }

  /** The pull request of a branch into another one, the latest if there are several. */
  findPull({
    base,
    branch,
    number,
  }: {
    base: string;
    branch: string;
    number?: number;
  }): SimulatedPull | undefined {
    return this.pulls.findLast(
      pull =>
        pull.base === base &&
        pull.branch === branch &&
        (number === undefined || pull.number === number),
    );
  }

  /** Opens a pull request, or updates the open one of that branch. */
  open(
    options: Pick<
      SimulatedPull,
      'base' | 'baseCommit' | 'branch' | 'title' | 'body'
    > & { files: readonly { path: string; content: string }[] },
  ): SimulatedPull {
    const { files, ...rest } = options;
    const known = this.findPull(rest);
    if (known && known.state !== 'open') {
      return known;
    }
    this.read(rest.base);
    const start = this.read(rest.baseCommit);
    const changed = new Map([
      ...start.files,
      ...files.map(({ path, content }) => [path, content] as const),
    ]);
    this.#branches.set(rest.branch, this.#commit(start.sha, changed));
    if (known) {
      return Object.assign(known, rest);
    }
    const pull: SimulatedPull = {
      ...rest,
      number: this.pulls.length + 1,
      state: 'open',
      openedAt: new Date().toISOString(),
      comments: [],
    };
    this.pulls.push(pull);
    return pull;
  }

  /** The last commit of a pull request. */
  headOf(pull: SimulatedPull): string {
    return this.#heads.get(pull) ?? this.read(pull.branch).sha;
  }

  /** What a pull request changes, by path. */
  differencesOf(pull: SimulatedPull): SimulatedDifference[] {
    const before = this.read(pull.baseCommit).files;
    const { files } = this.read(this.headOf(pull));
    return [...files]
      .filter(([path, after]) => before.get(path) !== after)
      .map(([path, after]) => ({ path, before: before.get(path), after }))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** Whether nothing that a pull request changes was changed in its base meanwhile. */
  isMergeable(pull: SimulatedPull): boolean {
    const now = this.read(pull.base).files;
    return this.differencesOf(pull).every(
      ({ path, before }) => now.get(path) === before,
    );
  }

  /**
   * Merges a pull request.
   *
   * @returns what changed in its base
   */
  merge(pull: SimulatedPull): SimulatedDifference[] {
    if (pull.state !== 'open' || !this.isMergeable(pull)) {
      throw new SimulatedGitError(
        'conflict',
        `Pull request #${pull.number} cannot be merged.`,
      );
    }
    const differences = this.differencesOf(pull);
    const base = this.read(pull.base);
    const merged = new Map([
      ...base.files,
      ...differences.map(({ path, after }) => [path, after] as const),
    ]);
    const mergeCommit = this.#commit(base.sha, merged);
    this.#branches.set(pull.base, mergeCommit);
    this.#end(pull);
    Object.assign(pull, {
      state: 'merged',
      mergeCommit,
      mergedAt: new Date().toISOString(),
    });
    return differences;
  }

  /** Closes a pull request without a merge. Does nothing where it is merged or closed. */
  close(pull: SimulatedPull): void {
    if (pull.state === 'open') {
      this.#end(pull);
      Object.assign(pull, {
        state: 'closed',
        closedAt: new Date().toISOString(),
      });
    }
  }

  /** The last commits of pull requests whose branches were deleted. */
  readonly #heads = new WeakMap<SimulatedPull, string>();

  #end(pull: SimulatedPull): void {
    this.#heads.set(pull, this.headOf(pull));
    this.#branches.delete(pull.branch);
  }

  #commit(parent: string, files: ReadonlyMap<string, string>): string {
    const sha = createHash('sha1')
      .update(JSON.stringify([parent, this.#commits.size, ...files]))
      .digest('hex');
    this.#commits.set(sha, { sha, files });
    return sha;
  }
}
