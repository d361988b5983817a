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

import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * A place in a repository, as a URL of its host means it.
 *
 * @public
 */
export interface GitPlace {
  /**
   * The URL of the repository as a browser opens it, spelled as the host spells it:
   * without credentials, query, `.git` or a slash at the end. Equal places have equal URLs.
   */
  repository: string;
  /** Absent where the URL names none. */
  branch?: string;
  /** A folder or file, from the root, with `/` between and none at either end. Empty for the root. */
  path: string;
}

/**
 * What an entry of a tree is. Only a `file` or an `executable` has content.
 *
 * @public
 */
export type GitFileMode = 'file' | 'executable' | 'symlink' | 'submodule';

/**
 * An entry of a repository at some commit.
 *
 * @public
 */
export interface GitFile {
  /** From the root of the repository, with `/` between and none at the beginning. */
  path: string;
  mode: GitFileMode;
  /** In bytes; 0 for what has no content. */
  size: number;
  /**
   * Its bytes. Absent for what has none, for what `readFiles` was not asked to read,
   * and for what is larger than the host reads.
   */
  content?: Uint8Array;
}

/**
 * What stands in a folder of a repository.
 *
 * @public
 */
export interface GitFiles {
  /** The commit that was read, in full. */
  commit: string;
  /** All files below the folder, however deep, sorted by path. */
  files: GitFile[];
  /** Whether there are more than the host reads; nothing may then be said of what is absent. */
  isComplete: boolean;
}

/**
 * What a change writes: files as they become, whole. Nothing is deleted, and the mode of a
 * file that exists stays.
 *
 * @public
 */
export interface GitFileChange {
  path: string;
  content: string;
}

/**
 * Somebody's approval of a change, as the host itself tells it.
 *
 * @public
 */
export interface GitApproval {
  /** The name of the account at the host. */
  by: string;
  /** The commit that was approved; an approval of an earlier one counts for nothing. */
  headSha: string;
  /** ISO 8601. */
  at: string;
}

/**
 * A pull request, or what a host calls a merge request.
 *
 * @public
 */
export interface GitChange {
  number: number;
  /** For a browser. */
  url: string;
  state: 'open' | 'merged' | 'closed';
  /** The last commit of its branch, in full. */
  headSha: string;
  /** The name of the account that opened it. */
  author?: string;
  /** The commit of the merge; of a merged one only. */
  mergeCommit?: string;
  /** ISO 8601; of a merged one only. */
  mergedAt?: string;
  /** The name of the account that merged it; absent where the host does not tell. */
  mergedBy?: string;
  /** ISO 8601; of one that was closed without a merge. */
  closedAt?: string;
  /** Whether it can be merged as it is; absent where the host does not know yet. */
  isMergeable?: boolean;
  /** Absent where the host does not tell. */
  approvals?: GitApproval[];
}

/**
 * Which change is meant: of a branch of the repository itself, into a branch of it.
 *
 * Everybody who can push can open another change of the same branch into another base, and a
 * fork has branches of the same name: neither is meant.
 *
 * @public
 */
export interface GitChangeReference {
  repository: string;
  /** The branch that it is merged into. A change whose base was edited is no longer meant. */
  base: string;
  branch: string;
  /**
   * Once it is known: then that one is meant and no other, even if another one of the same
   * branches was opened since. Absent for the latest of them.
   */
  number?: number;
}

/**
 * A commit status, as a host shows it beside a commit and its branch protection may require it.
 *
 * @public
 */
export interface GitStatus {
  /** Everything that a host has besides, as an error, is a `failure`. */
  state: 'pending' | 'success' | 'failure';
  /**
   * The account that set it: an id, which stays when the account is renamed, and its name.
   * Absent where the host does not tell.
   */
  by?: { id: string; name: string };
}

/**
 * What went wrong with a Git host:
 *
 * - `rate-limited`: it takes no more requests before `retryAt`
 * - `forbidden`: the credential may not do it
 * - `not-found`: there is no such repository, branch or change, or the credential does not see it
 * - `conflict`: something is in the way, as a branch of that name with other commits
 * - `protected-branch`: a rule of the repository forbids to push the branch
 * - `foreign-commits`: others pushed to the branch, and what they pushed is not written over
 * - `unavailable`: it did not answer, or not in a way that is understood; try again later
 *
 * @public
 */
export type GitHostErrorCode =
  | 'rate-limited'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'protected-branch'
  | 'foreign-commits'
  | 'unavailable';

/**
 * A Git host could not do something. The message says what, and what to do about it; it
 * quotes nothing that the host answered.
 *
 * @public
 */
export class GitHostError extends Error {
  /** To be compared, rather than the class. */
  name = 'GitHostError';
  readonly code: GitHostErrorCode;
  /** When the host takes requests again; where it says so. */
  readonly retryAt?: Date;

  constructor(
    code: GitHostErrorCode,
    message: string,
    options: { retryAt?: Date } = {},
  ) {
    super(message);
    this.code = code;
    this.retryAt = options.retryAt;
  }
}

/**
 * A Git host where requests open pull requests. It acts with a credential of its own. Where
 * it may write, the back end decides before it calls.
 *
 * Each call may be repeated, as a portal that ends in the middle of one begins it again:
 * it then finds what the first one left, and adds nothing to it.
 *
 * All methods throw {@link GitHostError}.
 *
 * @public
 */
export interface GitHost {
  /** Unique among the hosts of a portal, for example `gitea.example.com`. */
  readonly id: string;

  /**
   * What a URL means: of a repository, or of a folder or file of it. Undefined for a URL of
   * another host, and for one that is none of a repository. Asks nobody.
   */
  locate(url: string): GitPlace | undefined;

  /**
   * Reads a folder, at most 2,000 entries and 5 MiB of content.
   *
   * @param options - `ref`: the name of a branch, and of nothing else, or a commit in full that was
   *   read before; absent for the default branch. `path`: the
   *   folder, empty for all of the repository; one that does not exist has no files.
   *   `reads`: of which files the content is wanted, by path; absent for all
   */
  readFiles(options: {
    repository: string;
    ref?: string;
    path: string;
    reads?: (path: string) => boolean;
    signal: AbortSignal;
  }): Promise<GitFiles>;

  /** The name of the default branch. */
  readDefaultBranch(options: {
    repository: string;
    signal: AbortSignal;
  }): Promise<string>;

  /**
   * Opens a change with one commit on a branch of its own.
   *
   * The branch is the identity of the change. Where it exists already, the host sets it to
   * the files as given, unless it has them; where a change of it exists, that one is
   * updated and returned, and none is opened beside it, even if it is merged or closed.
   * Changes of forks, and of that branch into other bases, are not it.
   *
   * @param options - `number`: of the change that is updated, once it is known; `base`: the
   *   branch to merge into; `baseCommit`: where the branch
   *   begins, so that the change is the difference that was planned; `files`: all that the
   *   change writes; `title` and `body`: Markdown; `over`: where the base has moved since
   *   the change was opened, what an earlier call wrote: a branch that differs from that
   *   `baseCommit` in anything but these files is left as it is (`foreign-commits`);
   *   `openerToken`: a token at this host of whoever the change is opened by. It serves for
   *   the one call that opens the change, and is kept nowhere; absent for the host's own
   *   credential, which writes the branch in any case
   */
  openChange(options: {
    repository: string;
    base: string;
    baseCommit: string;
    branch: string;
    files: readonly GitFileChange[];
    title: string;
    body: string;
    number?: number;
    over?: { baseCommit: string; files: readonly GitFileChange[] };
    openerToken?: string;
    signal: AbortSignal;
  }): Promise<GitChange>;

  /**
   * The last commit of the base that the branch of an open change has; undefined where
   * there is no open change, or the host does not know yet.
   */
  readMergeBase(
    options: GitChangeReference & { signal: AbortSignal },
  ): Promise<string | undefined>;

  /**
   * Whether the host says, before anything is written, that a change of a branch cannot be
   * opened: the repository is archived or takes no changes, the credential may not write, or
   * a rule forbids to push the branch, which need not exist. What the credential does not
   * see stands in no way.
   *
   * @throws GitHostError for what is in the way
   */
  checkWritable(options: {
    repository: string;
    branch: string;
    signal: AbortSignal;
  }): Promise<void>;

  /** The change that is meant; undefined if there is none. */
  readChange(
    options: GitChangeReference & { signal: AbortSignal },
  ): Promise<GitChange | undefined>;

  /**
   * Closes a change without a merge and deletes the branch. Does nothing for
   * one that is merged or closed, or that there is not, except that the branch goes.
   *
   * @returns the change as it is then
   */
  closeChange(
    options: GitChangeReference & { signal: AbortSignal },
  ): Promise<GitChange | undefined>;

  /**
   * The latest status of a commit under a name. Everybody who can push can set one, so it
   * says nothing but what the host shows.
   *
   * @param options - `branch`: with that commit; `name`: of the status, as `keyward/approval`
   */
  readStatus(options: {
    repository: string;
    branch: string;
    headSha: string;
    name: string;
    signal: AbortSignal;
  }): Promise<GitStatus | undefined>;

  /**
   * Sets the status of a commit under a name.
   *
   * @param options - as of `readStatus`; `description`: a sentence of at most 140
   *   characters; `url`: where people read more
   * @returns it, with the account of the credential
   */
  setStatus(options: {
    repository: string;
    branch: string;
    headSha: string;
    name: string;
    state: 'pending' | 'success';
    description: string;
    url: string;
    signal: AbortSignal;
  }): Promise<GitStatus>;

  /** Writes a comment to a change. `text`: Markdown. */
  comment(options: {
    repository: string;
    number: number;
    text: string;
    signal: AbortSignal;
  }): Promise<void>;
}

/** @public */
export interface SecretsGitHostsExtensionPoint {
  /** Adds them; each has an id of its own, and the first that locates a URL takes it. */
  addHosts(...hosts: GitHost[]): void;
}

/**
 * Where modules hand in the Git hosts in which requests open pull requests. The back end
 * decides who may request what and where it may be written.
 *
 * @public
 */
export const secretsGitHostsExtensionPoint =
  createExtensionPoint<SecretsGitHostsExtensionPoint>({
    id: 'secrets.git-hosts',
  });
