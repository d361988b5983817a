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

import { FakeGitHost } from '../__testUtils__/FakeGitHost';
import { readFolder } from './readFolders';

const REPOSITORY = 'https://git.example.com/payments/app';

describe('readFolder', () => {
  it('reads manifests and what kustomize builds from, by each of its names', async () => {
    const host = new FakeGitHost();
    const read = [
      'deploy/a/Kustomization',
      'deploy/b/kustomization.yml',
      'deploy/c/kustomization.yaml',
      'deploy/values.json',
    ];
    const others = ['deploy/README.md', 'deploy/a/Kustomization.txt'];
    for (const path of [...read, ...others]) {
      host.put(REPOSITORY, 'main', path, '{}');
    }
    const { files } = await readFolder(host, {
      repository: REPOSITORY,
      branch: 'main',
      path: 'deploy',
    });
    expect(files).toHaveLength(6);
    expect(
      files.flatMap(({ path, content }) => (content ? [path] : [])).sort(),
    ).toEqual(read);
  });
});
