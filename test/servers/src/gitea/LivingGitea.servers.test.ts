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

import { LivingGitea } from './LivingGitea';

describe('LivingGitea', () => {
  let gitea: LivingGitea;

  beforeAll(async () => {
    gitea = await LivingGitea.start();
  }, 900_000);

  afterAll(async () => {
    await gitea?.stop();
  });

  it('has repositories with files, and accounts that may write into some', async () => {
    const bot = await gitea.createUser('bot');
    const url = await gitea.createRepository({
      organization: 'platform',
      name: 'shop',
      files: { 'apps/shop/kustomization.yaml': 'resources: []\n' },
      writers: [bot.name],
    });
    await gitea.createRepository({ organization: 'platform', name: 'vault' });

    expect(url).toBe(`${gitea.url}/platform/shop`);
    await expect(
      gitea.readFile('platform/shop', 'apps/shop/kustomization.yaml'),
    ).resolves.toBe('resources: []\n');
    const statusOf = async (name: string) =>
      (
        await gitea.request('GET', `/repos/platform/${name}`, {
          token: bot.token,
        })
      ).status;
    await expect(statusOf('shop')).resolves.toBe(200);
    await expect(statusOf('vault')).resolves.toBe(404);
  });
});
