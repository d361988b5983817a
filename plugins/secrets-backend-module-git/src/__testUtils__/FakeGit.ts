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

/** A commit of a {@link FakeGit}. */
export interface FakeCommit {
  sha: string;
  parents: string[];
  message: string;
  /** Contents by path. */
  files: Map<string, string>;
}

/** Commits and branches, as much of Git as an API of a host needs. */
export class FakeGit {
  readonly commits = new Map<string, FakeCommit>();
  readonly branches = new Map<string, string>();
  readonly trees = new Map<string, Map<string, string>>();
  readonly blobs = new Map<string, string>();

  constructor(files: Record<string, string>) {
    const { sha } = this.commit([], 'first', new Map(Object.entries(files)));
    this.branches.set('main', sha);
  }

  commit(
    parents: string[],
    message: string,
    files: Map<string, string>,
  ): FakeCommit {
    this.treeOf(files);
    const sha = hash(JSON.stringify([parents, message, [...files].sort()]));
    const commit = { sha, parents, message, files };
    this.commits.set(sha, commit);
    return commit;
  }

  /** The id of a tree, and with it all of its blobs. */
  treeOf(files: Map<string, string>): string {
    const sha = hash(JSON.stringify([...files].sort()));
    this.trees.set(sha, files);
    for (const content of files.values()) {
      this.blobs.set(hash(content), content);
    }
    return sha;
  }

  /** What stands in a tree, given its id or that of a commit. */
  entriesOf(sha: string, isRecursive: boolean) {
    const files = this.trees.get(sha) ?? this.commits.get(sha)?.files;
    const entries = new Map<string, object>();
    for (const [path, content] of files ?? []) {
      const [first, ...rest] = path.split('/');
      if (!isRecursive && rest.length > 0) {
        entries.set(first, {
          path: first,
          mode: '040000',
          type: 'tree',
          sha: this.treeOf(below(files!, first)),
        });
      } else {
        entries.set(path, {
          path,
          mode: '100644',
          type: 'blob',
          sha: hash(content),
          size: Buffer.byteLength(content),
        });
      }
    }
    return [...entries.values()];
  }

  /** The last commit that two branches, or commits, share. */
  mergeBaseOf(one: string, other: string): string | undefined {
    const shared = this.#before(this.branches.get(other) ?? other);
    return [...this.#before(this.branches.get(one) ?? one)].find(sha =>
      shared.has(sha),
    );
  }

  /** Whether a commit is another one, or in its history. */
  isBefore(one: string | undefined, other: string): boolean {
    return one !== undefined && this.#before(other).has(one);
  }

  #before(commit: string): Set<string> {
    const found = new Set<string>();
    const next = [commit];
    for (const sha of next) {
      if (this.commits.has(sha) && !found.has(sha)) {
        found.add(sha);
        next.push(...this.commits.get(sha)!.parents);
      }
    }
    return found;
  }

  /** The files of a branch. */
  filesOf(branch: string): Record<string, string> {
    return Object.fromEntries(
      this.commits.get(this.branches.get(branch) ?? '')?.files ?? [],
    );
  }
}

function below(files: Map<string, string>, folder: string) {
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, content]) => [path.slice(folder.length + 1), content]),
  );
}

/** As long as an id of Git. */
export function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
