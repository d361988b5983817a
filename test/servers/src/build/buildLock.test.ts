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
import { spawnSync } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withBuildLock } from './buildLock';

describe('withBuildLock', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-build-lock-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const onWait = jest.fn();
    const action = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(20);
      inside -= 1;
    };
    await Promise.all([
      withBuildLock(folder, action, onWait),
      withBuildLock(folder, action, onWait),
    ]);
    expect(most).toBe(1);
    expect(onWait).toHaveBeenCalledTimes(1);
  });

  it('takes over the lock of a dead process', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(folder, '.build-lock'), String(pid));
    await expect(withBuildLock(folder, async () => 'in')).resolves.toBe('in');
  });

  it('lets go when the action fails', async () => {
    await expect(
      withBuildLock(folder, async () => {
        throw new Error('no compiler');
      }),
    ).rejects.toThrow('no compiler');
    await expect(access(join(folder, '.build-lock'))).rejects.toThrow('ENOENT');
  });
});
