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

import { execFile } from 'child_process';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { promisify } from 'util';
import { dumpOf } from './__testUtils__/dumpOf';
import { CANARY, shopObjects } from './__testUtils__/shopObjects';

const root = resolve(__dirname, '../../..');

describe('the keyward command in a process of its own', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
    await writeFile(join(folder, 'prod.dump'), await dumpOf(shopObjects()));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['npm run keyward', 'scripts/keyward.mjs'],
    ['the bin of the package', 'packages/cli/bin/keyward'],
  ])(
    'answers on standard output by %s',
    async (_, script) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, script), 'inventory', 'prod.dump', '--format', 'csv'],
        { cwd: folder, env: { ...process.env, INIT_CWD: folder } },
      );
      expect(stdout.split('\r\n')[0]).toMatch(/^source,namespace,name,class/);
      expect(stdout).toContain('prod,shop,db,password,Opaque,2');
      expect(stdout).not.toContain(CANARY);
    },
    120_000,
  );

  it('ends with a code and one message for a user error', async () => {
    const run = promisify(execFile)(
      process.execPath,
      [join(root, 'packages/cli/bin/keyward'), 'inventory', 'none.dump'],
      { cwd: folder },
    );
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^keyward: The file cannot be read \(ENOENT\)\n {2}where: none\.dump\n {2}to mend: .*\n$/,
      ),
    });
  }, 60_000);
});
