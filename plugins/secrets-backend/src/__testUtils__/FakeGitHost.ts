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
import { isDeepStrictEqual } from 'node:util';
import {
  type GitApproval,
  type GitChange,
  type GitChangeReference,
  type GitFile,
  type GitFileChange,
  type GitHost,
  GitHostError,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';

const ROOT = 'https://git.example.com/';
/** The first commit of `main`, of all repositories. */
const FIRST_SHA = 'ba5e'.repeat(10);
/** The last commit of each pull request that begins there. */
export const HEAD_SHA = headOf(FIRST_SHA);

interface FakeChange extends GitChange {
  repository: string;
  branch: string;
  base: string;
  baseCommit: string;
  title: string;
  body: string;
  files: GitFileChange[];
  comments: string[];
  approvals: GitApproval[];
}

/** A Git host in memory, which keeps all that was ever opened in it. */
export class FakeGitHost implements GitHost {
  readonly id = 'git.example.com';
  /** Texts of files by `repository#branch:path`. */
  readonly files = new Map<string, string>();
  readonly changes: FakeChange[] = [];
  readonly branches = new Set<string>();
  /** Those that were set, the latest last, by `repository sha name`. */
  readonly statuses = new Map<string, GitStatus[]>();
  /** What was called, in order. */
  readonly calls: string[] = [];
  /** The last commit of `main`, of all repositories. */
  commit = FIRST_SHA;
  /** Why nothing can be pushed. */
  obstacle: GitHostError | undefined;
  /** Branches that somebody else pushed to. */
  readonly foreign = new Set<string>();
  /** Thrown by the next calls, before they do anything. */
  failures: Error[] = [];
  /** Thrown once by a call after it did what it does. */
  failsAfter: string | undefined;

  put(repository: string, branch: string, path: string, text: string): void {
    this.files.set(`${repository}#${branch}:${path}`, text);
  }

  /** As {@link put}, by a commit: what was there before can still be read by the earlier one. */
  push(repository: string, path: string, text: string): void {
    const start = `${repository}#main:`;
    for (const [key, before] of [...this.files]) {
      if (key.startsWith(start)) {
        this.put(repository, this.commit, key.slice(start.length), before);
      }
    }
    this.put(repository, 'main', path, text);
    this.commit = createHash('sha1').update(this.commit).digest('hex');
  }

  locate(url: string) {
    if (!url.startsWith(ROOT)) {
      return undefined;
    }
    const [owner, name, tree, branch, ...path] = url
      .slice(ROOT.length)
      .split('/');
    return name
      ? {
          repository: `${ROOT}${owner}/${name}`,
          ...(tree === 'tree' ? { branch } : {}),
          path: path.join('/'),
        }
      : undefined;
  }

  async readDefaultBranch({ repository }: { repository: string }) {
    this.#begin('readDefaultBranch');
    if (![...this.files.keys()].some(key => key.startsWith(`${repository}#`))) {
      throw new GitHostError('not-found', 'There is no such repository');
    }
    return 'main';
  }

  async readFiles({
    repository,
    ref: given = 'main',
    path,
    reads = () => true,
  }: Parameters<GitHost['readFiles']>[0]) {
    this.#begin('readFiles');
    const ref = given === this.commit ? 'main' : given;
    const start = `${repository}#${ref}:`;
    if (![...this.files.keys()].some(key => key.startsWith(start))) {
      throw new GitHostError('not-found', 'There is no such repository');
    }
    const files: GitFile[] = [...this.files]
      .filter(([key]) => key.startsWith(start))
      .map(([key, text]) => ({ path: key.slice(start.length), text }))
      .filter(file => path === '' || file.path.startsWith(`${path}/`))
      .map(file => ({
        path: file.path,
        mode: 'file' as const,
        size: file.text.length,
        ...(reads(file.path) ? { content: Buffer.from(file.text) } : {}),
      }));
    const commit = ref === 'main' ? this.commit : ref;
    return { commit, files, isComplete: true };
  }

  async openChange({
    repository,
    base,
    baseCommit,
    branch,
    files,
    title,
    body,
    number,
    over,
    openerToken,
  }: Parameters<GitHost['openChange']>[0]) {
    this.#begin('openChange');
    if (openerToken === 'refused') {
      throw new GitHostError('forbidden', 'The token may not open it');
    }
    this.branches.add(`${repository}#${branch}`);
    const known = this.#of({ repository, base, branch, number });
    if (known) {
      const written = { baseCommit: known.baseCommit, files: known.files };
      if (
        over &&
        (this.foreign.has(branch) || !isDeepStrictEqual(written, over))
      ) {
        throw new GitHostError('foreign-commits', 'Others pushed to it');
      }
      Object.assign(known, {
        baseCommit,
        files: [...files],
        title,
        body,
        headSha: headOf(baseCommit),
        isMergeable: true,
      });
    }
    const change = known ?? {
      number: this.changes.length + 1,
      url: `${repository}/pulls/${this.changes.length + 1}`,
      state: 'open' as const,
      headSha: headOf(baseCommit),
      repository,
      branch,
      base,
      baseCommit,
      title,
      body,
      files: [...files],
      comments: [],
      approvals: [],
      author: openerToken === undefined ? 'keyward-bot' : 'somebody',
    };
    if (!known) {
      this.changes.push(change);
    }
    this.#end('openChange');
    return change;
  }

  async checkWritable() {
    this.#begin('checkWritable');
    if (this.obstacle) {
      throw this.obstacle;
    }
  }

  async readChange(options: Parameters<GitHost['readChange']>[0]) {
    this.#begin('readChange');
    const change = this.#of(options);
    return change && { ...change };
  }

  async readMergeBase(options: Parameters<GitHost['readMergeBase']>[0]) {
    this.#begin('readMergeBase');
    return this.#of(options)?.baseCommit;
  }

  async closeChange(options: Parameters<GitHost['closeChange']>[0]) {
    this.#begin('closeChange');
    const { repository, branch } = options;
    const change = this.#of(options);
    if (change?.state === 'open') {
      Object.assign(change, { state: 'closed', closedAt: now() });
    }
    this.branches.delete(`${repository}#${branch}`);
    this.#end('closeChange');
    return change;
  }

  async readStatus({
    repository,
    headSha,
    name,
  }: Parameters<GitHost['readStatus']>[0]) {
    this.#begin('readStatus');
    return this.statuses.get(`${repository} ${headSha} ${name}`)?.at(-1);
  }

  async setStatus({
    repository,
    headSha,
    name,
    state,
  }: Parameters<GitHost['setStatus']>[0]): Promise<GitStatus> {
    this.#begin('setStatus');
    const status = { state, by: { id: '1', name: 'keyward' } };
    this.putStatus({ repository, headSha, name }, status);
    this.#end('setStatus');
    return status;
  }

  /** As somebody who sets the status of a commit. */
  putStatus(
    {
      repository,
      headSha,
      name,
    }: { repository: string; headSha: string; name: string },
    status: GitStatus,
  ): void {
    const key = `${repository} ${headSha} ${name}`;
    this.statuses.set(key, [...(this.statuses.get(key) ?? []), status]);
  }

  async comment({
    repository,
    number,
    text,
  }: Parameters<GitHost['comment']>[0]) {
    this.#begin('comment');
    this.changes
      .find(each => each.repository === repository && each.number === number)!
      .comments.push(text);
    this.#end('comment');
  }

  /** As somebody who pushes to the branch of the only change there is. */
  pushToChange(headSha: string): void {
    this.changes[0].headSha = headSha;
  }

  /** As somebody who merges the only change there is. */
  merge(by?: string): void {
    const [change] = this.changes;
    Object.assign(change, {
      state: 'merged',
      mergeCommit: 'c0de'.repeat(10),
      mergedAt: now(),
      ...(by ? { mergedBy: by } : {}),
    });
  }

  #of({
    repository,
    base,
    branch,
    number,
  }: GitChangeReference): FakeChange | undefined {
    return this.changes.findLast(
      each =>
        each.repository === repository &&
        each.base === base &&
        each.branch === branch &&
        (number === undefined || each.number === number),
    );
  }

  #begin(call: string): void {
    this.calls.push(call);
    const failure = this.failures.shift();
    if (failure) {
      throw failure;
    }
  }

  #end(call: string): void {
    if (this.failsAfter === call) {
      this.failsAfter = undefined;
      throw new GitHostError('unavailable', 'The connection was lost');
    }
  }
}

function headOf(baseCommit: string): string {
  return `ead0${baseCommit.slice(4)}`;
}

function now(): string {
  return '2026-01-01T01:00:00.000Z';
}
