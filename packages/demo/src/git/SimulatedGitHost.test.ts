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

import { startTestBackend } from '@backstage/backend-test-utils';
import { createGitPlugin } from './createGitFeatures';
import { createGitHost } from './createGitHost';
import type { SimulatedGitHost } from './SimulatedGitHost';

const FILE = 'clusters/production/db.yaml';
const BRANCH = 'keyward/1';

function createEstate() {
  const deploy = jest.fn(async () => ({
    applied: 1,
    unsealed: 1,
    restarted: 0,
  }));
  const repositories = () => [
    {
      ownerRef: 'group:default/payments',
      name: 'payments',
      files: new Map([
        ['README.md', '# payments'],
        [FILE, 'a: 1\nb: 2\n'],
      ]),
    },
  ];
  return { deploy, repositories };
}

describe('the simulated Git host', () => {
  let estate: ReturnType<typeof createEstate>;
  let host: SimulatedGitHost;
  let repository: string;
  const { signal } = new AbortController();

  beforeEach(() => {
    estate = createEstate();
    host = createGitHost(estate, { baseUrl: 'http://127.0.0.1:7007' });
    repository = host.urlOf('payments');
  });

  async function open(
    files = [{ path: FILE, content: 'a: 1\nb: 3\n' }],
    branch = BRANCH,
  ) {
    const { commit } = await host.readFiles({ repository, path: '', signal });
    return await host.openChange({
      repository,
      base: 'main',
      baseCommit: commit,
      branch,
      files,
      title: 'Seal <db>',
      body: 'Why & how',
      signal,
    });
  }
  const read = (branch = BRANCH) =>
    host.readChange({ repository, base: 'main', branch, signal });
  const textOf = async (path: string, ref?: string) => {
    const { files } = await host.readFiles({
      repository,
      ref,
      path: 'clusters/production',
      signal,
    });
    const content = files.find(file => file.path === path)?.content;
    return content && Buffer.from(content).toString();
  };
  function merge(number = 1) {
    const [found] = host.listRepositories();
    host.merge(found, found.pulls[number - 1]);
  }

  it('knows its own URLs only', () => {
    expect(host.locate(repository)).toEqual({ repository, path: '' });
    expect(
      host.locate(`${repository}/src/branch/main/clusters/staging`),
    ).toEqual({ repository, branch: 'main', path: 'clusters/staging' });
    expect(host.locate(`${repository}/pulls/1`)).toBeUndefined();
    expect(host.locate(host.urlOf('other'))).toBeUndefined();
    expect(host.locate('https://git.example.com/a/payments')).toBeUndefined();
  });

  it('reads a folder at a branch or a commit', async () => {
    expect(await host.readDefaultBranch({ repository })).toBe('main');
    const all = await host.readFiles({
      repository,
      path: '',
      reads: path => path === FILE,
      signal,
    });
    expect(all).toMatchObject({
      isComplete: true,
      files: [{ path: 'README.md' }, { path: FILE, mode: 'file', size: 10 }],
    });
    expect(all.files.map(({ content }) => content !== undefined)).toEqual([
      false,
      true,
    ]);
    expect(await textOf(FILE, all.commit)).toBe('a: 1\nb: 2\n');
    await expect(textOf(FILE, 'other')).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'not-found',
    });
    await expect(
      host.readDefaultBranch({ repository: `${repository}2` }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('opens one pull request for a branch', async () => {
    const change = await open();
    expect(change).toMatchObject({
      number: 1,
      url: `${repository}/pulls/1`,
      state: 'open',
      isMergeable: true,
    });
    expect(await open()).toMatchObject({ number: 1 });
    expect(await textOf(FILE)).toBe('a: 1\nb: 2\n');
    expect(await textOf(FILE, BRANCH)).toBe('a: 1\nb: 3\n');
    expect(await read('another')).toBeUndefined();
  });

  it('deploys what is merged to the cluster of its folder', async () => {
    await open([
      { path: FILE, content: 'a: 1\nb: 3\n' },
      { path: 'clusters/staging/new.yaml', content: 'c: 4\n' },
      { path: 'README.md', content: '# changed' },
    ]);
    merge();
    expect(await textOf(FILE)).toBe('a: 1\nb: 3\n');
    expect(estate.deploy.mock.calls).toEqual([
      ['production', ['a: 1\nb: 3\n']],
      ['staging', ['c: 4\n']],
    ]);
    const merged = await read();
    expect(merged).toMatchObject({
      state: 'merged',
      mergeCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
      mergedAt: expect.any(String),
    });
    expect(merged).not.toHaveProperty('isMergeable');
    // It is neither opened again nor closed.
    expect(await open()).toEqual(merged);
    expect(
      await host.closeChange({
        repository,
        base: 'main',
        branch: BRANCH,
        signal,
      }),
    ).toEqual(merged);
  });

  it('does not merge what conflicts', async () => {
    await open();
    await open([{ path: FILE, content: 'a: 2\n' }], 'keyward/2');
    merge();
    expect(await read('keyward/2')).toMatchObject({ isMergeable: false });
    expect(() => merge(2)).toThrow('cannot be merged');
    expect(await textOf(FILE)).toBe('a: 1\nb: 3\n');
    expect(estate.deploy).toHaveBeenCalledTimes(1);
  });

  it('closes a pull request, and deletes its branch', async () => {
    const { headSha } = await open();
    expect(
      await host.closeChange({
        repository,
        base: 'main',
        branch: BRANCH,
        signal,
      }),
    ).toMatchObject({ state: 'closed', closedAt: expect.any(String), headSha });
    await expect(textOf(FILE, BRANCH)).rejects.toThrow();
    expect(
      await host.closeChange({
        repository,
        base: 'main',
        branch: 'none',
        signal,
      }),
    ).toBeUndefined();
    expect(() => merge()).toThrow('cannot be merged');
  });

  describe('its pages', () => {
    async function start() {
      const { server } = await startTestBackend({
        features: [createGitPlugin(host)],
      });
      const root = `http://127.0.0.1:${server.port()}`;
      return (path: string, init?: RequestInit) =>
        fetch(`${root}/api/simulated-git/fernhill${path}`, {
          redirect: 'manual',
          ...init,
        });
    }
    const post = (site: string) => ({
      method: 'POST',
      headers: { 'sec-fetch-site': site },
    });

    it('show a repository and a pull request, with text as text', async () => {
      await open();
      const visit = await start();
      const list = await (await visit('/payments')).text();
      expect(list).toContain('This Git host is simulated.');
      expect(list).toContain(`${repository}/pulls/1`);
      const pull = await (await visit('/payments/pulls/1')).text();
      expect(pull).toContain('Seal &#60;db&#62;');
      expect(pull).toContain('Why &#38; how');
      expect(pull).toContain('<del>- b: 2</del>\n<ins>+ b: 3</ins>');
      expect(pull).toContain('Merge pull request');
      expect((await visit('/payments/pulls/2')).status).toBe(404);
      expect((await visit('/other')).status).toBe(404);
    });

    it('merge for somebody who pressed the button, not for other sites', async () => {
      await open();
      const visit = await start();
      for (const site of ['cross-site', 'same-site', 'none']) {
        const { status } = await visit('/payments/pulls/1/merge', post(site));
        expect(status).toBe(403);
      }
      expect((await visit('/payments/pulls/1/merge')).status).toBe(405);
      expect(await read()).toMatchObject({ state: 'open' });
      const merged = await visit(
        '/payments/pulls/1/merge',
        post('same-origin'),
      );
      expect(merged.status).toBe(303);
      expect(merged.headers.get('location')).toBe(`${repository}/pulls/1`);
      expect(await read()).toMatchObject({ state: 'merged' });
      const page = await (await visit('/payments/pulls/1')).text();
      expect(page).toContain('The simulated cluster applies it now.');
      expect(page).not.toContain('Merge pull request');
      await visit('/payments/pulls/1/close', post('same-origin'));
      expect(await read()).toMatchObject({ state: 'merged' });
    });

    it('close, and do not merge afterwards', async () => {
      await open();
      const visit = await start();
      await visit('/payments/pulls/1/close', post('same-origin'));
      await visit('/payments/pulls/1/merge', post('same-origin'));
      expect(await read()).toMatchObject({ state: 'closed' });
      expect(estate.deploy).not.toHaveBeenCalled();
    });
  });
});
