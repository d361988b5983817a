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
import { spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

async function eventually(check: () => Promise<boolean>) {
  const deadline = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > deadline) {
      throw new Error('Not so after 10 s');
    }
    await delay(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('ServerProcess', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-reaper-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves nothing behind when this process is killed', async () => {
    const kept = join(folder, 'kept');
    const removed = join(folder, 'removed');
    await writeFile(
      join(folder, 'main.ts'),
      `
      import { mkdirSync, writeFileSync } from 'node:fs';
      import { ServerProcess } from ${JSON.stringify(
        join(__dirname, 'ServerProcess'),
      )};
      import { reapFolder } from ${JSON.stringify(
        join(__dirname, 'startReaper'),
      )};
      mkdirSync(${JSON.stringify(removed)});
      reapFolder(${JSON.stringify(removed)});
      const server = new ServerProcess({
        executable: 'sleep',
        args: ['600'],
        logFile: ${JSON.stringify(join(folder, 'log'))},
      });
      server.start(async () => true).then(() => {
        writeFileSync(${JSON.stringify(kept)}, String(server.pid));
      });
      `,
    );
    const parent = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(folder, 'main.ts'),
      ],
      { stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    let pid = 0;
    await eventually(async () => {
      pid = Number(await readFile(kept, 'utf8').catch(() => '0'));
      return pid > 0;
    });
    expect(isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');
    await eventually(async () => !isAlive(pid));
    await eventually(async () =>
      access(removed).then(
        () => false,
        () => true,
      ),
    );
  });
});
