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
  type GitApproval,
  type GitChange,
  type GitFile,
  type GitFileChange,
  type GitHost,
  GitHostError,
} from '@keyward/backstage-plugin-secrets-node';

const ROOT = 'https://git.example.com/';

interface FakeChange extends GitChange {
  repository: string;
  branch: string;
  base: string;
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
  /** What was called, in order. */
  readonly calls: string[] = [];
  /** Thrown by the next calls, before they do anything. */
  failures: Error[] = [];
  /** Thrown once by a call after it did what it does. */
  failsAfter: string | undefined;

  put(repository: string, branch: string, path: string, text: string): void {
    this.files.set(`${repository}#${branch}:${path}`, text);
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
    ref = 'main',
    path,
    reads = () => true,
  }: Parameters<GitHost['readFiles']>[0]) {
    this.#begin('readFiles');
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
    return { commit: 'ba5e'.repeat(10), files, isComplete: true };
  }

  async openChange({
    repository,
    base,
    branch,
    files,
    title,
    body,
  }: Parameters<GitHost['openChange']>[0]) {
    this.#begin('openChange');
    this.branches.add(`${repository}#${branch}`);
    const known = this.#of(repository, branch);
    if (known) {
      Object.assign(known, { files: [...files], title, body });
    }
    const change = known ?? {
      number: this.changes.length + 1,
      url: `${repository}/pulls/${this.changes.length + 1}`,
      state: 'open' as const,
      headSha: 'ead0'.repeat(10),
      repository,
      branch,
      base,
      title,
      body,
      files: [...files],
      comments: [],
      approvals: [],
    };
    if (!known) {
      this.changes.push(change);
    }
    this.#end('openChange');
    return change;
  }

  async readChange({
    repository,
    branch,
  }: Parameters<GitHost['readChange']>[0]) {
    this.#begin('readChange');
    return this.#of(repository, branch);
  }

  async closeChange({
    repository,
    branch,
  }: Parameters<GitHost['closeChange']>[0]) {
    this.#begin('closeChange');
    const change = this.#of(repository, branch);
    if (change?.state === 'open') {
      Object.assign(change, { state: 'closed', closedAt: now() });
    }
    this.branches.delete(`${repository}#${branch}`);
    this.#end('closeChange');
    return change;
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

  /** As somebody who merges the only change there is. */
  merge(): void {
    const [change] = this.changes;
    Object.assign(change, {
      state: 'merged',
      mergeCommit: 'c0de'.repeat(10),
      mergedAt: now(),
    });
  }

  #of(repository: string, branch: string): FakeChange | undefined {
    return this.changes.find(
      each => each.repository === repository && each.branch === branch,
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

function now(): string {
  return '2026-01-01T01:00:00.000Z';
}
