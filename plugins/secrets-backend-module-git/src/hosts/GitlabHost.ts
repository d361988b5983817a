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
  type GitFile,
  type GitFiles,
  type GitHost,
  GitHostError,
  type GitPlace,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';
import {
  getGitLabRequestOptions,
  type GitLabIntegrationConfig,
} from '@backstage/integration';
import { HostClient } from '../client';
import { BlobCache } from './BlobCache';
import { isCommit } from './commitOf';
import { forEach, MOST_BYTES, MOST_ENTRIES } from './limits';
import { locateUrl, namesOf } from './locateUrl';
import { matchesBranch } from './matchesBranch';
import {
  archived,
  busyBranch,
  foreignCommits,
  protectedBranch,
  readOnly,
  withoutChanges,
  withoutChange,
} from './protectedBranch';
import { statusOf } from './statusOf';

const PAGE = 100;
/** The least access level that pushes. */
const DEVELOPER = 30;
const MODES: Record<string, GitFile['mode']> = {
  '100644': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};

type OpenOptions = Parameters<GitHost['openChange']>[0];
type Place = { repository: string; signal: AbortSignal };
type Request = Omit<Parameters<HostClient['send']>[0], 'signal'>;

interface Entry {
  id: string;
  type: string;
  path: string;
  mode: string;
}

/**
 * A GitLab by its API version 4. It tells who approved a merge request but not which
 * commit, so its approvals are not told at all.
 */
export class GitlabHost implements GitHost {
  readonly id: string;
  readonly #base: string;
  readonly #client: HostClient;
  readonly #blobs = new BlobCache();

  constructor(config: GitLabIntegrationConfig) {
    this.id = config.host;
    this.#base = config.baseUrl ?? `https://${config.host}`;
    this.#client = new HostClient({
      host: config.host,
      base: config.apiBaseUrl,
      headers: async () => getGitLabRequestOptions(config).headers,
    });
  }

  locate(url: string): GitPlace | undefined {
    return locateUrl(url, {
      base: this.#base,
      divide(segments) {
        const dash = segments.indexOf('-');
        const repository = dash < 0 ? segments : segments.slice(0, dash);
        const [kind, branch, ...path] =
          dash < 0 ? [] : segments.slice(dash + 1);
        if (repository.length < 2) {
          return undefined;
        }
        if (dash < 0) {
          return { repository, path: [] };
        }
        return /^(tree|blob)$/.test(kind ?? '') && branch
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
      reads = () => true,
    } = options;
    const commit = isCommit(ref) ? ref : await this.#readHead(options, ref);
    const { entries, isComplete } = await this.#list(
      options,
      commit,
      path,
      true,
    );
    if (entries.length === 0) {
      return {
        commit,
        files: await this.#findObstacle(options, commit, path),
        isComplete,
      };
    }
    const placed = entries
      .filter(({ type }) => type !== 'tree')
      .slice(0, MOST_ENTRIES)
      .map(entry => ({ id: entry.id, file: toFile(entry) }));
    let left = MOST_BYTES;
    const wanted = placed.filter(
      ({ file }) => /^(file|executable)$/.test(file.mode) && reads(file.path),
    );
    await forEach(wanted, async ({ id, file }) => {
      const content = await this.#blobs.read(
        options.repository,
        id,
        async () => {
          const { body: blob } = await this.#send(options, {
            path: ['repository', 'blobs', id],
          });
          return Buffer.from(String(blob.content), 'base64');
        },
      );
      file.size = content.length;
      left -= file.size;
      if (left >= 0) {
        file.content = content;
      }
    });
    return {
      commit,
      files: placed
        .map(({ file }) => file)
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
      isComplete,
    };
  }

  async readDefaultBranch(place: Place): Promise<string> {
    const { body } = await this.#send(place, { path: [] });
    return String(body.default_branch);
  }

  async #readHead(place: Place, branch: string): Promise<string> {
    const { body } = await this.#send(place, {
      path: ['repository', 'branches', branch],
    });
    return body.commit.id;
  }

  async openChange(options: OpenOptions): Promise<GitChange> {
    const { base, branch, title, body } = options;
    const found = await this.#findRequest(options);
    if (!found && options.number !== undefined) {
      throw withoutChange(this.id, options.number);
    }
    if (found && found.state !== 'opened') {
      return describe(found);
    }
    await this.#writeBranch(options);
    if (found) {
      return await this.#update(options, found);
    }
    const { status, body: opened } = await this.#send(options, {
      method: 'POST',
      path: ['merge_requests'],
      body: {
        source_branch: branch,
        target_branch: base,
        title,
        description: body,
        remove_source_branch: true,
      },
      takes: [409],
      token: options.openerToken,
    });
    if (status !== 409) {
      return describe(opened);
    }
    const faster = await this.#findRequest(options);
    if (!faster) {
      throw new GitHostError(
        'conflict',
        `${this.id}: the merge request of ${branch} could not be opened, and there is none. It is tried again later.`,
      );
    }
    return await this.#update(options, faster);
  }

  async checkWritable(
    options: Parameters<GitHost['checkWritable']>[0],
  ): Promise<void> {
    const { branch } = options;
    const { body: project } = await this.#send(options, { path: [] });
    if (project.archived) {
      throw archived(this.id);
    }
    if (project.merge_requests_enabled === false) {
      throw withoutChanges(this.id);
    }
    const levels = [
      project.permissions?.project_access?.access_level,
      project.permissions?.group_access?.access_level,
    ].filter(level => typeof level === 'number');
    if (levels.length === 0) {
      // An administrator, for example, is no member.
      return;
    }
    const own = Math.max(...levels);
    if (own < DEVELOPER) {
      throw readOnly(this.id);
    }
    const { body } = await this.#send(options, {
      path: ['protected_branches'],
      query: { per_page: PAGE },
      takes: [403, 404],
    });
    const rules = (Array.isArray(body) ? body : []).filter(({ name }) =>
      matchesBranch(name, branch, { isFlat: true }),
    );
    // Of several rules the most permissive one counts; those who are named are not known.
    const mayPush = rules
      .flatMap(({ push_access_levels: allowed = [] }) => allowed)
      .some(
        ({ access_level: level, ...named }: any) =>
          named.user_id ||
          named.group_id ||
          named.deploy_key_id ||
          (level > 0 && own >= level),
      );
    if (rules.length > 0 && !mayPush) {
      throw protectedBranch(this.id, branch);
    }
  }

  async readChange(
    options: Parameters<GitHost['readChange']>[0],
  ): Promise<GitChange | undefined> {
    const found = await this.#findRequest(options);
    return found && describe(found);
  }

  async readMergeBase(
    options: Parameters<GitHost['readMergeBase']>[0],
  ): Promise<string | undefined> {
    const found = await this.#findRequest(options);
    if (found?.state !== 'opened') {
      return undefined;
    }
    const { body } = await this.#send(options, {
      path: ['merge_requests', String(found.iid)],
    });
    return body.diff_refs?.base_sha ?? undefined;
  }

  async closeChange(
    options: Parameters<GitHost['closeChange']>[0],
  ): Promise<GitChange | undefined> {
    let found = await this.#findRequest(options);
    if (found?.state === 'opened') {
      const { body } = await this.#send(options, {
        method: 'PUT',
        path: ['merge_requests', String(found.iid)],
        body: { state_event: 'close' },
      });
      found = body;
    }
    await this.#send(options, {
      method: 'DELETE',
      path: ['repository', 'branches', options.branch],
      takes: [404],
    });
    return found && describe(found);
  }

  /**
   * "List the statuses of a commit": https://docs.gitlab.com/api/commits/. Of several with a
   * name, GitLab counts the last one that was made.
   */
  async readStatus(
    options: Parameters<GitHost['readStatus']>[0],
  ): Promise<GitStatus | undefined> {
    const { body } = await this.#send(options, {
      path: ['repository', 'commits', options.headSha, 'statuses'],
      query: { ref: options.branch, name: options.name, per_page: PAGE },
    });
    const [last] = (Array.isArray(body) ? body : []).sort(
      (one, other) => other.id - one.id,
    );
    return last && describeStatus(last);
  }

  /**
   * "Set the pipeline status of a commit": https://docs.gitlab.com/api/commits/. One that is
   * pending is not set to pending again (400): it is there already.
   */
  async setStatus(
    options: Parameters<GitHost['setStatus']>[0],
  ): Promise<GitStatus> {
    const { status, body } = await this.#send(options, {
      method: 'POST',
      path: ['statuses', options.headSha],
      body: {
        ref: options.branch,
        name: options.name,
        state: options.state,
        description: options.description,
        target_url: options.url,
      },
      takes: [400],
    });
    const present = status === 400 ? await this.readStatus(options) : undefined;
    if (status === 400 && present?.state !== options.state) {
      throw new GitHostError(
        'conflict',
        `${this.id}: the status ${options.name} could not be set. It is tried again later.`,
      );
    }
    return present ?? describeStatus(body);
  }

  async comment(options: Parameters<GitHost['comment']>[0]): Promise<void> {
    await this.#send(options, {
      method: 'POST',
      path: ['merge_requests', String(options.number), 'notes'],
      body: { body: options.text },
    });
  }

  async #update(options: OpenOptions, found: any): Promise<GitChange> {
    const { title, body } = options;
    const path = ['merge_requests', String(found.iid)];
    const isSame = found.title === title && found.description === body;
    const { body: updated } = isSame
      ? await this.#send(options, { path })
      : await this.#send(options, {
          method: 'PUT',
          path,
          body: { title, description: body },
        });
    return describe(updated);
  }

  /**
   * Sets the branch to the base with one commit that has the files as given.
   *
   * GitLab sets a branch to a commit only by force, without a condition ("Commits API": its
   * `last_commit_id` is that of a file where the commit starts, not of the branch). So it is
   * looked right before whether the branch is as it was found; what is pushed between this
   * and the commit, in the time of one request, is written over.
   */
  async #writeBranch(options: OpenOptions): Promise<void> {
    const { branch, baseCommit, files, title } = options;
    const { status: found, body: present } = await this.#send(options, {
      path: ['repository', 'branches', branch],
      takes: [404],
    });
    const isThere = found !== 404;
    if (isThere && (await this.#isWritten(options, options, present.commit))) {
      return;
    }
    const { over } = options;
    if (
      isThere &&
      over &&
      !(await this.#isWritten(options, over, present.commit))
    ) {
      throw foreignCommits(this.id, branch);
    }
    const actions: object[] = [];
    for (const { path, content } of files) {
      const before = await this.#readFile(options, baseCommit, path);
      actions.push({
        action: before === undefined ? 'create' : 'update',
        file_path: path,
        encoding: 'base64',
        content: Buffer.from(content).toString('base64'),
      });
    }
    const isAsFound = await this.#isAt(
      options,
      isThere ? present.commit.id : undefined,
    );
    if (!isAsFound) {
      throw busyBranch(this.id, branch);
    }
    const { status } = await this.#send(options, {
      method: 'POST',
      path: ['repository', 'commits'],
      body: {
        branch,
        start_sha: baseCommit,
        commit_message: title,
        actions,
        ...(isThere && { force: true }),
      },
      takes: [400, 403],
    });
    if (status === 400 || status === 403) {
      throw await this.#refusal(options, isThere);
    }
  }

  /** Whether the branch ends with a commit; without one, whether there is no such branch. */
  async #isAt(
    options: OpenOptions,
    commit: string | undefined,
  ): Promise<boolean> {
    const { status, body } = await this.#send(options, {
      path: ['repository', 'branches', options.branch],
      takes: [404],
    });
    return (status === 404 ? undefined : body.commit.id) === commit;
  }

  async #refusal(
    options: OpenOptions,
    wasThere: boolean,
  ): Promise<GitHostError> {
    const { branch } = options;
    const { status } = await this.#send(options, {
      path: ['repository', 'branches', branch],
      takes: [404],
    });
    return !wasThere && status !== 404
      ? new GitHostError(
          'conflict',
          `${this.id}: the branch ${branch} was made by somebody else in the meantime. It is tried again later.`,
        )
      : protectedBranch(this.id, branch);
  }

  /** Whether a branch is the base with one commit that has the files as given. */
  async #isWritten(
    options: Place,
    { baseCommit, files }: Pick<OpenOptions, 'baseCommit' | 'files'>,
    commit: { id: string; parent_ids?: string[] },
  ): Promise<boolean> {
    if (commit.parent_ids?.[0] !== baseCommit) {
      return false;
    }
    const { body } = await this.#send(options, {
      path: ['repository', 'compare'],
      query: { from: baseCommit, to: commit.id, straight: true },
    });
    const changed = (body.diffs ?? []).flatMap((diff: any) => [
      diff.old_path,
      diff.new_path,
    ]);
    const wanted = files.map(({ path }) => path);
    if (!changed.every((path: string) => wanted.includes(path))) {
      return false;
    }
    for (const { path, content } of files) {
      if ((await this.#readFile(options, commit.id, path)) !== content) {
        return false;
      }
    }
    return true;
  }

  async #readFile(
    place: Place,
    ref: string,
    path: string,
  ): Promise<string | undefined> {
    const { status, body } = await this.#send(place, {
      path: ['repository', 'files', path],
      query: { ref },
      takes: [404],
    });
    return status === 404
      ? undefined
      : Buffer.from(String(body.content), 'base64').toString('utf8');
  }

  async #findRequest(
    place: Place & GitChangeReference,
  ): Promise<any | undefined> {
    const { base, branch, number } = place;
    // Forks have branches of the same name.
    const isMeant = (request: any) =>
      request.source_branch === branch &&
      request.target_branch === base &&
      request.source_project_id === request.target_project_id;
    if (number !== undefined) {
      const { status, body: request } = await this.#send(place, {
        path: ['merge_requests', String(number)],
        takes: [404],
      });
      return status !== 404 && isMeant(request) ? request : undefined;
    }
    const { body } = await this.#send(place, {
      path: ['merge_requests'],
      query: {
        source_branch: branch,
        target_branch: base,
        state: 'all',
        scope: 'all',
        order_by: 'created_at',
        sort: 'desc',
        per_page: PAGE,
      },
    });
    const requests: any[] = Array.isArray(body) ? body : [];
    return requests.find(isMeant);
  }

  async #list(
    place: Place,
    commit: string,
    path: string,
    isRecursive: boolean,
  ): Promise<{ entries: Entry[]; isComplete: boolean }> {
    const entries: Entry[] = [];
    for (let page = 1; ; page++) {
      const { status, body, headers } = await this.#send(place, {
        path: ['repository', 'tree'],
        query: {
          ref: commit,
          path: path || undefined,
          recursive: isRecursive || undefined,
          per_page: PAGE,
          page,
        },
        takes: [404],
      });
      if (status === 404) {
        return { entries, isComplete: true };
      }
      entries.push(...(body as Entry[]));
      const files = entries.filter(({ type }) => type !== 'tree').length;
      if (!headers.get('x-next-page') || files > MOST_ENTRIES) {
        return { entries, isComplete: files <= MOST_ENTRIES };
      }
    }
  }

  /** What is on the way to a folder and no folder itself; nothing where nothing is. */
  async #findObstacle(
    place: Place,
    commit: string,
    path: string,
  ): Promise<GitFile[]> {
    const segments = path === '' ? [] : path.split('/');
    for (const index of segments.keys()) {
      const parent = segments.slice(0, index).join('/');
      const own = segments.slice(0, index + 1).join('/');
      const { entries } = await this.#list(place, commit, parent, false);
      const entry = entries.find(each => each.path === own);
      if (entry?.type !== 'tree') {
        return entry ? [toFile(entry)] : [];
      }
    }
    return [];
  }

  async #send({ repository, signal }: Place, request: Request) {
    const project = namesOf(repository, this.#base).join('/');
    return await this.#client.send({
      ...request,
      path: ['projects', project, ...request.path],
      signal,
    });
  }
}

/** Its size is told only with its content. */
function toFile({ path, mode }: Entry): GitFile {
  return { path, mode: MODES[mode] ?? 'submodule', size: 0 };
}

const MERGEABLE: Record<string, boolean> = {
  mergeable: true,
  broken_status: false,
  conflict: false,
  need_rebase: false,
};

const STATES: Record<string, GitChange['state']> = {
  closed: 'closed',
  merged: 'merged',
};

function describe(request: any): GitChange {
  const { state } = request;
  const isMergeable = MERGEABLE[request.detailed_merge_status];
  return {
    number: request.iid,
    url: request.web_url,
    state: STATES[state] ?? 'open',
    headSha: request.sha,
    author: request.author?.username,
    ...(state === 'merged' && {
      mergeCommit:
        request.merge_commit_sha ?? request.squash_commit_sha ?? request.sha,
      mergedAt: new Date(request.merged_at).toISOString(),
      ...mergedByOf(request),
    }),
    ...(state === 'closed' &&
      request.closed_at && {
        closedAt: new Date(request.closed_at).toISOString(),
      }),
    ...(state === 'opened' && isMergeable !== undefined && { isMergeable }),
  };
}

/** Older versions call it `merged_by`. */
function mergedByOf(request: any): Pick<GitChange, 'mergedBy'> {
  const { username } = request.merge_user ?? request.merged_by ?? {};
  return username ? { mergedBy: username } : {};
}

/** A status, whose state is called `status`. */
function describeStatus({ status, author }: any): GitStatus {
  return statusOf(status, author && { id: author.id, name: author.username });
}
