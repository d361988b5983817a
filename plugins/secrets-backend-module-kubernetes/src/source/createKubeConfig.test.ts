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
import type { RequestOptions } from 'https';
import { tmpdir } from 'os';
import { join } from 'path';
import { createKubeConfig } from './createKubeConfig';

const known = {
  name: 'prod',
  url: 'https://prod.example',
  caData: Buffer.from('the CA').toString('base64'),
};

describe('createKubeConfig', () => {
  const { KUBERNETES_SERVICE_HOST } = process.env;

  afterEach(() => {
    delete process.env.KUBERNETES_SERVICE_HOST;
    if (KUBERNETES_SERVICE_HOST !== undefined) {
      process.env.KUBERNETES_SERVICE_HOST = KUBERNETES_SERVICE_HOST;
    }
  });

  const optionsOf = async (...args: Parameters<typeof createKubeConfig>) => {
    const options: RequestOptions = { headers: {} };
    await createKubeConfig(...args).applyToHTTPSOptions(options);
    return options;
  };

  it('trusts the CA of the cluster and brings the token', async () => {
    const options = await optionsOf(
      'prod',
      { type: 'token', token: 'ours' },
      known,
    );
    expect(options.headers).toEqual({ Authorization: 'Bearer ours' });
    expect(options.rejectUnauthorized).not.toBe(false);
    expect(String(options.ca)).toBe('the CA');
  });

  it('trusts any server only when told to', async () => {
    const options = await optionsOf(
      'prod',
      { type: 'token', token: 'ours' },
      { ...known, skipTLSVerify: true },
    );
    expect(options.rejectUnauthorized).toBe(false);
  });

  it('reads a token file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyward-token-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'from-a-file');
    const options = await optionsOf('prod', { type: 'tokenFile', file }, known);
    rmSync(folder, { recursive: true });
    expect(options.headers).toEqual({ Authorization: 'Bearer from-a-file' });
  });

  it('says that it does not run in a cluster', () => {
    delete process.env.KUBERNETES_SERVICE_HOST;
    expect(() =>
      createKubeConfig('prod', { type: 'inCluster' }, known),
    ).toThrow('the portal does not run in a cluster');
  });

  it('says that a cluster is not known', () => {
    expect(() =>
      createKubeConfig('prod', { type: 'token', token: 'canary' }, undefined),
    ).toThrow(/^The cluster prod is not known: list it under/);
  });
});
