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

import { execFileSync } from 'node:child_process';
import {
  createMockDirectory,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parse } from 'yaml';
import { runAction } from '../__testUtils__/runAction';
import { createPublishGiteaPullRequestAction } from './publishGiteaPullRequest';
import { examples } from './publishGiteaPullRequest.examples';

const API = 'https://gitea.example.com/api/v1/repos/platform/shop';
const server = setupServer();
registerMswTestHooks(server);

/** As Git names a content. */
const idOf = (content: Buffer) =>
  execFileSync('git', ['hash-object', '--stdin'], { input: content })
    .toString()
    .trim();

const actionOf = (needsUserToken = false) =>
  createPublishGiteaPullRequestAction({
    needsUserToken,
    integrations: ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          gitea: [{ host: 'gitea.example.com', password: 'bot-token' }],
        },
      }),
    ),
  });

describe('publish:gitea:pull-request', () => {
  const workspace = createMockDirectory();
  let commits: any[];
  let pulls: any[];
  let tokens: Set<string | null>;
  let requests: number;

  beforeEach(() => {
    workspace.setContent({
      'web.yaml': 'kind: Deployment\n',
      generated: { 'db.yaml': 'kind: X\n' },
    });
    commits = [];
    pulls = [];
    tokens = new Set();
    requests = 0;
    const branches = new Set(['main', 'release-1']);
    server.events.removeAllListeners();
    server.events.on('request:start', ({ request }) => {
      requests += 1;
      tokens.add(request.headers.get('authorization'));
    });
    server.use(
      http.get(API, () => HttpResponse.json({ default_branch: 'main' })),
      http.get(`${API}/branches/:branch`, ({ params }) =>
        branches.has(String(params.branch))
          ? HttpResponse.json({})
          : HttpResponse.json({}, { status: 404 }),
      ),
      http.get(`${API}/git/trees/:ref`, ({ params }) => {
        const written = commits.find(
          ({ new_branch: name }) => name === params.ref,
        );
        const tree = [
          { type: 'tree', path: 'apps', sha: '0' },
          { type: 'blob', path: 'apps/shop/db.yaml', sha: 'old' },
          ...(written?.files ?? []).map(({ path, content }: any) => ({
            type: 'blob',
            path,
            sha: idOf(Buffer.from(content, 'base64')),
          })),
        ];
        return HttpResponse.json({ tree, total_count: tree.length });
      }),
      http.post(`${API}/contents`, async ({ request }) => {
        const body: any = await request.json();
        commits.push(body);
        branches.add(body.new_branch);
        return HttpResponse.json({}, { status: 201 });
      }),
      http.get(`${API}/pulls/:base/:head`, ({ params }) => {
        const found = pulls.find(
          ({ base, head }) => base === params.base && head === params.head,
        );
        return found
          ? HttpResponse.json(found)
          : HttpResponse.json({}, { status: 404 });
      }),
      http.post(`${API}/pulls`, async ({ request }) => {
        const pull = {
          ...((await request.json()) as object),
          number: pulls.length + 1,
          state: 'open',
          html_url: `https://gitea.example.com/platform/shop/pulls/${
            pulls.length + 1
          }`,
        };
        pulls.push(pull);
        return HttpResponse.json(pull, { status: 201 });
      }),
    );
  });

  const run = (more: object = {}, options: object = {}) =>
    runAction(actionOf(), {
      workspacePath: workspace.path,
      input: {
        repoUrl: 'gitea.example.com?owner=platform&repo=shop',
        branchName: 'update-shop',
        title: 'Update the shop',
        ...more,
      },
      ...options,
    });

  it.each(examples)('$description', async ({ example }) => {
    const [{ action, input }] = parse(example).steps;
    expect(action).toBe(actionOf().id);
    const { output } = await run(input);
    expect(output).toEqual({
      remoteUrl: 'https://gitea.example.com/platform/shop/pulls/1',
      pullRequestNumber: 1,
      targetBranchName: input.targetBranchName ?? 'main',
    });
    expect(pulls[0]).toMatchObject({
      title: input.title,
      body: input.description ?? '',
      head: 'update-shop',
      base: input.targetBranchName ?? 'main',
    });
    expect(commits).toHaveLength(1);
    expect(commits[0].message).toBe(input.commitMessage ?? input.title);
  });

  it('writes new files, and changes those that there are', async () => {
    await run({ sourcePath: 'generated', targetPath: 'apps/shop/' });
    await run({ branchName: 'another' });
    expect(commits).toEqual([
      {
        branch: 'main',
        new_branch: 'update-shop',
        message: 'Update the shop',
        files: [
          {
            operation: 'update',
            path: 'apps/shop/db.yaml',
            sha: 'old',
            content: btoa('kind: X\n'),
          },
        ],
      },
      expect.objectContaining({
        files: [
          expect.objectContaining({
            operation: 'create',
            path: 'generated/db.yaml',
          }),
          expect.objectContaining({ operation: 'create', path: 'web.yaml' }),
        ],
      }),
    ]);
  });

  it('finds what it did before when it is done again', async () => {
    const first = await run();
    await expect(run()).resolves.toEqual(first);
    // As if it had ended after the commit.
    pulls.length = 0;
    await expect(run()).resolves.toEqual(first);
    expect(commits).toHaveLength(1);
  });

  it('uses the token of the user where it is given', async () => {
    await run({ token: 'user-token' });
    expect([...tokens]).toEqual(['token user-token']);
  });

  it('uses no other credential where the portal wants that of the user', async () => {
    await expect(
      runAction(actionOf(true), {
        workspacePath: workspace.path,
        input: {
          repoUrl: 'gitea.example.com?owner=platform&repo=shop',
          branchName: 'x',
          title: 'x',
        },
      }),
    ).rejects.toThrow('with the token of the user only');
    expect(requests).toBe(0);
  });

  it('asks nobody in a dry run', async () => {
    const { output, log } = await run({}, { isDryRun: true });
    expect(requests).toBe(0);
    expect(output).not.toHaveProperty('remoteUrl');
    expect(log).toContain('Would write 2 files');
  });

  it.each([
    [
      'a host that is no Gitea of the portal',
      { repoUrl: 'evil.example.com?owner=a&repo=b' },
    ],
    ['a folder outside of the repository', { targetPath: '../other' }],
    ['a folder from the root of a machine', { targetPath: '/etc' }],
    ['the branch to merge into', { branchName: 'main' }],
    ['a branch with other files', { branchName: 'release-1' }],
  ])('refuses %s', async (_, more) => {
    await expect(run(more)).rejects.toThrow();
    expect(commits).toEqual([]);
    expect(pulls).toEqual([]);
  });

  it('says the status of an error, and nothing of the answer or the credential', async () => {
    server.use(
      http.all('https://gitea.example.com/*', () =>
        HttpResponse.json({ message: 'a secret of the host' }, { status: 403 }),
      ),
    );
    const error = await run().catch(refused => refused);
    expect(String(error.message)).toMatch(/status 403/);
    expect(String(error.stack)).not.toMatch(/a secret of the host|bot-token/);
  });

  it('follows no redirect', async () => {
    server.use(
      http.all('https://gitea.example.com/*', () =>
        HttpResponse.redirect('https://evil.example.com/x', 302),
      ),
    );
    await expect(run()).rejects.toThrow();
    expect(requests).toBe(1);
  });
});
