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

import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { loadKubeconfigContext } from './loadKubeconfigContext';

const CANARY = 'canary-k7Qz-vP2x9LmTr4w';

describe('loadKubeconfigContext', () => {
  let folder: string;
  let file: string;
  const { KUBECONFIG } = process.env;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyward-kubeconfig-'));
    file = join(folder, 'config');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete process.env.KUBECONFIG;
    if (KUBECONFIG !== undefined) {
      process.env.KUBECONFIG = KUBECONFIG;
    }
  });

  const write = (context: object) =>
    writeFileSync(
      file,
      JSON.stringify({
        'current-context': 'other',
        clusters: [
          { name: 'prod', cluster: { server: 'https://prod.example' } },
          { name: 'other', cluster: { server: 'https://other.example' } },
        ],
        users: [{ name: 'me', user: { token: CANARY } }],
        contexts: [
          { name: 'prod-eu', context },
          { name: 'other', context: { cluster: 'other', user: 'me' } },
        ],
      }),
    );
  const failure = (context: string) => {
    try {
      loadKubeconfigContext(file, context);
    } catch (error) {
      return String(error);
    }
    return undefined;
  };

  it('takes the context that is named, not the current one', async () => {
    write({ cluster: 'prod', user: 'me' });
    process.env.KUBECONFIG = '/nowhere';
    const config = loadKubeconfigContext(file, 'prod-eu');
    expect(config.getCurrentCluster()?.server).toBe('https://prod.example');
    const options = { headers: {} };
    await config.applyToHTTPSOptions(options);
    expect(options.headers).toEqual({ Authorization: `Bearer ${CANARY}` });
  });

  it('names the contexts that there are', () => {
    write({ cluster: 'prod', user: 'me' });
    expect(failure('prod')).toMatch(
      /config has no context prod; it has: prod-eu, other$/,
    );
  });

  it('names a context without a cluster', () => {
    write({ cluster: 'gone', user: 'me' });
    expect(failure('prod-eu')).toMatch(/prod-eu .* names no cluster/);
  });

  it.each([
    ['broken YAML', `users: [{ name: me, user: { token: ${CANARY}`],
    ['no kubeconfig', JSON.stringify([CANARY])],
    ['nothing', ''],
  ])('quotes nothing of %s', (_, text) => {
    writeFileSync(file, text);
    const message = failure('prod-eu');
    expect(message).toContain(file);
    expect(message).not.toContain('k7Qz');
  });

  it('names a file that is not there', () => {
    expect(failure('prod-eu')).toMatch(/config cannot be read \(ENOENT\)/);
  });
});
