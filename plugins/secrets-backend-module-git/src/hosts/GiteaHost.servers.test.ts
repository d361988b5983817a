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

import { ConfigReader } from '@backstage/config';
import type { GitHost } from '@keyward/backstage-plugin-secrets-node';
import { type GiteaUser, LivingGitea, until } from '@internal/servers';
import {
  checkDifference,
  planChange,
  type SealedTarget,
} from '@keyward/git-changes';
import { createHosts } from '../createHosts';

const KUSTOMIZATION = 'resources:\n- web.yaml\n';
const FILES = {
  'apps/shop/kustomization.yaml': KUSTOMIZATION,
  'apps/shop/web.yaml': 'kind: Deployment\n',
  'apps/shop/deep/er/x.yaml': 'x: 1\n',
  'other/y.yaml': 'y: 1\n',
};
const written = [
  {
    path: 'apps/shop/db.sealedsecret.yaml',
    content: 'kind: SealedSecret # ü\n',
  },
  {
    path: 'apps/shop/kustomization.yaml',
    content: `${KUSTOMIZATION}- db.sealedsecret.yaml\n`,
  },
];

describe('GiteaHost', () => {
  let gitea: LivingGitea;
  let bot: GiteaUser;
  let reviewer: GiteaUser;
  let host: GitHost;
  let count = 0;
  const { signal } = new AbortController();

  const hostWith = (password: string) =>
    createHosts(
      new ConfigReader({
        integrations: {
          gitea: [
            { host: new URL(gitea.url).host, baseUrl: gitea.url, password },
          ],
        },
      }),
    )[0];

  beforeAll(async () => {
    gitea = await LivingGitea.start();
    bot = await gitea.createUser('keyward-bot');
    reviewer = await gitea.createUser('reviewer');
    host = hostWith(bot.token);
  }, 900_000);

  afterAll(async () => {
    await gitea?.stop();
  });

  /** A new repository, and how a request begins at it. */
  async function prepare() {
    count += 1;
    const name = `shop-${count}`;
    const repository = await gitea.createRepository({
      organization: 'platform',
      name,
      files: FILES,
      writers: [bot.name, reviewer.name],
    });
    const path = `/repos/platform/${name}`;
    const { commit } = await host.readFiles({ repository, path: '', signal });
    const open = {
      repository,
      base: 'main',
      baseCommit: commit,
      branch: 'keyward/0123-4567',
      files: written,
      title: 'Add sealed secret shop/db',
      body: '## What\n',
      signal,
    };
    const pulls = async () =>
      await gitea.call('GET', `${path}/pulls?state=all`);
    const filesOf = async (number: number) =>
      (await gitea.call('GET', `${path}/pulls/${number}/files`)).map(
        ({ filename }: { filename: string }) => filename,
      );
    return { name: `platform/${name}`, path, repository, open, pulls, filesOf };
  }

  it('locates its URLs', () => {
    expect(host.locate(`${gitea.url}/Platform/Shop.git`)).toEqual({
      repository: `${gitea.url}/platform/shop`,
      path: '',
    });
    expect(
      host.locate(`${gitea.url}/platform/shop/src/branch/main/apps/shop/`),
    ).toEqual({
      repository: `${gitea.url}/platform/shop`,
      branch: 'main',
      path: 'apps/shop',
    });
    for (const url of [
      'https://gitea.example.com/platform/shop',
      `${gitea.url}/platform`,
      `${gitea.url}/platform/shop/pulls/1`,
      `${gitea.url}/platform/shop/src/branch/main/..%2f..%2fx`,
      gitea.url.replace('http://', 'http://user:password@').concat('/a/b'),
      'nothing',
    ]) {
      expect(host.locate(url)).toBeUndefined();
    }
  });

  it('reads a folder, with the content that is asked for', async () => {
    const { repository, open } = await prepare();
    await expect(
      host.readFiles({
        repository,
        ref: 'main',
        path: 'apps/shop',
        reads: path => path.endsWith('kustomization.yaml'),
        signal,
      }),
    ).resolves.toEqual({
      commit: open.baseCommit,
      isComplete: true,
      files: [
        { path: 'apps/shop/deep/er/x.yaml', mode: 'file', size: 5 },
        {
          path: 'apps/shop/kustomization.yaml',
          mode: 'file',
          size: KUSTOMIZATION.length,
          content: Buffer.from(KUSTOMIZATION),
        },
        { path: 'apps/shop/web.yaml', mode: 'file', size: 17 },
      ],
    });
    await expect(
      host.readFiles({ repository, path: 'apps/none', signal }),
    ).resolves.toMatchObject({ files: [], isComplete: true });
    await expect(
      host.readFiles({ repository, path: 'apps/shop/web.yaml/x', signal }),
    ).resolves.toMatchObject({
      files: [{ path: 'apps/shop/web.yaml', mode: 'file' }],
    });
    await expect(host.readDefaultBranch({ repository, signal })).resolves.toBe(
      'main',
    );
  });

  it('opens a change once, however often it is asked to', async () => {
    const { open, name, pulls, filesOf } = await prepare();
    const first = await host.openChange(open);
    expect(first).toMatchObject({
      number: 1,
      state: 'open',
      author: bot.name,
      approvals: [],
      url: expect.stringContaining('/pulls/1'),
    });
    await expect(host.openChange(open)).resolves.toEqual(first);
    await expect(
      host.readChange({ ...open, branch: open.branch }),
    ).resolves.toEqual(first);
    expect(await pulls()).toHaveLength(1);
    await expect(filesOf(1)).resolves.toEqual(
      written.map(({ path }) => path).sort(),
    );
    for (const { path, content } of written) {
      await expect(gitea.readFile(name, path, open.branch)).resolves.toBe(
        content,
      );
    }
  });

  it('opens a change in the name of a person, and says whom it refuses', async () => {
    const { open, pulls } = await prepare();
    await expect(
      host.openChange({ ...open, openerToken: 'f'.repeat(40) }),
    ).rejects.toMatchObject({ name: 'GitHostError', code: 'forbidden' });
    expect(await pulls()).toHaveLength(0);
    await expect(
      host.openChange({ ...open, openerToken: reviewer.token }),
    ).resolves.toMatchObject({ state: 'open', author: reviewer.name });
    await expect(host.readChange(open)).resolves.toMatchObject({
      author: reviewer.name,
    });
    expect(await pulls()).toHaveLength(1);
  });

  it('has on its branch what was planned, and nothing else', async () => {
    const { open, repository } = await prepare();
    const folder = 'apps/shop';
    const { files: before, isComplete } = await host.readFiles({
      repository,
      path: folder,
      signal,
    });
    const target: SealedTarget = {
      path: folder,
      namespace: 'shop',
      name: 'db',
      scope: 'strict',
      mode: 'create',
      // The form of a value that was sealed with a key of 4,096 bits.
      encryptedData: {
        password: Buffer.alloc(600, 'x')
          .fill('\x02\x00', 0, 2)
          .toString('base64'),
      },
    };
    const targets = [target];
    const { files } = planChange({ files: before, isComplete, targets });
    const { headSha } = await host.openChange({ ...open, files });
    const read = async () =>
      await host.readFiles({
        repository,
        ref: open.branch,
        path: folder,
        signal,
      });
    const { files: after, commit } = await read();
    expect(commit).toBe(headSha);
    expect(() => checkDifference({ before, after, targets })).not.toThrow();
    await gitea.commit({
      repository: new URL(repository).pathname.slice(1),
      branch: open.branch,
      files: { [`${folder}/pod.yaml`]: 'kind: Pod\n' },
    });
    const { files: tampered } = await read();
    expect(() => checkDifference({ before, after: tampered, targets })).toThrow(
      expect.objectContaining({ code: 'difference' }),
    );
  });

  it('goes on where it was interrupted', async () => {
    const { open, path, pulls } = await prepare();
    // As far as the branch.
    await gitea.call('POST', `${path}/branches`, {
      body: { new_branch_name: open.branch, old_ref_name: open.baseCommit },
    });
    await expect(host.openChange(open)).resolves.toMatchObject({ number: 1 });
    expect(await pulls()).toHaveLength(1);
  });

  it('begins anew on a branch of other commits that nobody has seen', async () => {
    const { open, name, path, filesOf } = await prepare();
    await gitea.call('POST', `${path}/branches`, {
      body: { new_branch_name: open.branch, old_ref_name: open.baseCommit },
    });
    await gitea.commit({
      repository: name,
      branch: open.branch,
      files: { 'evil.yaml': 'a: 1\n' },
    });
    await host.openChange(open);
    await expect(filesOf(1)).resolves.toEqual(
      written.map(({ path: each }) => each).sort(),
    );
  });

  it('updates a change to other files, title and text', async () => {
    const { open, name, pulls, filesOf } = await prepare();
    const first = await host.openChange(open);
    await gitea.commit({
      repository: name,
      branch: open.branch,
      files: { 'evil.yaml': 'a: 1\n', 'other/y.yaml': 'y: 2\n' },
    });
    const second = await host.openChange({
      ...open,
      files: [{ path: written[0].path, content: 'kind: Other\n' }],
      title: 'Another title',
      body: 'Another text',
    });
    expect(second.number).toBe(first.number);
    expect(second.state).toBe('open');
    expect(second.headSha).not.toBe(first.headSha);
    await expect(filesOf(1)).resolves.toEqual([written[0].path]);
    const [pull] = await pulls();
    expect(pull).toMatchObject({
      title: 'Another title',
      body: 'Another text',
    });
  });

  it('tells of a merge, and opens nothing afterwards', async () => {
    const { open, path, pulls } = await prepare();
    await host.openChange(open);
    // Gitea looks for conflicts first.
    await until(async () => {
      await gitea.call('POST', `${path}/pulls/1/merge`, {
        body: { Do: 'merge', delete_branch_after_merge: true },
      });
    });
    const merged = await host.readChange(open);
    expect(merged).toMatchObject({
      state: 'merged',
      mergeCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
      mergedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(merged).not.toHaveProperty('closedAt');
    await expect(host.openChange(open)).resolves.toEqual(merged);
    await expect(host.closeChange(open)).resolves.toEqual(merged);
    expect(await pulls()).toHaveLength(1);
  });

  it('closes a change with its branch, and opens nothing afterwards', async () => {
    const { open, path, pulls } = await prepare();
    await host.openChange(open);
    await host.comment({ ...open, number: 1, text: 'Withdrawn' });
    const closed = await host.closeChange(open);
    expect(closed).toMatchObject({
      number: 1,
      state: 'closed',
      closedAt: expect.stringMatching(/Z$/),
    });
    const branches = await gitea.call('GET', `${path}/branches`);
    expect(branches.map(({ name }: { name: string }) => name)).toEqual([
      'main',
    ]);
    await expect(host.closeChange(open)).resolves.toEqual(closed);
    await expect(host.openChange(open)).resolves.toEqual(closed);
    expect(await pulls()).toHaveLength(1);
    const comments = await gitea.call('GET', `${path}/issues/1/comments`);
    expect(comments.map(({ body }: { body: string }) => body)).toEqual([
      'Withdrawn',
    ]);
  });

  it('finds a change into another branch, and none where there is none', async () => {
    const { open, path } = await prepare();
    await gitea.call('POST', `${path}/branches`, {
      body: { new_branch_name: 'release/1', old_ref_name: open.baseCommit },
    });
    await expect(host.readChange(open)).resolves.toBeUndefined();
    await expect(host.closeChange(open)).resolves.toBeUndefined();
    const opened = await host.openChange({ ...open, base: 'release/1' });
    await expect(
      host.readChange({ ...open, base: 'release/1' }),
    ).resolves.toEqual(opened);
    // Into another base, it is another one, also for who asks with its number.
    await expect(host.readChange(open)).resolves.toBeUndefined();
    await expect(
      host.readChange({ ...open, number: opened.number }),
    ).resolves.toBeUndefined();
    await expect(
      host.readChange({ ...open, base: 'release/1', number: opened.number }),
    ).resolves.toEqual(opened);
    await expect(
      host.openChange({ ...open, base: 'release/1' }),
    ).resolves.toEqual(opened);
  });

  describe('brings a change to a base that has moved', () => {
    const LIST = 'apps/shop/kustomization.yaml';
    const OTHER = `${KUSTOMIZATION}- mail.yaml\n`;

    /** The change conflicts, as another one was merged. */
    async function moved() {
      const prepared = await prepare();
      const { open, name, repository } = prepared;
      const { number } = await host.openChange(open);
      await gitea.commit({ repository: name, files: { [LIST]: OTHER } });
      await until(async () => {
        await expect(host.readChange(open)).resolves.toMatchObject({
          isMergeable: false,
        });
      });
      await expect(host.readMergeBase(open)).resolves.toBe(open.baseCommit);
      const { commit } = await host.readFiles({ repository, path: '', signal });
      const now = {
        ...open,
        baseCommit: commit,
        files: [
          written[0],
          { path: LIST, content: `${OTHER}- db.sealedsecret.yaml\n` },
        ],
        over: { baseCommit: open.baseCommit, files: written },
      };
      return { ...prepared, number, now };
    }

    it('if nobody else pushed to its branch', async () => {
      const { now, number, filesOf, name, pulls, path } = await moved();
      const change = await host.openChange(now);
      expect(change).toMatchObject({ number, state: 'open' });
      await until(async () => {
        await expect(host.readChange(now)).resolves.toMatchObject({
          isMergeable: true,
          headSha: change.headSha,
        });
        expect(await filesOf(number)).toEqual(
          now.files.map(file => file.path).sort(),
        );
      });
      for (const file of now.files) {
        await expect(gitea.readFile(name, file.path, now.branch)).resolves.toBe(
          file.content,
        );
      }
      await expect(host.openChange(now)).resolves.toMatchObject({
        headSha: change.headSha,
      });
      const [pull, ...more] = await pulls();
      expect([more, pull.title, pull.draft]).toEqual([[], now.title, false]);
      await gitea.call('POST', `${path}/pulls/${number}/merge`, {
        body: { Do: 'merge' },
      });
      await expect(gitea.readFile(name, LIST)).resolves.toBe(
        now.files[1].content,
      );
    });

    it('also if it was interrupted, and nobody merges half of it', async () => {
      const { now, number, path, name } = await moved();
      // As far as what was written is taken back, and the base is merged.
      await gitea.call('PATCH', `${path}/pulls/${number}`, {
        body: { title: `WIP: ${now.title}` },
      });
      const { branch } = now;
      await gitea.commit({
        repository: name,
        branch,
        files: { [LIST]: KUSTOMIZATION },
      });
      const manifest = `${path}/contents/${written[0].path}`;
      const { sha } = await gitea.call('GET', `${manifest}?ref=${branch}`);
      await gitea.call('DELETE', manifest, { body: { branch, sha } });
      await gitea.call('POST', `${path}/pulls/${number}/update?style=merge`);
      await expect(host.readChange(now)).resolves.toMatchObject({
        isMergeable: false,
      });
      const base = await until(async () => {
        const found = await host.readMergeBase(now);
        expect(found).toBe(now.baseCommit);
        return found!;
      });
      await host.openChange({
        ...now,
        over: { baseCommit: base, files: now.files },
      });
      await until(async () => {
        await expect(host.readChange(now)).resolves.toMatchObject({
          isMergeable: true,
        });
      });
      await expect(gitea.readFile(name, LIST, now.branch)).resolves.toBe(
        now.files[1].content,
      );
    });

    it('and not if somebody pushed to its branch', async () => {
      const { now, name, pulls } = await moved();
      await gitea.commit({
        repository: name,
        branch: now.branch,
        files: { 'apps/shop/more.yaml': 'kind: X\n' },
      });
      const { headSha } = (await host.readChange(now))!;
      await expect(host.openChange(now)).rejects.toMatchObject({
        name: 'GitHostError',
        code: 'foreign-commits',
      });
      expect(await pulls()).toEqual([
        expect.objectContaining({
          title: now.title,
          head: expect.objectContaining({ sha: headSha }),
        }),
      ]);
    });
  });

  it('tells who approves which commit, until that is taken back', async () => {
    const { open, path } = await prepare();
    const { headSha } = await host.openChange(open);
    const review = async (event: string) =>
      await gitea.call('POST', `${path}/pulls/1/reviews`, {
        token: reviewer.token,
        body: { event, body: 'As I see it' },
      });
    await review('APPROVED');
    expect((await host.readChange(open))?.approvals).toEqual([
      {
        by: reviewer.name,
        headSha,
        at: expect.stringMatching(/Z$/),
      },
    ]);
    await review('REQUEST_CHANGES');
    expect((await host.readChange(open))?.approvals).toEqual([]);
  });

  it('sets a status of a commit, and tells who set it last', async () => {
    const { open, path } = await prepare();
    const { headSha } = await host.openChange(open);
    const status = { ...open, headSha, name: 'keyward/approval' };
    const set = async (state: 'pending' | 'success') =>
      await host.setStatus({
        ...status,
        state,
        description: 'As the portal has it',
        url: 'https://portal.example.com',
      });
    await expect(host.readStatus(status)).resolves.toBeUndefined();
    const pending = await set('pending');
    expect(pending).toEqual({
      state: 'pending',
      by: { id: expect.stringMatching(/^\d+$/), name: bot.name },
    });
    await expect(host.readStatus(status)).resolves.toEqual(pending);
    // Whoever can push can set it as well.
    for (const context of ['keyward/approval', 'ci/build']) {
      await gitea.call('POST', `${path}/statuses/${headSha}`, {
        token: reviewer.token,
        body: { context, state: 'success' },
      });
    }
    const forged = await host.readStatus(status);
    expect(forged).toEqual({
      state: 'success',
      by: { id: expect.stringMatching(/^\d+$/), name: reviewer.name },
    });
    expect(forged!.by!.id).not.toBe(pending.by!.id);
    await expect(set('pending')).resolves.toEqual(pending);
    await expect(host.readStatus(status)).resolves.toEqual(pending);
    const { state } = await gitea.call(
      'GET',
      `${path}/commits/${headSha}/status`,
    );
    expect(state).toBe('pending');
  });

  it('tells what was merged and by whom, whatever is pushed afterwards', async () => {
    const { open, path } = await prepare();
    const { headSha } = await host.openChange(open);
    await until(async () => {
      await gitea.call('POST', `${path}/pulls/1/merge`, {
        token: reviewer.token,
        body: { Do: 'merge' },
      });
    });
    const merged = await host.readChange(open);
    expect(merged).toMatchObject({ headSha, mergedBy: reviewer.name });
    await gitea.call('POST', `${path}/contents/apps/shop/late.yaml`, {
      token: reviewer.token,
      body: {
        branch: open.branch,
        content: Buffer.from('late: 1\n').toString('base64'),
      },
    });
    await expect(host.readChange(open)).resolves.toEqual(merged);
  });

  it('is kept from a protected branch', async () => {
    const { open, path, pulls } = await prepare();
    await gitea.call('POST', `${path}/branch_protections`, {
      body: { rule_name: 'keyward/**', enable_push: false },
    });
    await expect(host.openChange(open)).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'protected-branch',
    });
    expect(await pulls()).toEqual([]);
    // Who administers a repository sees its rules; to others, nothing is in the way.
    await expect(host.checkWritable(open)).resolves.toBeUndefined();
    const administrator = hostWith(gitea.admin.token);
    await expect(administrator.checkWritable(open)).rejects.toMatchObject({
      code: 'protected-branch',
    });
    await expect(
      administrator.checkWritable({ ...open, branch: 'other' }),
    ).resolves.toBeUndefined();
    await gitea.call('PATCH', path, { body: { archived: true } });
    await expect(host.checkWritable(open)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('archived'),
    });
  });

  it('is refused what its credential may not do, and says nothing of it', async () => {
    const { open, repository } = await prepare();
    const stranger = await gitea.createUser(`stranger-${count}`);
    await expect(
      hostWith(stranger.token).readFiles({ repository, path: '', signal }),
    ).rejects.toMatchObject({ name: 'GitHostError', code: 'not-found' });
    const refused = await hostWith('0'.repeat(40))
      .openChange(open)
      .catch(error => error);
    expect(refused).toMatchObject({ name: 'GitHostError', code: 'forbidden' });
    expect(String(refused.message)).not.toContain('0'.repeat(40));
    await gitea.call(
      'PUT',
      `/repos/${new URL(repository).pathname.slice(1)}/collaborators/${
        stranger.name
      }`,
      { body: { permission: 'read' } },
    );
    await expect(
      hostWith(stranger.token).openChange(open),
    ).rejects.toMatchObject({ name: 'GitHostError' });
  });
});
