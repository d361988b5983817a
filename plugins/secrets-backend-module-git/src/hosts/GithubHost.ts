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
  type GitChangeReference,
  type GitFileMode,
  type GitFiles,
  type GitHost,
  GitHostError,
  type GitPlace,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';
import type {
  GithubCredentialsProvider,
  GithubIntegrationConfig,
} from '@backstage/integration';
import { HostClient } from '../client';
import { approvalsOf } from './approvalsOf';
import { BlobCache } from './BlobCache';
import { commitOf } from './commitOf';
import { locateUrl, namesOf } from './locateUrl';
import {
  archived,
  busyBranch,
  foreignCommits,
  protectedBranch,
  readOnly,
  withoutChange,
} from './protectedBranch';
import { stateOf } from './stateOf';
import { statusOf } from './statusOf';
import { readTree, type TreeEntry, type TreeSource } from './readTree';

const PAGE = 100;
/** So many of the latest statuses are looked through, and so many names. */
const MOST_STATUS_PAGES = 10;
/** How often a step is done again where somebody else was faster. */
const MOST_ATTEMPTS = 2;
const MODES: Partial<Record<GitFileMode, string>> = {
  executable: '100755',
  file: '100644',
};

/** Rules that keep a branch from being made by a push. */
const PUSH_RULES = new Set(['creation', 'update']);

type OpenOptions = Parameters<GitHost['openChange']>[0];
type Place = { repository: string; signal: AbortSignal };
type Request = Omit<Parameters<HostClient['send']>[0], 'signal'>;

/** GitHub, or a GitHub Enterprise Server, by its REST API, as an app or with a token. */
export class GithubHost implements GitHost {
  readonly id: string;
  readonly #base: string;
  readonly #blobs = new BlobCache();
  readonly #clientOf: (repository: string) => HostClient;

  constructor(
    config: GithubIntegrationConfig,
    credentials: GithubCredentialsProvider,
  ) {
    this.id = config.host;
    this.#base = `https://${config.host}`;
    this.#clientOf = repository =>
      new HostClient({
        host: config.host,
        base: config.apiBaseUrl ?? `https://${config.host}/api/v3`,
        headers: async () => ({
          ...(await credentials.getCredentials({ url: repository })).headers,
          'x-github-api-version': '2022-11-28',
        }),
      });
  }

  locate(url: string): GitPlace | undefined {
    return locateUrl(url, {
      base: this.#base,
      divide([owner, name, kind, branch, ...path]) {
        if (!owner || !name) {
          return undefined;
        }
        const repository = [owner, name];
        if (kind === undefined) {
          return { repository, path: [] };
        }
        return /^(tree|blob)$/.test(kind) && branch
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
      this.#findBranch({ ...options, branch }),
    );
    const source = this.#blobs.over(options.repository, this.#treeOf(options));
    return await readTree(source, { commit, path, reads });
  }

  async readDefaultBranch(place: Place): Promise<string> {
    const { body } = await this.#send(place, { path: [] });
    return String(body.default_branch);
  }

  async openChange(options: OpenOptions): Promise<GitChange> {
    const { base, branch, title, body } = options;
    for (let attempt = 1; ; attempt++) {
      const found = await this.#findPull(options);
      if (!found && options.number !== undefined) {
        throw withoutChange(this.id, options.number);
      }
      if (found && found.state !== 'open') {
        return await this.#readPull(options, found.number);
      }
      await this.#writeBranch(options);
      if (found) {
        if (found.title !== title || found.body !== body) {
          await this.#send(options, {
            method: 'PATCH',
            path: ['pulls', String(found.number)],
            body: { title, body },
          });
        }
        return await this.#readPull(options, found.number);
      }
      const { status, body: opened } = await this.#send(options, {
        method: 'POST',
        path: ['pulls'],
        body: {
          title,
          body,
          head: branch,
          base,
          maintainer_can_modify: false,
        },
        takes: [422],
        token: options.openerToken,
      });
      if (status !== 422) {
        return await this.#readPull(options, opened.number);
      }
      // Of the same branch there may be one by now: then it is that one.
      if (attempt === MOST_ATTEMPTS) {
        throw new GitHostError(
          'conflict',
          `${this.id}: the pull request of ${branch} could not be opened. Check that the branch ${base} exists and does not have the files already.`,
        );
      }
    }
  }

  async checkWritable(
    options: Parameters<GitHost['checkWritable']>[0],
  ): Promise<void> {
    const { branch } = options;
    const { body: repository } = await this.#send(options, { path: [] });
    if (repository.archived) {
      throw archived(this.id);
    }
    if (repository.permissions?.push === false) {
      throw readOnly(this.id);
    }
    const { body } = await this.#send(options, {
      path: ['rules', 'branches', branch],
      query: { per_page: PAGE },
      takes: [403, 404],
    });
    const rules: any[] = Array.isArray(body) ? body : [];
    const rulesets = new Set(
      rules
        .filter(({ type }) => PUSH_RULES.has(type))
        .map(({ ruleset_id: id }) => String(id)),
    );
    for (const id of rulesets) {
      const { body: ruleset } = await this.#send(options, {
        path: ['rulesets', id],
        query: { includes_parents: true },
        takes: [403, 404],
      });
      // Whoever may bypass it always is kept from nothing; for others it says so.
      if (
        /^(never|pull_requests_only)$/.test(ruleset?.current_user_can_bypass)
      ) {
        throw protectedBranch(this.id, branch);
      }
    }
  }

  async readChange(
    options: Parameters<GitHost['readChange']>[0],
  ): Promise<GitChange | undefined> {
    const found = await this.#findPull(options);
    return found && (await this.#readPull(options, found.number));
  }

  async readMergeBase(
    options: Parameters<GitHost['readMergeBase']>[0],
  ): Promise<string | undefined> {
    const found = await this.#findPull(options);
    if (found?.state !== 'open') {
      return undefined;
    }
    return await this.#findMergeBase(options, options.base, options.branch);
  }

  async closeChange(
    options: Parameters<GitHost['closeChange']>[0],
  ): Promise<GitChange | undefined> {
    const found = await this.#findPull(options);
    if (found?.state === 'open') {
      await this.#send(options, {
        method: 'PATCH',
        path: ['pulls', String(found.number)],
        body: { state: 'closed' },
      });
    }
    await this.#send(options, {
      method: 'DELETE',
      path: ['git', 'refs', 'heads', ...options.branch.split('/')],
      // 422 is the answer for one that does not exist.
      takes: [404, 422],
    });
    return found && (await this.#readPull(options, found.number));
  }

  /**
   * The newest is the first ("List commit statuses for a reference":
   * https://docs.github.com/rest/commits/statuses). Anybody who can push may set many others
   * after it: it is then looked for among the latest of each name ("Get the combined
   * status"), where GitHub tells no account.
   */
  async readStatus(
    options: Parameters<GitHost['readStatus']>[0],
  ): Promise<GitStatus | undefined> {
    for (let page = 1; page <= MOST_STATUS_PAGES; page++) {
      const { body } = await this.#send(options, {
        path: ['commits', options.headSha, 'statuses'],
        query: { per_page: PAGE, page },
      });
      const statuses: any[] = Array.isArray(body) ? body : [];
      const found = statuses.find(({ context }) => context === options.name);
      if (found || statuses.length < PAGE) {
        return found && describeStatus(found);
      }
    }
    for (let page = 1; page <= MOST_STATUS_PAGES; page++) {
      const { body } = await this.#send(options, {
        path: ['commits', options.headSha, 'status'],
        query: { per_page: PAGE, page },
      });
      const latest: any[] = body?.statuses ?? [];
      const found = latest.find(({ context }) => context === options.name);
      if (found || latest.length < PAGE) {
        return found && describeStatus(found);
      }
    }
    return undefined;
  }

  /**
   * "Create a commit status": https://docs.github.com/rest/commits/statuses. Of a GitHub
   * App, the creator is its own account, which nobody else can act as.
   */
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

  /**
   * Sets the branch to a commit that has the base with the files as given. Where the branch
   * exists, it goes on top of it and the base, so that nothing that others push is lost: a
   * push in between is no part of it, GitHub then refuses it, and it is looked at again.
   */
  async #writeBranch(options: OpenOptions): Promise<void> {
    const { branch, baseCommit, title } = options;
    const tree = await this.#writeTree(options, options);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const head = await this.#findBranch(options);
      if (head && (await this.#isWritten(options, head, tree))) {
        return;
      }
      if (head && !(await this.#isBehind(options, head))) {
        throw foreignCommits(this.id, branch);
      }
      const { body: commit } = await this.#send(options, {
        method: 'POST',
        path: ['git', 'commits'],
        body: {
          message: title,
          tree,
          parents: [...new Set(head ? [head, baseCommit] : [baseCommit])],
        },
      });
      const { status } = head
        ? await this.#send(options, {
            method: 'PATCH',
            path: ['git', 'refs', 'heads', ...branch.split('/')],
            body: { sha: commit.sha, force: false },
            takes: [422],
          })
        : await this.#send(options, {
            method: 'POST',
            path: ['git', 'refs'],
            body: { ref: `refs/heads/${branch}`, sha: commit.sha },
            takes: [422],
          });
      if (status !== 422) {
        return;
      }
      if ((await this.#findBranch(options)) === head) {
        throw protectedBranch(this.id, branch);
      }
    }
    throw busyBranch(this.id, branch);
  }

  /**
   * Whether a commit has nothing of the base that is newer than where the change begins: to
   * merge the change would take back what is newer.
   */
  async #isBehind(options: OpenOptions, head: string): Promise<boolean> {
    const { base, baseCommit } = options;
    const newest = await this.#findMergeBase(options, base, head);
    return newest === (await this.#findMergeBase(options, baseCommit, head));
  }

  async #findMergeBase(
    place: Place,
    one: string,
    other: string,
  ): Promise<string> {
    const { body } = await this.#send(place, {
      path: ['compare', `${one}...${other}`],
      query: { per_page: 1 },
    });
    return body.merge_base_commit.sha;
  }

  /**
   * Whether a commit has the tree, on the base.
   *
   * @throws GitHostError where it has neither that nor what was written over an earlier base
   */
  async #isWritten(
    options: OpenOptions,
    head: string,
    tree: string,
  ): Promise<boolean> {
    const { baseCommit, branch, over } = options;
    const { body } = await this.#send(options, {
      path: ['git', 'commits', head],
    });
    const parents: { sha: string }[] = body.parents ?? [];
    if (
      body.tree.sha === tree &&
      parents.some(({ sha }) => sha === baseCommit)
    ) {
      return true;
    }
    if (over && body.tree.sha !== (await this.#writeTree(options, over))) {
      throw foreignCommits(this.id, branch);
    }
    return false;
  }

  /** The tree of a commit with other files; as long as no commit has it, nobody sees it. */
  async #writeTree(
    options: Place,
    { baseCommit, files }: Pick<OpenOptions, 'baseCommit' | 'files'>,
  ): Promise<string> {
    const { body: commit } = await this.#send(options, {
      path: ['git', 'commits', baseCommit],
    });
    const entries: object[] = [];
    for (const { path, content } of files) {
      const { files: present } = await readTree(this.#treeOf(options), {
        commit: baseCommit,
        path,
        reads: () => false,
      });
      const mode = present.find(file => file.path === path)?.mode ?? 'file';
      const written = MODES[mode];
      if (!written) {
        throw new GitHostError(
          'conflict',
          `${this.id}: ${path} is a ${mode}, which is not written over.`,
        );
      }
      entries.push({ path, mode: written, type: 'blob', content });
    }
    const { body } = await this.#send(options, {
      method: 'POST',
      path: ['git', 'trees'],
      body: { base_tree: commit.tree.sha, tree: entries },
    });
    return body.sha;
  }

  async #findBranch(
    place: Place & { branch: string },
  ): Promise<string | undefined> {
    const { status, body } = await this.#send(place, {
      path: ['git', 'ref', 'heads', ...place.branch.split('/')],
      takes: [404],
    });
    return status === 404 ? undefined : body.object.sha;
  }

  async #findPull(place: Place & GitChangeReference): Promise<any | undefined> {
    const { base, branch, number } = place;
    const isMeant = (pull: any) =>
      pull.head?.ref === branch &&
      pull.base?.ref === base &&
      // Of a fork that was deleted, there is none. A fork may have the same owner.
      pull.head.repo?.id === pull.base.repo.id;
    if (number !== undefined) {
      const { status, body: pull } = await this.#send(place, {
        path: ['pulls', String(number)],
        takes: [404],
      });
      return status !== 404 && isMeant(pull) ? pull : undefined;
    }
    const [owner] = namesOf(place.repository, this.#base);
    const { body } = await this.#send(place, {
      path: ['pulls'],
      query: {
        head: `${owner}:${branch}`,
        base,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: PAGE,
      },
    });
    const pulls: any[] = Array.isArray(body) ? body : [];
    return pulls.find(isMeant);
  }

  async #readPull(place: Place, number: number): Promise<GitChange> {
    const path = ['pulls', String(number)];
    const { body: pull } = await this.#send(place, { path });
    const { body: reviews } = await this.#send(place, {
      path: [...path, 'reviews'],
      query: { per_page: PAGE },
    });
    const isOpen = pull.state === 'open';
    return {
      number: pull.number,
      url: pull.html_url,
      state: stateOf(pull),
      headSha: pull.head.sha,
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
      ...(isOpen &&
        typeof pull.mergeable === 'boolean' && {
          isMergeable: pull.mergeable,
        }),
      approvals: approvalsOf(Array.isArray(reviews) ? reviews : []),
    };
  }

  #treeOf(place: Place): TreeSource {
    return {
      list: async (tree, isRecursive) => {
        const { body } = await this.#send(place, {
          path: ['git', 'trees', tree],
          query: { recursive: isRecursive ? 1 : undefined },
        });
        const entries: TreeEntry[] = body.tree ?? [];
        return { entries, isComplete: body.truncated === false };
      },
      readBlob: async sha => {
        const { body } = await this.#send(place, {
          path: ['git', 'blobs', sha],
        });
        return Buffer.from(String(body.content), 'base64');
      },
    };
  }

  async #send({ repository, signal }: Place, request: Request) {
    return await this.#clientOf(repository).send({
      ...request,
      path: ['repos', ...namesOf(repository, this.#base), ...request.path],
      signal,
    });
  }
}

function describeStatus({ state, creator }: any): GitStatus {
  return statusOf(state, creator && { id: creator.id, name: creator.login });
}
