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
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createHosts } from '../createHosts';

const API = 'https://gitea.example.com/api/v1/repos/platform/shop';
const BASE = 'ba5e'.repeat(10);
const HEAD = 'ead0'.repeat(10);

const server = setupServer();
registerMswTestHooks(server);

describe('GiteaHost', () => {
  it('writes nothing where a tree is too large to be compared', async () => {
    const branch = 'keyward/1';
    server.use(
      http.get(`${API}/pulls/main/:branch`, () =>
        HttpResponse.json({
          number: 1,
          state: 'open',
          base: { ref: 'main', repo_id: 7 },
          head: { label: branch, repo_id: 7 },
        }),
      ),
      http.get(`${API}/branches/:branch`, () =>
        HttpResponse.json({ commit: { id: HEAD } }),
      ),
      http.get(`${API}/git/commits/:sha`, () =>
        HttpResponse.json({ sha: HEAD, parents: [{ sha: BASE }] }),
      ),
      http.get(`${API}/git/trees/:sha`, () =>
        HttpResponse.json({ tree: [], total_count: 50_000 }),
      ),
    );
    const sent: string[] = [];
    server.events.on('request:start', ({ request: { method } }) => {
      sent.push(method);
    });
    const [host] = createHosts(
      new ConfigReader({
        integrations: {
          gitea: [{ host: 'gitea.example.com', username: 'x', password: 'y' }],
        },
      }),
    );
    await expect(
      host.openChange({
        repository: 'https://gitea.example.com/platform/shop',
        base: 'main',
        baseCommit: BASE,
        branch,
        files: [],
        title: 'x',
        body: 'y',
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({
      name: 'GitHostError',
      code: 'conflict',
      message: expect.stringContaining('more files than are compared'),
    });
    expect(new Set(sent)).toEqual(new Set(['GET']));
  });
});
