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

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { FakeCluster } from '../__testUtils__/FakeCluster';
import { kubeconfigOf } from '../__testUtils__/kubeconfigOf';
import { runInProcess } from '../__testUtils__/runInProcess';
import { CANARY, secret } from '../__testUtils__/shopObjects';

describe('keyward dump', () => {
  const trap = new FakeCluster({});
  const cluster = new FakeCluster({
    '/api/v1/secrets': [secret('shop', 'db', { password: CANARY })],
    '/api/v1/namespaces/shop/secrets': [
      secret('shop', 'db', { password: CANARY }),
    ],
  });
  let folder: string;
  let kubeconfig: string;
  let output: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
    kubeconfig = join(folder, 'kubeconfig');
    output = join(folder, 'prod.dump');
    cluster.status = 200;
    await writeFile(
      kubeconfig,
      kubeconfigOf(await cluster.start(), 'token-canary'),
    );
    const trapConfig = join(folder, 'trap');
    await writeFile(trapConfig, kubeconfigOf(await trap.start(), 'token'));
    process.env.KUBECONFIG = trapConfig;
  });

  afterEach(async () => {
    delete process.env.KUBECONFIG;
    await cluster.stop();
    await trap.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const dump = (...args: string[]) =>
    runInProcess([
      'dump',
      '--kubeconfig',
      kubeconfig,
      '--context',
      'prod',
      ...args,
    ]);

  it('writes a file for its owner, which the inventory reads', async () => {
    const { code, stdout, stderr } = await dump(
      '--output',
      output,
      '--title',
      'Production',
    );
    expect(stderr).toMatch(/^1 observations in .*prod\.dump\n$/);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    // eslint-disable-next-line no-bitwise
    expect((await stat(output)).mode & 0o777).toBe(0o600);
    const text = await readFile(output, 'utf8');
    expect(text).toContain('"title":"Production"');
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(Buffer.from(CANARY).toString('base64'));
    expect(text).not.toContain('token-canary');
    expect(await readdir(folder)).not.toContainEqual(
      expect.stringContaining('.part'),
    );
    const inventory = await runInProcess(['inventory', output]);
    expect(inventory.stdout).toContain('shop/db');
    expect(trap.requests).toEqual([]);
  });

  it('writes to standard output without a file', async () => {
    const { code, stdout } = await dump('--mode', 'metadata');
    expect(code).toBe(0);
    expect(stdout).toContain('"mode":"metadata"');
    expect(stdout).not.toContain(CANARY);
  });

  it('asks for the namespaces only that were named', async () => {
    cluster.requests.splice(0);
    const { stdout } = await dump('--namespace', 'shop');
    expect(stdout).toContain('kubernetes:');
    expect(cluster.requests).toContain('/api/v1/namespaces/shop/secrets');
    expect(cluster.requests).not.toContain('/api/v1/secrets');
  });

  it('leaves a file alone that is there, unless told otherwise', async () => {
    await writeFile(output, 'precious');
    cluster.requests.splice(0);
    const refused = await dump('--output', output);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--force');
    expect(await readFile(output, 'utf8')).toBe('precious');
    expect(cluster.requests).toEqual([]);
    expect((await dump('--output', output, '--force')).code).toBe(0);
    expect(await readFile(output, 'utf8')).toContain('"keyward":"dump"');
  });

  it('leaves nothing behind when the credential is not accepted', async () => {
    cluster.status = 401;
    const { code, stdout, stderr } = await dump('--output', output);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('log in again');
    expect(stderr).not.toMatch(/\bat .*\.ts/);
    expect((await readdir(folder)).sort()).toEqual(['kubeconfig', 'trap']);
  });

  it('needs a kubeconfig file and a context to be named', async () => {
    trap.requests.splice(0);
    const { code, stderr } = await runInProcess(['dump']);
    expect(code).toBe(2);
    expect(stderr).toContain('--kubeconfig');
    const other = await runInProcess([
      'dump',
      '--kubeconfig',
      kubeconfig,
      '--context',
      'staging',
    ]);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('has no context staging; it has: prod');
    expect(trap.requests).toEqual([]);
  });

  it('quotes nothing of a broken kubeconfig', async () => {
    await writeFile(kubeconfig, 'users: [{token: token-canary\n  broken: [');
    const { code, stderr } = await dump();
    expect(code).toBe(1);
    expect(stderr).toContain(kubeconfig);
    expect(stderr).not.toContain('token-canary');
  });
});
