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

const API = 'https://api.github.com/repos/platform/shop';
const DATE = '2026-11-28T12:00:00Z';

/**
 * The part of GitHub's REST API that is used, after its reference ("REST API endpoints for
 * Git database, commits, rules, pull requests, issue comments", version 2022-11-28).
 */
export function githubApi(files: Record<string, string>) {
  const git = new FakeGit(files);
  const pulls: any[] = [];
  const reviews: any[] = [];
  const comments: string[] = [];
  const repository: Record<string, unknown> = {
    default_branch: 'main',
    archived: false,
    permissions: { pull: true, push: true },
  };
  /** Those that apply to the branches of requests. */
  const rulesets: {
    id: number;
    type: string;
    current_user_can_bypass?: string;
  }[] = [];
  const statuses: any[] = [];
  const protectedBranches = new Set<string>();
  const notFound = () =>
    HttpResponse.json({ message: 'Not Found' }, { status: 404 });
  const unprocessable = (message: string) =>
    HttpResponse.json({ message }, { status: 422 });
  const refOf = (params: Record<string, unknown>) =>
    [params[0]]
      .flat()
      .join('/')
      .replace(/^heads\//, '');
  const show = (pull: any) => ({
    ...pull,
    head: {
      ref: pull.head,
      sha: git.branches.get(pull.head) ?? pull.lastSha,
      repo: pull.headRepo === undefined ? { id: 7 } : pull.headRepo,
    },
    base: { ref: pull.base, repo: { id: 7 } },
  });
  const find = (number: unknown) =>
    pulls.find(each => each.number === Number(number));

  /** As an account sets it, by the same API. */
  const setStatus = (sha: string, body: any, creator: any) => {
    const status = { ...body, id: statuses.length + 1, sha, creator };
    statuses.push(status);
    return status;
  };

  const handlers = [
    http.get(API, () => HttpResponse.json(repository)),
    http.get(`${API}/rules/branches/:branch`, () =>
      HttpResponse.json(
        rulesets.map(({ id, type }) => ({ type, ruleset_id: id })),
      ),
    ),
    http.get(`${API}/rulesets/:id`, ({ params }) =>
      HttpResponse.json(rulesets.find(({ id }) => String(id) === params.id)),
    ),
    http.get(`${API}/commits/:ref`, ({ params }) => {
      const ref = params.ref === 'HEAD' ? 'main' : String(params.ref);
      const sha = git.branches.get(ref) ?? git.commits.get(ref)?.sha;
      return sha ? HttpResponse.text(sha) : notFound();
    }),
    http.get(`${API}/git/commits/:sha`, ({ params }) => {
      const commit = git.commits.get(String(params.sha));
      return commit
        ? HttpResponse.json({
            sha: commit.sha,
            tree: { sha: git.treeOf(commit.files) },
            parents: commit.parents.map(sha => ({ sha })),
          })
        : notFound();
    }),
    http.get(`${API}/git/trees/:sha`, ({ params, request }) =>
      HttpResponse.json({
        sha: params.sha,
        tree: git.entriesOf(
          String(params.sha),
          new URL(request.url).searchParams.has('recursive'),
        ),
        truncated: false,
      }),
    ),
    http.get(`${API}/git/blobs/:sha`, ({ params }) =>
      HttpResponse.json({
        encoding: 'base64',
        // As GitHub does, with line ends in it.
        content: Buffer.from(git.blobs.get(String(params.sha))!)
          .toString('base64')
          .replace(/(.{60})/g, '$1\n'),
      }),
    ),
    http.post(`${API}/git/trees`, async ({ request }) => {
      const body: any = await request.json();
      const tree = new Map(git.trees.get(body.base_tree));
      for (const { path, content, mode, type } of body.tree) {
        if (mode !== '100644' || type !== 'blob') {
          return unprocessable('tree.mode');
        }
        tree.set(path, content);
      }
      return HttpResponse.json({ sha: git.treeOf(tree) }, { status: 201 });
    }),
    http.post(`${API}/git/commits`, async ({ request }) => {
      const body: any = await request.json();
      const tree = git.trees.get(body.tree);
      return tree
        ? HttpResponse.json(
            { sha: git.commit(body.parents, body.message, tree).sha },
            { status: 201 },
          )
        : unprocessable('Tree SHA does not exist');
    }),
    http.get(`${API}/git/ref/*`, ({ params }) => {
      const sha = git.branches.get(refOf(params));
      return sha ? HttpResponse.json({ object: { sha } }) : notFound();
    }),
    http.post(`${API}/git/refs`, async ({ request }) => {
      const { ref, sha }: any = await request.json();
      const branch = ref.replace('refs/heads/', '');
      if (protectedBranches.has(branch)) {
        return unprocessable('Repository rule violations found');
      }
      if (git.branches.has(branch)) {
        return unprocessable('Reference already exists');
      }
      git.branches.set(branch, sha);
      return HttpResponse.json({ ref, object: { sha } }, { status: 201 });
    }),
    http.patch(`${API}/git/refs/*`, async ({ params, request }) => {
      const { sha, force }: any = await request.json();
      const isForward = git.isBefore(git.branches.get(refOf(params)), sha);
      if ((!force && !isForward) || protectedBranches.has(refOf(params))) {
        return unprocessable('Update is not a fast forward');
      }
      git.branches.set(refOf(params), sha);
      return HttpResponse.json({ object: { sha } });
    }),
    http.delete(`${API}/git/refs/*`, ({ params }) =>
      git.branches.delete(refOf(params))
        ? new HttpResponse(undefined, { status: 204 })
        : unprocessable('Reference does not exist'),
    ),
    http.get(`${API}/compare/:range`, ({ params }) => {
      const [base, head] = decodeURIComponent(String(params.range)).split(
        '...',
      );
      const sha = git.mergeBaseOf(base, head);
      return sha
        ? HttpResponse.json({ merge_base_commit: { sha } })
        : notFound();
    }),
    http.get(`${API}/pulls`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      return HttpResponse.json(
        pulls
          .filter(({ head }) => `platform:${head}` === searchParams.get('head'))
          .filter(({ base }) => base === (searchParams.get('base') ?? base))
          .map(show)
          .reverse(),
      );
    }),
    http.post(`${API}/pulls`, async ({ request }) => {
      const body: any = await request.json();
      const isThere = pulls.some(
        ({ head, base, state }) =>
          head === body.head && base === body.base && state === 'open',
      );
      if (isThere || !git.branches.has(body.base)) {
        return unprocessable('Validation Failed');
      }
      const pull = {
        ...body,
        number: pulls.length + 1,
        html_url: `https://github.com/platform/shop/pull/${pulls.length + 1}`,
        state: 'open',
        merged: false,
        mergeable: null,
        user: { login: accountOf(request) ?? 'keyward[bot]' },
      };
      pulls.push(pull);
      return HttpResponse.json(show(pull), { status: 201 });
    }),
    http.get(`${API}/pulls/:number`, ({ params }) => {
      const pull = find(params.number);
      return pull ? HttpResponse.json(show(pull)) : notFound();
    }),
    http.patch(`${API}/pulls/:number`, async ({ params, request }) => {
      const body: any = await request.json();
      const pull = find(params.number);
      Object.assign(pull, body);
      if (body.state === 'closed') {
        Object.assign(pull, {
          closed_at: DATE,
          lastSha: git.branches.get(pull.head),
        });
      }
      return HttpResponse.json(show(pull));
    }),
    http.get(`${API}/commits/:ref/statuses`, ({ params, request }) => {
      const { searchParams } = new URL(request.url);
      const size = Number(searchParams.get('per_page') ?? 30);
      const page = Number(searchParams.get('page') ?? 1);
      return HttpResponse.json(
        statuses
          .filter(({ sha }) => sha === params.ref)
          .reverse()
          .slice((page - 1) * size, page * size),
      );
    }),
    http.get(`${API}/commits/:ref/status`, ({ params, request }) => {
      const { searchParams } = new URL(request.url);
      const size = Number(searchParams.get('per_page') ?? 30);
      const page = Number(searchParams.get('page') ?? 1);
      const latest = new Map(
        statuses
          .filter(({ sha }) => sha === params.ref)
          .map(({ creator, ...status }) => [status.context, status]),
      );
      return HttpResponse.json({
        statuses: [...latest.values()].slice((page - 1) * size, page * size),
      });
    }),
    http.post(`${API}/statuses/:sha`, async ({ params, request }) => {
      const body: any = await request.json();
      if (body.description.length > 140) {
        return unprocessable('Validation Failed');
      }
      return HttpResponse.json(
        setStatus(String(params.sha), body, { id: 41, login: 'keyward[bot]' }),
        { status: 201 },
      );
    }),
    http.get(`${API}/pulls/:number/reviews`, () => HttpResponse.json(reviews)),
    http.post(`${API}/issues/:number/comments`, async ({ request }) => {
      const { body }: any = await request.json();
      comments.push(body);
      return HttpResponse.json({}, { status: 201 });
    }),
  ];

  /** As somebody merges it in the browser. */
  const merge = (number: number) => {
    const pull = find(number);
    Object.assign(pull, {
      state: 'closed',
      merged: true,
      merged_at: DATE,
      merged_by: { login: 'mona' },
      closed_at: DATE,
      merge_commit_sha: 'c'.repeat(40),
      lastSha: git.branches.get(pull.head),
    });
    git.branches.delete(pull.head);
  };
  return {
    git,
    pulls,
    reviews,
    comments,
    protectedBranches,
    repository,
    rulesets,
    handlers,
    merge,
    setStatus,
  };
}
