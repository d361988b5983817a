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

import { accountOf } from './accountOf';
import { http, HttpResponse } from 'msw';
import { FakeGit } from './FakeGit';

const API = 'https://gitlab.com/api/v4/projects/platform%2Fteam%2Fshop';
const DATE = '2026-11-28T12:00:00.000Z';

/**
 * The part of GitLab's REST API that is used, after its reference ("Commits API, Branches
 * API, Repositories API, Repository files API, Merge requests API, Notes API").
 */
export function gitlabApi(files: Record<string, string>) {
  const git = new FakeGit(files);
  const requests: any[] = [];
  const notes: string[] = [];
  const project: Record<string, unknown> = {
    default_branch: 'main',
    archived: false,
    permissions: { project_access: { access_level: 30 }, group_access: null },
  };
  /** Protected branches. */
  const rules: { name: string; push_access_levels: object[] }[] = [];
  const statuses: any[] = [];
  const protectedBranches = new Set<string>();
  const notFound = () =>
    HttpResponse.json({ message: '404 Not Found' }, { status: 404 });
  const refused = (status: number) =>
    HttpResponse.json({ message: 'Refused' }, { status });
  const commitOf = (ref: unknown) => {
    const name = ref === 'HEAD' ? 'main' : String(ref);
    return git.commits.get(git.branches.get(name) ?? name);
  };
  const show = (request: any) => ({
    ...request,
    sha: git.branches.get(request.source_branch) ?? request.lastSha,
    diff_refs: {
      base_sha: git.mergeBaseOf(request.target_branch, request.source_branch),
    },
  });
  const find = (iid: unknown) =>
    requests.find(each => each.iid === Number(iid));

  /** As an account sets it, by the same API. */
  const setStatus = (sha: string, { state, ...body }: any, author: any) => {
    const status = {
      ...body,
      id: statuses.length + 1,
      sha,
      status: state,
      author,
    };
    statuses.push(status);
    return status;
  };

  const handlers = [
    http.get(API, () => HttpResponse.json(project)),
    http.get(`${API}/protected_branches`, () => HttpResponse.json(rules)),
    http.get(`${API}/repository/commits/:ref`, ({ params }) => {
      const commit = commitOf(params.ref);
      return commit ? HttpResponse.json({ id: commit.sha }) : notFound();
    }),
    http.get(`${API}/repository/tree`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const path = searchParams.get('path');
      const prefix = path ? `${path}/` : '';
      const isRecursive = searchParams.has('recursive');
      const below = [...(commitOf(searchParams.get('ref'))?.files ?? [])]
        .filter(([each]) => each.startsWith(prefix))
        .map(
          ([each, content]) => [each.slice(prefix.length), content] as const,
        );
      if (below.length === 0) {
        return notFound();
      }
      const entries = git.entriesOf(git.treeOf(new Map(below)), isRecursive);
      const size = Number(searchParams.get('per_page'));
      const page = Number(searchParams.get('page'));
      return HttpResponse.json(
        entries.slice((page - 1) * size, page * size).map((entry: any) => ({
          id: entry.sha,
          type: entry.type,
          mode: entry.mode,
          path: prefix + entry.path,
        })),
        {
          headers: {
            'x-next-page': entries.length > page * size ? String(page + 1) : '',
          },
        },
      );
    }),
    http.get(`${API}/repository/blobs/:sha`, ({ params }) => {
      const content = git.blobs.get(String(params.sha))!;
      return HttpResponse.json({
        size: Buffer.byteLength(content),
        encoding: 'base64',
        content: Buffer.from(content).toString('base64'),
      });
    }),
    http.get(`${API}/repository/files/:path`, ({ params, request }) => {
      const ref = new URL(request.url).searchParams.get('ref');
      const content = commitOf(ref)?.files.get(
        decodeURIComponent(String(params.path)),
      );
      return content === undefined
        ? notFound()
        : HttpResponse.json({
            encoding: 'base64',
            content: Buffer.from(content).toString('base64'),
          });
    }),
    http.get(`${API}/repository/branches/:branch`, ({ params }) => {
      const commit = git.commits.get(
        git.branches.get(decodeURIComponent(String(params.branch))) ?? '',
      );
      return commit
        ? HttpResponse.json({
            commit: { id: commit.sha, parent_ids: commit.parents },
          })
        : notFound();
    }),
    http.delete(`${API}/repository/branches/:branch`, ({ params }) =>
      git.branches.delete(decodeURIComponent(String(params.branch)))
        ? new HttpResponse(undefined, { status: 204 })
        : notFound(),
    ),
    http.get(`${API}/repository/compare`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const from = commitOf(searchParams.get('from'))!.files;
      const to = commitOf(searchParams.get('to'))!.files;
      const paths = new Set([...from.keys(), ...to.keys()]);
      return HttpResponse.json({
        diffs: [...paths]
          .filter(path => from.get(path) !== to.get(path))
          .map(path => ({ old_path: path, new_path: path })),
      });
    }),
    http.post(`${API}/repository/commits`, async ({ request }) => {
      const body: any = await request.json();
      const start = git.commits.get(body.start_sha)!;
      if (protectedBranches.has(body.branch)) {
        return refused(403);
      }
      if (git.branches.has(body.branch) && !body.force) {
        return refused(400);
      }
      const written = new Map(start.files);
      for (const action of body.actions) {
        const exists = written.has(action.file_path);
        if (exists !== (action.action === 'update')) {
          return refused(400);
        }
        written.set(
          action.file_path,
          Buffer.from(action.content, action.encoding).toString('utf8'),
        );
      }
      const { sha } = git.commit([start.sha], body.commit_message, written);
      git.branches.set(body.branch, sha);
      return HttpResponse.json({ id: sha }, { status: 201 });
    }),
    http.get(`${API}/merge_requests`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      const branch = searchParams.get('source_branch');
      const target = searchParams.get('target_branch');
      return HttpResponse.json(
        requests
          .filter(each => each.source_branch === branch)
          .filter(each => each.target_branch === (target ?? each.target_branch))
          .map(show)
          .reverse(),
      );
    }),
    http.post(`${API}/merge_requests`, async ({ request }) => {
      const body: any = await request.json();
      const isThere = requests.some(
        each =>
          each.source_branch === body.source_branch &&
          each.target_branch === body.target_branch &&
          each.state === 'opened',
      );
      if (isThere) {
        return refused(409);
      }
      const created = {
        ...body,
        iid: requests.length + 1,
        web_url: `https://gitlab.com/platform/team/shop/-/merge_requests/${
          requests.length + 1
        }`,
        state: 'opened',
        source_project_id: 7,
        target_project_id: 7,
        detailed_merge_status: 'checking',
        author: { username: accountOf(request) ?? 'project_7_bot' },
      };
      requests.push(created);
      return HttpResponse.json(show(created), { status: 201 });
    }),
    http.get(`${API}/merge_requests/:iid`, ({ params }) => {
      const request = find(params.iid);
      return request ? HttpResponse.json(show(request)) : notFound();
    }),
    http.put(`${API}/merge_requests/:iid`, async ({ params, request }) => {
      const { state_event: event, ...body }: any = await request.json();
      const found = find(params.iid);
      Object.assign(found, body);
      if (event === 'close') {
        Object.assign(found, {
          state: 'closed',
          closed_at: DATE,
          lastSha: git.branches.get(found.source_branch),
        });
      }
      return HttpResponse.json(show(found));
    }),
    http.post(`${API}/merge_requests/:iid/notes`, async ({ request }) => {
      const { body }: any = await request.json();
      notes.push(body);
      return HttpResponse.json({}, { status: 201 });
    }),
    http.get(
      `${API}/repository/commits/:sha/statuses`,
      ({ params, request }) => {
        const { searchParams } = new URL(request.url);
        return HttpResponse.json(
          statuses.filter(
            ({ sha, ref, name }) =>
              sha === params.sha &&
              ref === searchParams.get('ref') &&
              name === searchParams.get('name'),
          ),
        );
      },
    ),
    http.post(`${API}/statuses/:sha`, async ({ params, request }) => {
      const { state, ...body }: any = await request.json();
      const author = { id: 7, username: 'project_7_bot' };
      const running = statuses.find(
        each =>
          each.status === 'pending' &&
          each.sha === params.sha &&
          each.name === body.name &&
          each.author.id === author.id,
      );
      if (running && state === 'pending') {
        return HttpResponse.json(
          { message: 'Cannot transition status via :enqueue from :pending' },
          { status: 400 },
        );
      }
      if (running) {
        running.status = state;
      }
      return HttpResponse.json(
        running ?? setStatus(String(params.sha), { ...body, state }, author),
        { status: 201 },
      );
    }),
  ];

  /** As somebody merges it in the browser. */
  const merge = (iid: number) => {
    const found = find(iid);
    Object.assign(found, {
      state: 'merged',
      merged_at: DATE,
      merge_user: { username: 'mona' },
      merge_commit_sha: 'c'.repeat(40),
      lastSha: git.branches.get(found.source_branch),
    });
    git.branches.delete(found.source_branch);
  };
  return {
    git,
    requests,
    notes,
    protectedBranches,
    project,
    rules,
    handlers,
    merge,
    setStatus: (sha: string, body: any, { id, login }: any) =>
      setStatus(
        sha,
        { state: body.state, name: body.context, ref: body.ref },
        { id, username: login },
      ),
  };
}
