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

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function takeOver(file: string): Promise<void> {
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  // An empty file belongs to somebody who is just writing it.
  if (holder && !isAlive(holder)) {
    await rm(file, { force: true });
  }
}

/**
 * Runs `action` while holding the build lock of a cache folder, so that two
 * processes never build at the same time. The lock of a dead process is taken
 * over.
 */
export async function withBuildLock<T>(
  cacheFolder: string,
  action: () => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  await mkdir(cacheFolder, { recursive: true });
  const file = join(cacheFolder, '.build-lock');
  let waiting = false;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    if (!waiting) {
      waiting = true;
      onWait?.();
    }
    await takeOver(file);
    await delay(500);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}
