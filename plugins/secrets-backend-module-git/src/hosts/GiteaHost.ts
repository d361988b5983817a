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

import { setTimeout as delay } from 'node:timers/promises';
import {
  type GitChange,
  type GitChangeReference,
  type GitFileChange,
  type GitFiles,
  type GitHost,
  GitHostError,
  type GitPlace,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';
import {
  type GiteaIntegrationConfig,
  getGiteaRequestOptions,
} from '@backstage/integration';
import { HostClient } from '../client';
import { approvalsOf } from './approvalsOf';
import { BlobCache } from './BlobCache';
import { commitOf } from './commitOf';
import { locateUrl, namesOf } from './locateUrl';
import { matchesBranch } from './matchesBranch';
import {
  archived,
  foreignCommits,
  protectedBranch,
  readOnly,
  withoutChanges,
  withoutChange,
} from './protectedBranch';
import { stateOf } from './stateOf';
import { statusOf } from './statusOf';
import { readTree, type TreeEntry, type TreeSource } from './readTree';

const PAGE = 50;
/** So many pages of a list are looked through. */
const MOST_PAGES = 20;
const TREE_PAGE = 1000;
const MOST_LOOKS = 4;
const LOOK_MS = 500;

type OpenOptions = Parameters<GitHost['openChange']>[0];
type Place = { repository: string; signal: AbortSignal };

/**
 * A Gitea, or a Forgejo, by its API version 1. Files are written as commits to a branch,
 * as its API writes nothing else; a branch with other commits is brought to the files as
 * given by one more commit, so that its pull request stays open.
 */
export class GiteaHost implements GitHost {
  readonly id: string;
  readonly #base: string;
  readonly #client: HostClient;
  readonly #blobs = new BlobCache();

  constructor(config: GiteaIntegrationConfig) {
    this.id = config.host;
    this.#base = config.baseUrl ?? `https://${config.host}`;
    this.#client = new HostClient({
      host: config.host,
      base: `${this.#base}/api/v1`,
      headers: async () => getGiteaRequestOptions(config).headers ?? {},
    });
  }

  locate(url: string): GitPlace | undefined {
    return locateUrl(url, {
      base: this.#base,
      divide([owner, name, src, kind, branch, ...path]) {
        if (!owner || !name) {
          return undefined;
        }
        const repository = [owner, name];
        if (src === undefined) {
          return { repository, path: [] };
        }
        return src === 'src' && kind === 'branch' && branch
          ? { repository, branch, path }
          : undefined;
      },
    });
  }

  async readFiles(
    options: Parameters<GitHost['readFiles']>[0],
  ): Promise<GitFiles> {
    const {
      ref = await this.readDefaultBranch(options),
      path,
      reads,
    } = options;
    const commit = await commitOf(this.id, ref, branch =>
      this.#findBranch(options, branch),
    );
    const source = this.#blobs.over(options.repository, this.#treeOf(options));
    return await readTree(source, { commit, path, reads });
  }

  async readDefaultBranch(place: Place): Promise<string> {
    const { body } = await this.#send(place, { path: [] });
    return String(body.default_branch);
  }

  async openChange(options: OpenOptions): Promise<GitChange> {
    let found = await this.#findPull(options);
    if (!found && options.number !== undefined) {
      throw withoutChange(this.id, options.number);
    }
    if (found && found.state !== 'open') {
      return await this.#describe(options, found);
    }
    if (found && options.over) {
      found = await this.#moveBranch(options, options.over, found);
    } else {
      await this.#writeBranch(options, found !== undefined);
    }
    const { base, branch, title, body } = options;
    const { status, body: opened } =
      found === undefined
        ? await this.#send(options, {
            method: 'POST',
            path: ['pulls'],
            body: { head: branch, base, title, body },
            takes: [409],
            token: options.openerToken,
          })
        : { status: 200, body: undefined };
    if (status < 300 && opened) {
      return await this.#describe(options, opened);
    }
    // Somebody was faster, or it was there before.
    const pull = found ?? (await this.#findPull(options));
    if (!pull) {
      throw new GitHostError(
        'conflict',
        `${this.id}: the pull request of ${branch} could not be opened, and there is none. It is tried again later.`,
      );
    }
    const isSame = pull.title === title && pull.body === body;
    const { body: updated } = isSame
      ? await this.#send(options, { path: ['pulls', String(pull.number)] })
      : await this.#send(options, {
          method: 'PATCH',
          path: ['pulls', String(pull.number)],
          body: { title, body },
        });
    return await this.#describe(options, updated);
  }

  /** Only administrators of a repository see which branches are protected. */
  async checkWritable(
    options: Parameters<GitHost['checkWritable']>[0],
  ): Promise<void> {
    const { branch } = options;
    const { body: repository } = await this.#send(options, { path: [] });
    if (repository.archived) {
      throw archived(this.id);
    }
    if (repository.has_pull_requests === false) {
      throw withoutChanges(this.id);
    }
    if (repository.permissions?.push === false) {
      throw readOnly(this.id);
    }
    const { body } = await this.#send(options, {
      path: ['branch_protections'],
      takes: [403, 404],
    });
    const rules: any[] = Array.isArray(body) ? body : [];
    const rule = rules.find(({ rule_name: name, branch_name: legacy }) =>
      matchesBranch(name || legacy || '', branch),
    );
    // Who is on the list of those who may push is not known here.
    if (rule && rule.enable_push === false) {
      throw protectedBranch(this.id, branch);
    }
  }

  async readChange(
    options: Parameters<GitHost['readChange']>[0],
  ): Promise<GitChange | undefined> {
    const pull = await this.#findPull(options);
    return pull && (await this.#describe(options, pull));
  }

  async readMergeBase(
    options: Parameters<GitHost['readMergeBase']>[0],
  ): Promise<string | undefined> {
    const pull = await this.#findPull(options);
    return pull?.state === 'open' ? pull.merge_base || undefined : undefined;
  }

  async closeChange(
    options: Parameters<GitHost['closeChange']>[0],
  ): Promise<GitChange | undefined> {
    const pull = await this.#findPull(options);
    if (pull?.state === 'open') {
      await this.#send(options, {
        method: 'PATCH',
        path: ['pulls', String(pull.number)],
        body: { state: 'closed' },
      });
    }
    await this.#deleteBranch(options, options.branch);
    return pull && (await this.#readPull(options, pull.number));
  }

  /** `GET /repos/{owner}/{repo}/commits/{ref}/status`: of each name the latest, as branch protection takes them. */
  async readStatus(
    options: Parameters<GitHost['readStatus']>[0],
  ): Promise<GitStatus | undefined> {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { body } = await this.#send(options, {
        path: ['commits', options.headSha, 'status'],
        query: { page, limit: PAGE },
      });
      const statuses: any[] = body?.statuses ?? [];
      const found = statuses.find(({ context }) => context === options.name);
      if (found || statuses.length === 0) {
        return found && describeStatus(found);
      }
    }
    return undefined;
  }

  /** `POST /repos/{owner}/{repo}/statuses/{sha}`. */
  async setStatus(
    options: Parameters<GitHost['setStatus']>[0],
  ): Promise<GitStatus> {
    const { body } = await this.#send(options, {
      method: 'POST',
      path: ['statuses', options.headSha],
      body: {
        context: options.name,
        state: options.state,
        description: options.description,
        target_url: options.url,
      },
    });
    return describeStatus(body);
  }

  async comment(options: Parameters<GitHost['comment']>[0]): Promise<void> {
    await this.#send(options, {
      method: 'POST',
      path: ['issues', String(options.number), 'comments'],
      body: { body: options.text },
    });
  }

  async #writeBranch(options: OpenOptions, isOpen: boolean): Promise<void> {
    const { branch, baseCommit } = options;
    let head = await this.#findBranch(options, branch);
    if (head && head !== baseCommit) {
      const isOurs = await this.#isWritten(options, head);
      if (isOurs) {
        return;
      }
      if (!isOpen) {
        // Nobody has seen it yet: it begins again.
        await this.#deleteBranch(options, branch);
        head = undefined;
      } else {
        const given = new Set(options.files.map(({ path }) => path));
        const changed = await this.#listChanged(options, baseCommit, head);
        const others = changed.filter(path => !given.has(path));
        await this.#restore(options, baseCommit, head, others);
      }
    }
    if (!head) {
      await this.#createBranch(options);
    }
    await this.#commit(options, options.files);
  }

  /**
   * Brings the branch of an open pull request to a base that has moved. Its API sets no
   * branch to another commit, so what was written is taken back, the base is merged, which
   * then conflicts with nothing, and the files are written on top of it. Meanwhile nobody can
   * merge it, as it is a draft: also whoever goes on where this was interrupted sees that.
   *
   * @returns the pull request as it is then, a draft
   */
  async #moveBranch(
    options: OpenOptions,
    over: NonNullable<OpenOptions['over']>,
    pull: any,
  ): Promise<any> {
    const { base, baseCommit, branch, files, title } = options;
    const head = await this.#findBranch(options, branch);
    if (!head || (await this.#differsBy(options, options, head))) {
      return pull;
    }
    const isWritten = await this.#differsBy(options, over, head);
    const nothing = { baseCommit: over.baseCommit, files: [] };
    if (!isWritten && !(await this.#differsBy(options, nothing, head))) {
      throw foreignCommits(this.id, branch);
    }
    const { body: draft } = await this.#send(options, {
      method: 'PATCH',
      path: ['pulls', String(pull.number)],
      body: { title: `WIP: ${title}` },
    });
    if (draft.draft !== true) {
      throw new GitHostError(
        'conflict',
        `${this.id}: titles that begin with "WIP:" make no drafts here, so the pull request of ${branch} is not brought up to date. Merge the branch ${base} into it.`,
      );
    }
    if (isWritten) {
      const paths = over.files.map(({ path }) => path);
      await this.#restore(options, over.baseCommit, head, paths);
    }
    await this.#mergeBase(options, pull.number);
    const moved = await this.#findBranch(options, branch);
    const current = { baseCommit, files: [] };
    if (!moved || !(await this.#differsBy(options, current, moved))) {
      throw new GitHostError(
        'conflict',
        `${this.id}: the branch ${base} changed in the meantime. It is tried again later.`,
      );
    }
    await this.#commit(options, files);
    return draft;
  }

  /** It fails itself (500) where the base has nothing new. */
  async #mergeBase(options: OpenOptions, number: number): Promise<void> {
    const { base, branch } = options;
    const { body } = await this.#send(options, {
      path: ['compare', `${branch}...${base}`],
    });
    if (body.total_commits > 0) {
      await this.#send(options, {
        method: 'POST',
        path: ['pulls', String(number), 'update'],
        query: { style: 'merge' },
      });
    }
  }

  /** Where a rule forbids the push, Gitea answers that it failed itself (500). */
  async #createBranch(options: OpenOptions): Promise<void> {
    const { branch, baseCommit } = options;
    const { status } = await this.#send(options, {
      method: 'POST',
      path: ['branches'],
      body: { new_branch_name: branch, old_ref_name: baseCommit },
      takes: [409, 500],
    });
    // It answers the same for a commit that there is not: then this throws.
    if (status === 500 && (await this.#readCommit(options, baseCommit))) {
      throw protectedBranch(this.id, branch);
    }
  }

  /** Whether a branch is the base with one commit that has the files as given. */
  async #isWritten(options: OpenOptions, head: string): Promise<boolean> {
    const { parents } = await this.#readCommit(options, head);
    return (
      parents.includes(options.baseCommit) &&
      (await this.#differsBy(options, options, head))
    );
  }

  /** Whether a commit has files as given, and all else as another one has it. */
  async #differsBy(
    options: OpenOptions,
    { baseCommit, files }: Pick<OpenOptions, 'baseCommit' | 'files'>,
    commit: string,
  ): Promise<boolean> {
    const changed = await this.#listChanged(options, baseCommit, commit);
    const wanted = files.map(({ path }) => path).sort();
    return (
      changed.sort().join('\n') === wanted.join('\n') &&
      (await this.#pending(options, commit, files)).length === 0
    );
  }

  /** Brings files of the branch back to what they are in a commit. */
  async #restore(
    options: OpenOptions,
    commit: string,
    head: string,
    paths: readonly string[],
  ): Promise<void> {
    const operations: object[] = [];
    for (const path of paths) {
      const was = await this.#readEntry(options, commit, path);
      const is = await this.#readEntry(options, head, path);
      if (was && was.sha !== is?.sha) {
        const content = await this.#treeOf(options).readBlob(was.sha);
        operations.push({
          operation: is ? 'update' : 'create',
          path,
          sha: is?.sha,
          content: Buffer.from(content).toString('base64'),
        });
      } else if (!was && is) {
        operations.push({ operation: 'delete', path, sha: is.sha });
      }
    }
    await this.#writeOperations(options, operations);
  }

  async #commit(
    options: OpenOptions,
    files: readonly GitFileChange[],
  ): Promise<void> {
    const head = await this.#findBranch(options, options.branch);
    const operations = head ? await this.#pending(options, head, files) : [];
    await this.#writeOperations(options, operations);
  }

  async #writeOperations(
    options: OpenOptions,
    operations: readonly object[],
  ): Promise<void> {
    if (operations.length === 0) {
      return;
    }
    const { branch, title } = options;
    const { status } = await this.#send(options, {
      method: 'POST',
      path: ['contents'],
      body: { branch, message: title, files: operations },
      takes: [403],
    });
    if (status === 403) {
      throw protectedBranch(this.id, branch);
    }
  }

  /** What has to be written so that a commit has the files as given. */
  async #pending(
    options: OpenOptions,
    commit: string,
    files: readonly GitFileChange[],
  ): Promise<object[]> {
    const operations: object[] = [];
    for (const { path, content } of files) {
      const entry = await this.#readEntry(options, commit, path);
      const present =
        entry && (await this.#treeOf(options).readBlob(entry.sha));
      if (!present || Buffer.from(present).toString('utf8') !== content) {
        operations.push({
          operation: entry ? 'update' : 'create',
          path,
          sha: entry?.sha,
          content: Buffer.from(content).toString('base64'),
        });
      }
    }
    return operations;
  }

  async #readEntry(
    place: Place,
    commit: string,
    path: string,
  ): Promise<{ sha: string } | undefined> {
    const { status, body } = await this.#send(place, {
      path: ['contents', ...path.split('/')],
      query: { ref: commit },
      takes: [404],
    });
    return status === 404 || Array.isArray(body)
      ? undefined
      : { sha: body.sha };
  }

  async #listChanged(
    place: Place,
    base: string,
    head: string,
  ): Promise<string[]> {
    const entriesOf = async (commit: string) => {
      const { entries, isComplete } = await this.#treeOf(place).list(
        commit,
        true,
      );
      if (!isComplete) {
        throw new GitHostError(
          'conflict',
          `${this.id}: the repository has more files than are compared, so it is not known what others changed on the branch. Nothing is written.`,
        );
      }
      return new Map(entries.map(({ path, mode, sha }) => [path, mode + sha]));
    };
    const before = await entriesOf(base);
    const after = await entriesOf(head);
    const isFolder = (entry: string | undefined) => entry?.startsWith('040000');
    return [...new Set([...before.keys(), ...after.keys()])].filter(
      path =>
        before.get(path) !== after.get(path) &&
        !isFolder(before.get(path) ?? after.get(path)),
    );
  }

  async #readCommit(
    place: Place,
    ref: string,
  ): Promise<{ sha: string; parents: string[] }> {
    const { body } = await this.#send(place, {
      path: ['git', 'commits', ref],
      query: { stat: false, verification: false, files: false },
    });
    return {
      sha: body.sha,
      parents: (body.parents ?? []).map(({ sha }: { sha: string }) => sha),
    };
  }

  async #findBranch(place: Place, branch: string): Promise<string | undefined> {
    const { status, body } = await this.#send(place, {
      path: ['branches', branch],
      takes: [404],
    });
    return status === 404 ? undefined : body.commit.id;
  }

  /** For one that there is not, Gitea answers that it failed itself. */
  async #deleteBranch(place: Place, branch: string): Promise<void> {
    if (await this.#findBranch(place, branch)) {
      await this.#send(place, {
        method: 'DELETE',
        path: ['branches', branch],
        takes: [404],
      });
    }
  }

  async #findPull(place: Place & GitChangeReference): Promise<any | undefined> {
    const { base, branch, number } = place;
    // By both of its branches, its API finds none of a fork, whose branch has its owner before it.
    const { status, body: pull } = await this.#send(place, {
      path: [
        'pulls',
        ...(number === undefined ? [base, branch] : [String(number)]),
      ],
      takes: [404],
    });
    // The branch of one that was closed may no longer exist; its label stays.
    const isMeant =
      status !== 404 &&
      pull.base?.ref === base &&
      pull.head?.label === branch &&
      pull.head.repo_id === pull.base.repo_id;
    return isMeant ? pull : undefined;
  }

  async #readPull(place: Place, number: number): Promise<GitChange> {
    const { body } = await this.#send(place, {
      path: ['pulls', String(number)],
    });
    return await this.#describe(place, body);
  }

  /** It tells of a conflict as of one that it is looking for still, so it is asked again. */
  async #settle(place: Place, pull: any): Promise<any> {
    let settled = pull;
    for (let attempt = 0; attempt < MOST_LOOKS; attempt++) {
      if (settled.state !== 'open' || settled.mergeable === true) {
        break;
      }
      await delay(LOOK_MS, undefined, { signal: place.signal });
      const { body } = await this.#send(place, {
        path: ['pulls', String(pull.number)],
      });
      settled = body;
    }
    return settled;
  }

  async #describe(place: Place, found: any): Promise<GitChange> {
    const pull = await this.#settle(place, found);
    const isOpen = pull.state === 'open';
    const { body: reviews } = await this.#send(place, {
      path: ['pulls', String(pull.number), 'reviews'],
      query: { limit: PAGE },
    });
    return {
      number: pull.number,
      url: pull.html_url,
      state: stateOf(pull),
      headSha: pull.merged
        ? await this.#readMergedHead(place, pull)
        : pull.head.sha,
      author: pull.user?.login,
      ...(pull.merged && {
        mergeCommit: pull.merge_commit_sha,
        mergedAt: new Date(pull.merged_at).toISOString(),
        ...(pull.merged_by && { mergedBy: pull.merged_by.login }),
      }),
      ...(!pull.merged &&
        !isOpen &&
        pull.closed_at && {
          closedAt: new Date(pull.closed_at).toISOString(),
        }),
      ...(isOpen && { isMergeable: pull.mergeable === true }),
      approvals: approvalsOf(Array.isArray(reviews) ? reviews : []),
    };
  }

  /**
   * What was merged: Gitea tells of a merged pull request the last commit that its branch
   * has now, which may have been pushed since. Its own reference stays as it was.
   */
  async #readMergedHead(place: Place, pull: any): Promise<string> {
    const { status, body } = await this.#send(place, {
      path: ['git', 'refs', 'pull', String(pull.number), 'head'],
      takes: [404],
    });
    const [reference] = status === 404 ? [] : [body].flat();
    return reference?.object?.sha ?? pull.head.sha;
  }

  #treeOf(place: Place): TreeSource {
    return {
      list: async (tree, isRecursive) => {
        const entries: TreeEntry[] = [];
        for (let page = 1; ; page++) {
          const { body } = await this.#send(place, {
            path: ['git', 'trees', tree],
            query: {
              recursive: isRecursive || undefined,
              page,
              per_page: TREE_PAGE,
            },
          });
          const found: TreeEntry[] = body.tree ?? [];
          entries.push(...found);
          const isComplete = entries.length >= Number(body.total_count);
          if (isComplete || found.length === 0 || page >= MOST_PAGES) {
            return { entries, isComplete };
          }
        }
      },
      readBlob: async sha => {
        const { body } = await this.#send(place, {
          path: ['git', 'blobs', sha],
        });
        return Buffer.from(String(body.content), 'base64');
      },
    };
  }

  async #send(
    { repository, signal }: Place,
    request: Omit<Parameters<HostClient['send']>[0], 'signal'>,
  ) {
    return await this.#client.send({
      ...request,
      path: ['repos', ...namesOf(repository, this.#base), ...request.path],
      signal,
    });
  }
}

/** A `CommitStatus`, whose state is called `status`. */
function describeStatus({ status, creator }: any): GitStatus {
  return statusOf(status, creator && { id: creator.id, name: creator.login });
}
