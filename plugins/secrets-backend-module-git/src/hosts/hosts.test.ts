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

import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { GitHost } from '@keyward/backstage-plugin-secrets-node';
import { http, type HttpHandler, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { githubApi } from '../__testUtils__/githubApi';
import { gitlabApi } from '../__testUtils__/gitlabApi';
import { createHosts } from '../createHosts';

const TOKEN = 'a-token-that-nobody-may-see';
const KUSTOMIZATION = 'resources:\n- web.yaml\n';
const FILES = {
  'apps/shop/kustomization.yaml': KUSTOMIZATION,
  'apps/shop/web.yaml': 'kind: Deployment\n',
  'apps/shop/deep/er/x.yaml': 'x: 1\n',
  'other/y.yaml': 'y: 1\n',
};
const written = [
  { path: 'apps/shop/db.sealedsecret.yaml', content: 'kind: X # ü\n' },
  {
    path: 'apps/shop/kustomization.yaml',
    content: `${KUSTOMIZATION}- db.sealedsecret.yaml\n`,
  },
];
const merged = {
  ...FILES,
  ...Object.fromEntries(written.map(({ path, content }) => [path, content])),
};

interface Simulated {
  repository: string;
  folder: string;
  handlers: HttpHandler[];
  git: ReturnType<typeof githubApi>['git'];
  /** All pull requests that were ever opened. */
  changes: any[];
  comments: string[];
  protectedBranches: Set<string>;
  merge(number: number): void;
  /** A merged one beside the first, as its host tells of it. */
  others: Record<
    'of the same branches' | 'into another base' | 'of a fork',
    object
  >;
  /** Of the first, in the browser. */
  editBase(base: string): void;
  /** Of a commit, as somebody sets it. */
  setStatus(sha: string, body: object, by: { id: number; login: string }): void;
  address: string;
}

const simulations: Record<string, () => Simulated> = {
  github: () => {
    const api = githubApi(FILES);
    const repository = 'https://github.com/platform/shop';
    return {
      ...api,
      repository,
      folder: `${repository}/tree/main/apps/shop`,
      changes: api.pulls,
      others: {
        'of the same branches': { number: 2 },
        'into another base': { number: 2, base: 'scratch' },
        'of a fork': { number: 2, headRepo: { id: 8 } },
      },
      editBase: base => Object.assign(api.pulls[0], { base }),
      address: 'https://api.github.com/*',
    };
  },
  gitlab: () => {
    const api = gitlabApi(FILES);
    const repository = 'https://gitlab.com/platform/team/shop';
    return {
      ...api,
      repository,
      folder: `${repository}/-/tree/main/apps/shop`,
      changes: api.requests,
      others: {
        'of the same branches': { iid: 2 },
        'into another base': { iid: 2, target_branch: 'scratch' },
        'of a fork': { iid: 2, source_project_id: 8 },
      },
      editBase: base => Object.assign(api.requests[0], { target_branch: base }),
      comments: api.notes,
      address: 'https://gitlab.com/*',
    };
  },
};

const server = setupServer();
registerMswTestHooks(server);

function hostOf(kind: string): GitHost {
  const [host] = createHosts(
    new ConfigReader({
      integrations: { [kind]: [{ host: `${kind}.com`, token: TOKEN }] },
    }),
  );
  return host;
}

describe('createHosts', () => {
  it('makes none of an integration without a credential', () => {
    expect(createHosts(new ConfigReader({}))).toEqual([]);
    expect(
      createHosts(
        new ConfigReader({
          integrations: {
            github: [{ host: 'github.com' }],
            gitlab: [{ host: 'gitlab.com' }],
            gitea: [{ host: 'gitea.example.com' }],
          },
        }),
      ),
    ).toEqual([]);
  });
});

describe.each(Object.keys(simulations))('%s', kind => {
  const { signal } = new AbortController();
  let host: GitHost;
  let simulated: Simulated;
  let sent: Request[];

  beforeEach(() => {
    host = hostOf(kind);
    simulated = simulations[kind]();
    sent = [];
    server.use(...simulated.handlers);
    server.events.removeAllListeners();
    server.events.on('request:start', ({ request }) => {
      sent.push(request);
    });
  });

  const open = (more: object = {}) => ({
    repository: simulated.repository,
    base: 'main',
    baseCommit: simulated.git.branches.get('main')!,
    branch: 'keyward/0123-4567',
    files: written,
    title: 'Add sealed secret shop/db',
    body: '## What\n',
    signal,
    ...more,
  });
  const writes = () => sent.filter(({ method }) => method !== 'GET').length;

  it('locates its URLs', () => {
    const { repository, folder } = simulated;
    expect(host.locate(repository)).toEqual({ repository, path: '' });
    expect(
      host.locate(`${repository.replace('platform', 'Platform')}.git/`),
    ).toEqual({ repository, path: '' });
    expect(host.locate(folder)).toEqual({
      repository,
      branch: 'main',
      path: 'apps/shop',
    });
    for (const url of [
      repository.replace('.com', '.org'),
      repository.replace('https:', 'http:'),
      repository.replace('//', '//user:password@'),
      `${folder}/..%2f..%2fx`,
      repository.replace(/shop$/, '...git'),
      folder.replace('shop/', '...git/'),
      `https://${kind}.com/platform`,
      'nothing',
    ]) {
      expect(host.locate(url)).toBeUndefined();
    }
  });

  it('reads a folder, with the content that is asked for', async () => {
    const { repository } = simulated;
    const files = await host.readFiles({
      repository,
      path: 'apps/shop',
      reads: path => path.endsWith('kustomization.yaml'),
      signal,
    });
    expect(files).toMatchObject({
      commit: simulated.git.branches.get('main'),
      isComplete: true,
      files: [
        { path: 'apps/shop/deep/er/x.yaml', mode: 'file' },
        {
          path: 'apps/shop/kustomization.yaml',
          mode: 'file',
          size: KUSTOMIZATION.length,
          content: Buffer.from(KUSTOMIZATION),
        },
        { path: 'apps/shop/web.yaml', mode: 'file' },
      ],
    });
    expect(files.files[0]).not.toHaveProperty('content');
    await expect(
      host.readFiles({ repository, ref: 'main', path: 'apps/none', signal }),
    ).resolves.toMatchObject({ files: [] });
    await expect(
      host.readFiles({ repository, path: 'apps/shop/web.yaml/x', signal }),
    ).resolves.toMatchObject({
      files: [{ path: 'apps/shop/web.yaml', mode: 'file' }],
    });
    await expect(host.readDefaultBranch({ repository, signal })).resolves.toBe(
      'main',
    );
  });

  it('takes the name of a branch, and of nothing else, for one', async () => {
    const { git, repository } = simulated;
    const commit = git.branches.get('main')!;
    // As hosts resolve a short commit, or a tag.
    git.commits.set(commit.slice(0, 10), git.commits.get(commit)!);
    const read = (ref?: string) =>
      host.readFiles({ repository, ref, path: 'other', signal });
    for (const ref of [commit.slice(0, 10), 'HEAD', 'none']) {
      await expect(read(ref)).rejects.toMatchObject({ code: 'not-found' });
    }
    for (const ref of ['main', commit, undefined]) {
      expect((await read(ref)).commit).toBe(commit);
    }
  });

  it('opens a change once, however often it is asked to', async () => {
    const first = await host.openChange(open());
    expect(first).toMatchObject({
      number: 1,
      state: 'open',
      headSha: simulated.git.branches.get('keyward/0123-4567'),
      author: expect.stringContaining('bot'),
    });
    expect(first).not.toHaveProperty('isMergeable');
    expect(simulated.git.filesOf('keyward/0123-4567')).toEqual(merged);
    expect(simulated.git.filesOf('main')).toEqual(FILES);
    await expect(host.openChange(open())).resolves.toEqual(first);
    await expect(host.readChange(open())).resolves.toEqual(first);
    expect(simulated.changes).toHaveLength(1);
  });

  it('opens a change in the name of a person, and writes its branch by itself', async () => {
    const opened = await host.openChange(open({ openerToken: 'token-of-ann' }));
    expect(opened.author).toBe('ann');
    expect(simulated.git.filesOf('keyward/0123-4567')).toEqual(merged);
    const byPerson = sent.filter(
      ({ headers }) => headers.get('authorization') === 'Bearer token-of-ann',
    );
    expect(byPerson.map(({ method, url }) => `${method} ${url}`)).toEqual([
      expect.stringMatching(/^POST .*\/(pulls|merge_requests)$/),
    ]);
    expect(byPerson[0].headers.has('private-token')).toBe(false);
  });

  it.each([401, 403])(
    'says with %s that the host refused the account of the person',
    async status => {
      server.use(
        http.post(/\/(pulls|merge_requests)$/, () =>
          HttpResponse.json({ message: 'secret' }, { status }),
        ),
      );
      const refused = await host
        .openChange(open({ openerToken: 'token-of-ann' }))
        .catch(error => error);
      expect(refused.code).toBe('forbidden');
      expect(refused.message).toContain('refused the account of the person');
      expect(refused.message).not.toMatch(/Renew the token|secret|token-of/);
    },
  );

  it('goes on where it was interrupted', async () => {
    await host.openChange(open());
    const head = simulated.git.branches.get('keyward/0123-4567');
    simulated.changes.length = 0;
    await expect(host.openChange(open())).resolves.toMatchObject({
      number: 1,
      headSha: head,
    });
  });

  it('updates a change to other files, title and text', async () => {
    await host.openChange(open());
    const updated = await host.openChange(
      open({
        files: [{ path: written[0].path, content: 'kind: Y\n' }],
        title: 'Another title',
        body: 'Another text',
      }),
    );
    expect(updated.number).toBe(1);
    expect(simulated.git.filesOf('keyward/0123-4567')).toEqual({
      ...FILES,
      [written[0].path]: 'kind: Y\n',
    });
    expect(simulated.changes).toEqual([
      expect.objectContaining({ title: 'Another title' }),
    ]);
  });

  it('takes over a branch of other commits', async () => {
    const { git } = simulated;
    const foreign = git.commit(
      [git.branches.get('main')!],
      'x',
      new Map([...Object.entries(merged), ['evil.yaml', 'a: 1\n']]),
    );
    git.branches.set('keyward/0123-4567', foreign.sha);
    await host.openChange(open());
    expect(git.filesOf('keyward/0123-4567')).toEqual(merged);
  });

  describe('brings a change to a base that has moved', () => {
    const LIST = 'apps/shop/kustomization.yaml';
    const OTHER = `${KUSTOMIZATION}- mail.yaml\n`;

    /** The change is open, and then another one is merged. */
    async function moved() {
      const { git } = simulated;
      await host.openChange(open());
      const before = open();
      const { sha } = git.commit(
        [before.baseCommit],
        'mail',
        new Map(Object.entries({ ...FILES, [LIST]: OTHER })),
      );
      git.branches.set('main', sha);
      await expect(host.readMergeBase(before)).resolves.toBe(before.baseCommit);
      return open({
        files: [
          written[0],
          { path: LIST, content: `${OTHER}- db.sealedsecret.yaml\n` },
        ],
        over: { baseCommit: before.baseCommit, files: written },
      });
    }

    it('if nobody else pushed to its branch', async () => {
      const now = await moved();
      const change = await host.openChange(now);
      expect(change.number).toBe(1);
      expect(simulated.git.filesOf(now.branch)).toEqual({
        ...FILES,
        [written[0].path]: written[0].content,
        [LIST]: `${OTHER}- db.sealedsecret.yaml\n`,
      });
      const { sha, parents } = simulated.git.commits.get(change.headSha)!;
      expect(parents).toContain(now.baseCommit);
      await expect(host.readMergeBase(now)).resolves.toBe(now.baseCommit);
      // Whoever does it again, as the answer was lost, changes nothing.
      await expect(host.openChange(now)).resolves.toMatchObject({
        headSha: sha,
      });
      expect(simulated.changes).toHaveLength(1);
    });

    it.each<[string, Record<string, string>]>([
      ['another file', { 'apps/shop/more.yaml': 'kind: X\n' }],
      ['one of its files', { [written[0].path]: 'kind: Z\n' }],
    ])('and not if somebody pushed %s', async (_, more) => {
      const now = await moved();
      const { git } = simulated;
      const head = git.branches.get(now.branch)!;
      const { sha } = git.commit(
        [head],
        'by hand',
        new Map(Object.entries({ ...git.filesOf(now.branch), ...more })),
      );
      git.branches.set(now.branch, sha);
      await expect(host.openChange(now)).rejects.toMatchObject({
        name: 'GitHostError',
        code: 'foreign-commits',
      });
      expect(git.branches.get(now.branch)).toBe(sha);
    });

    it('and not if somebody pushes meanwhile', async () => {
      const now = await moved();
      const { git } = simulated;
      let pushed: string | undefined;
      const push = () => {
        pushed ??= git.commit(
          [git.branches.get(now.branch)!],
          'by hand',
          new Map(
            Object.entries({
              ...git.filesOf(now.branch),
              'late.yaml': 'a: 1\n',
            }),
          ),
        ).sha;
        git.branches.set(now.branch, pushed);
      };
      server.use(
        // Of GitHub, with the last thing that it is asked.
        http.patch(/\/git\/refs\//, push),
        // Of GitLab, before what was found is looked at again.
        http.get(/\/repository\/files\//, ({ request }) => {
          if (request.url.endsWith(`ref=${now.baseCommit}`)) {
            push();
          }
        }),
      );
      await expect(host.openChange(now)).rejects.toMatchObject({
        name: 'GitHostError',
        code: kind === 'github' ? 'foreign-commits' : 'conflict',
      });
      expect(git.branches.get(now.branch)).toBe(pushed);
    });

    it('and finds none where no change is open', async () => {
      await expect(host.readMergeBase(open())).resolves.toBeUndefined();
      await host.openChange(open());
      simulated.merge(1);
      await expect(host.readMergeBase(open())).resolves.toBeUndefined();
    });
  });

  it('finds the change that somebody else opened in the meantime', async () => {
    let isFirst = true;
    server.use(
      http.get(/\/(pulls|merge_requests)$/, () => {
        const answer = isFirst ? HttpResponse.json([]) : undefined;
        isFirst = false;
        return answer;
      }),
    );
    await host.openChange(open());
    isFirst = true;
    await expect(host.openChange(open())).resolves.toMatchObject({ number: 1 });
    expect(simulated.changes).toHaveLength(1);
  });

  describe('takes for a change no other one', () => {
    async function openBeside(
      other: keyof Simulated['others'],
      more: object = {},
    ) {
      const first = await host.openChange(open());
      const [{ ...shown }] = simulated.changes;
      simulated.changes.push({ ...shown, ...simulated.others[other] });
      simulated.merge(2);
      simulated.git.branches.set(open().branch, first.headSha);
      return { first, asked: open(more) };
    }

    it.each<[keyof Simulated['others'], object]>([
      ['into another base', {}],
      ['into another base', { number: 1 }],
      ['of a fork', {}],
      ['of a fork', { number: 1 }],
      ['of the same branches', { number: 1 }],
    ])('%s, asked with %o', async (other, more) => {
      const { first, asked } = await openBeside(other, more);
      expect(await host.readChange(asked)).toEqual(first);
      expect(await host.readMergeBase(asked)).toBe(asked.baseCommit);
      expect(await host.openChange(asked)).toEqual(first);
      expect(await host.closeChange(asked)).toMatchObject({
        number: 1,
        state: 'closed',
      });
    });

    it.each<keyof Simulated['others']>(['into another base', 'of a fork'])(
      '%s, asked with its own number',
      async other => {
        const { asked } = await openBeside(other, { number: 2 });
        expect(await host.readChange(asked)).toBeUndefined();
        await expect(host.openChange(asked)).rejects.toMatchObject({
          code: 'not-found',
        });
      },
    );

    it('nor itself, once it goes into another base', async () => {
      await host.openChange(open());
      simulated.editBase('scratch');
      for (const asked of [open(), open({ number: 1 })]) {
        expect(await host.readChange(asked)).toBeUndefined();
        expect(await host.readMergeBase(asked)).toBeUndefined();
        expect(await host.closeChange(asked)).toBeUndefined();
      }
      expect(simulated.changes).toEqual([
        expect.objectContaining({ state: expect.stringMatching(/^open/) }),
      ]);
    });

    it('and finds none of a number that there is not', async () => {
      await host.openChange(open());
      expect(await host.readChange(open({ number: 9 }))).toBeUndefined();
    });
  });

  it('tells of a merge, and opens nothing afterwards', async () => {
    await host.openChange(open());
    simulated.merge(1);
    const change = await host.readChange(open());
    expect(change).toMatchObject({
      state: 'merged',
      mergeCommit: 'c'.repeat(40),
      mergedAt: '2026-11-28T12:00:00.000Z',
    });
    await expect(host.openChange(open())).resolves.toEqual(change);
    await expect(host.closeChange(open())).resolves.toEqual(change);
    expect(simulated.changes).toHaveLength(1);
  });

  describe('sets a status of a commit', () => {
    const STATUS = 'keyward/approval';
    const MALLORY = { id: 13, login: 'mallory' };

    async function prepare() {
      const { headSha } = await host.openChange(open());
      const { repository, branch } = open();
      const place = { repository, branch, headSha, name: STATUS, signal };
      return {
        set: async (state: 'pending' | 'success') =>
          await host.setStatus({
            ...place,
            state,
            description: 'It waits',
            url: 'https://portal.example.com',
          }),
        read: async (name = STATUS) =>
          await host.readStatus({ ...place, name }),
        setOther: (state: string, context = STATUS) =>
          simulated.setStatus(
            headSha,
            { state, context, ref: branch },
            MALLORY,
          ),
      };
    }

    it('once and again, and tells whose it is', async () => {
      const { read, set } = await prepare();
      expect(await read()).toBeUndefined();
      const pending = await set('pending');
      expect(pending).toEqual({
        state: 'pending',
        by: { id: expect.any(String), name: expect.stringMatching(/bot/) },
      });
      expect(await set('pending')).toEqual(pending);
      expect(await read()).toEqual(pending);
      expect(await read('ci/build')).toBeUndefined();
      expect(await set('success')).toEqual({ ...pending, state: 'success' });
      expect(await read()).toEqual({ ...pending, state: 'success' });
    });

    it('and tells of the one that somebody else set later', async () => {
      const { read, set, setOther } = await prepare();
      const pending = await set('pending');
      setOther('success', 'ci/build');
      expect(await read()).toEqual(pending);
      setOther('success');
      const by = { id: '13', name: 'mallory' };
      expect(await read()).toEqual({ state: 'success', by });
      setOther('canceled');
      expect(await read()).toEqual({ state: 'failure', by });
    });

    it('and finds it among many others', async () => {
      const { read, set, setOther } = await prepare();
      const pending = await set('pending');
      for (let count = 0; count < 150; count += 1) {
        setOther('success', `ci/${count}`);
      }
      expect(await read()).toEqual(pending);
    });
  });

  it('closes a change with its branch, and opens nothing afterwards', async () => {
    await host.openChange(open());
    await host.comment({ ...open(), number: 1, text: 'Withdrawn' });
    const closed = await host.closeChange(open());
    expect(closed).toMatchObject({
      number: 1,
      state: 'closed',
      closedAt: '2026-11-28T12:00:00.000Z',
    });
    expect([...simulated.git.branches.keys()]).toEqual(['main']);
    await expect(host.closeChange(open())).resolves.toEqual(closed);
    await expect(host.openChange(open())).resolves.toEqual(closed);
    expect(simulated.comments).toEqual(['Withdrawn']);
    expect(simulated.changes).toHaveLength(1);
  });

  it('finds none where there is none', async () => {
    await expect(host.readChange(open())).resolves.toBeUndefined();
    await expect(host.closeChange(open())).resolves.toBeUndefined();
  });

  it('is kept from a protected branch', async () => {
    simulated.protectedBranches.add('keyward/0123-4567');
    await expect(host.openChange(open())).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'protected-branch',
    });
    expect(simulated.changes).toEqual([]);
  });

  it('tells when it takes requests again', async () => {
    const retryAt = new Date('2026-11-28T13:00:00Z');
    const seconds = String(retryAt.getTime() / 1000);
    server.use(
      http.all(simulated.address, () =>
        kind === 'github'
          ? HttpResponse.json(
              { message: 'API rate limit exceeded' },
              {
                status: 403,
                headers: {
                  'x-ratelimit-remaining': '0',
                  'x-ratelimit-reset': seconds,
                },
              },
            )
          : new HttpResponse('Retry later', {
              status: 429,
              headers: { 'ratelimit-reset': seconds },
            }),
      ),
    );
    await expect(host.openChange(open())).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'rate-limited',
      retryAt,
    });
  });

  it.each([
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])(
    'says %s as %s, and nothing of the answer or the credential',
    async (status, code) => {
      server.use(
        http.all(simulated.address, () =>
          HttpResponse.json({ message: 'a secret of the host' }, { status }),
        ),
      );
      const error = await host.readChange(open()).catch(refused => refused);
      expect(error).toMatchObject({ name: 'GitHostError', code });
      const told = String(error.stack) + JSON.stringify(error);
      expect(told).toContain(String(status));
      expect(told).not.toMatch(/a secret of the host/);
      expect(told).not.toContain(TOKEN);
      expect(writes()).toBe(0);
    },
  );

  it('follows no redirect to another host', async () => {
    const elsewhere = jest.fn();
    server.use(
      http.all('https://evil.example.com/*', () => {
        elsewhere();
        return HttpResponse.json([]);
      }),
      http.all(simulated.address, () =>
        HttpResponse.redirect('https://evil.example.com/x', 301),
      ),
    );
    await expect(host.readChange(open())).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(elsewhere).not.toHaveBeenCalled();
  });

  it('reads no answer without an end', async () => {
    server.use(
      http.all(
        simulated.address,
        () => new HttpResponse('x'.repeat(17 * 1024 * 1024)),
      ),
    );
    await expect(host.readChange(open())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('more than 16 MiB'),
    });
  });

  it('says when there is no answer', async () => {
    server.use(http.all(simulated.address, () => HttpResponse.error()));
    await expect(host.readChange(open())).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'unavailable',
    });
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('the portal ends'));
    await expect(
      host.readChange(open({ signal: controller.signal })),
    ).rejects.toThrow('the portal ends');
    expect(sent).toEqual([]);
  });
});

describe('whether anything can be written is said before it is', () => {
  const { signal } = new AbortController();
  const place = { branch: 'keyward/new', signal };

  it.each<[string | undefined, string, object, object[]]>([
    [undefined, 'nothing is in the way', {}, []],
    ['forbidden', 'it is archived', { archived: true }, []],
    ['forbidden', 'it is read-only', { permissions: { push: false } }, []],
    [
      'protected-branch',
      'a ruleset forbids it',
      {},
      [{ id: 1, type: 'creation', current_user_can_bypass: 'never' }],
    ],
    [
      undefined,
      'it may be bypassed',
      {},
      [{ id: 1, type: 'creation', current_user_can_bypass: 'always' }],
    ],
    [undefined, 'that is not said', {}, [{ id: 1, type: 'update' }]],
    [
      undefined,
      'the rule is about merging',
      {},
      [{ id: 1, type: 'deletion', current_user_can_bypass: 'never' }],
    ],
  ])('by GitHub: %s, if %s', async (code, _, repository, rulesets) => {
    const api = githubApi(FILES);
    Object.assign(api.repository, repository);
    api.rulesets.push(...(rulesets as typeof api.rulesets));
    server.use(...api.handlers);
    const looked = hostOf('github').checkWritable({
      repository: 'https://github.com/platform/shop',
      ...place,
    });
    await expect(looked.catch(error => error.code)).resolves.toBe(code);
  });

  it.each<[string | undefined, string, object, object[]]>([
    [undefined, 'nothing is in the way', {}, []],
    ['forbidden', 'it is archived', { archived: true }, []],
    ['forbidden', 'it takes no changes', { merge_requests_enabled: false }, []],
    [
      'forbidden',
      'it is read-only',
      { permissions: { project_access: { access_level: 20 } } },
      [],
    ],
    [
      'protected-branch',
      'a pattern forbids it',
      {},
      [{ name: 'keyward/*', push_access_levels: [{ access_level: 40 }] }],
    ],
    [
      'protected-branch',
      'nobody may push',
      {},
      [{ name: '*', push_access_levels: [{ access_level: 0 }] }],
    ],
    [
      undefined,
      'another pattern allows it',
      {},
      [
        { name: '*', push_access_levels: [{ access_level: 40 }] },
        { name: 'keyward/*', push_access_levels: [{ access_level: 30 }] },
      ],
    ],
    [
      undefined,
      'somebody is named, who may be the bot',
      {},
      [
        {
          name: 'keyward/*',
          push_access_levels: [{ access_level: 40, user_id: 7 }],
        },
      ],
    ],
    [
      undefined,
      'the pattern is of other branches',
      {},
      [{ name: 'release/*', push_access_levels: [{ access_level: 0 }] }],
    ],
    [
      undefined,
      'its level is not said',
      { permissions: undefined },
      [{ name: '*', push_access_levels: [{ access_level: 40 }] }],
    ],
  ])('by GitLab: %s, if %s', async (code, _, project, rules) => {
    const api = gitlabApi(FILES);
    Object.assign(api.project, project);
    api.rules.push(...(rules as typeof api.rules));
    server.use(...api.handlers);
    const looked = hostOf('gitlab').checkWritable({
      repository: 'https://gitlab.com/platform/team/shop',
      ...place,
    });
    await expect(looked.catch(error => error.code)).resolves.toBe(code);
  });

  it('also if the rules are not for the credential to see', async () => {
    const api = githubApi(FILES);
    server.use(
      http.get(/\/rules\/branches\//, () =>
        HttpResponse.json({}, { status: 403 }),
      ),
      ...api.handlers,
    );
    await expect(
      hostOf('github').checkWritable({
        repository: 'https://github.com/platform/shop',
        ...place,
      }),
    ).resolves.toBeUndefined();
  });
});

describe('github', () => {
  it('tells who approves which commit, until that is taken back', async () => {
    const api = githubApi(FILES);
    server.use(...api.handlers);
    const host = hostOf('github');
    const options = {
      repository: 'https://github.com/platform/shop',
      base: 'main',
      baseCommit: api.git.branches.get('main')!,
      branch: 'keyward/1',
      files: written,
      title: 'x',
      body: 'x',
      signal: new AbortController().signal,
    };
    const review = (login: string, state: string) =>
      api.reviews.push({
        user: { login },
        state,
        commit_id: 'a'.repeat(40),
        submitted_at: '2026-11-28T12:00:00Z',
      });
    review('ada', 'APPROVED');
    review('bob', 'APPROVED');
    review('ada', 'COMMENTED');
    review('bob', 'CHANGES_REQUESTED');
    review('eve', 'COMMENTED');
    expect((await host.openChange(options)).approvals).toEqual([
      { by: 'ada', headSha: 'a'.repeat(40), at: '2026-11-28T12:00:00.000Z' },
    ]);
    review('ada', 'DISMISSED');
    expect((await host.readChange(options))?.approvals).toEqual([]);
  });

  it('takes back nothing of a base that somebody merged into the branch', async () => {
    const api = githubApi(FILES);
    server.use(...api.handlers);
    const { git } = api;
    const branch = 'keyward/1';
    const first = git.branches.get('main')!;
    const newer = { ...FILES, 'other/y.yaml': 'y: 2\n' };
    const { sha } = git.commit([first], 'y', new Map(Object.entries(newer)));
    git.branches.set('main', sha);
    git.branches.set(branch, sha);
    const openOn = async (baseCommit: string) =>
      await hostOf('github').openChange({
        repository: 'https://github.com/platform/shop',
        base: 'main',
        baseCommit,
        branch,
        files: written,
        title: 'x',
        body: 'x',
        signal: new AbortController().signal,
      });
    await expect(openOn(first)).rejects.toMatchObject({
      code: 'foreign-commits',
    });
    expect(git.branches.get(branch)).toBe(sha);
    await openOn(sha);
    expect(git.filesOf(branch)).toMatchObject({ 'other/y.yaml': 'y: 2\n' });
  });

  it('finds a status behind a thousand others of another name', async () => {
    const api = githubApi(FILES);
    server.use(...api.handlers);
    const sha = api.git.branches.get('main')!;
    const by = { id: 1, login: 'x' };
    api.setStatus(sha, { context: 'keyward/approval', state: 'success' }, by);
    for (let count = 0; count < 1000; count += 1) {
      api.setStatus(sha, { context: 'ci/flood', state: 'success' }, by);
    }
    const read = async (name: string) =>
      await hostOf('github').readStatus({
        repository: 'https://github.com/platform/shop',
        branch: 'main',
        headSha: sha,
        name,
        signal: new AbortController().signal,
      });
    expect(await read('keyward/approval')).toEqual({ state: 'success' });
    expect(await read('keyward/none')).toBeUndefined();
  });

  it('tells of a second limit, which stands in no header', async () => {
    server.use(
      http.all('https://api.github.com/*', () =>
        HttpResponse.json(
          { message: 'You have exceeded a secondary rate limit.' },
          { status: 403 },
        ),
      ),
    );
    await expect(
      hostOf('github').readDefaultBranch({
        repository: 'https://github.com/platform/shop',
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({
      code: 'rate-limited',
      retryAt: expect.any(Date),
    });
  });
});
