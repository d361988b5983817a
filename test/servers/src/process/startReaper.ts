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

import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageFolder } from '../packageFolder';

const reaperScript = join(packageFolder, 'src', 'process', 'reaper.mjs');

let child: ChildProcess | undefined;

function tell(line: string) {
  if (!child) {
    child = spawn(process.execPath, [reaperScript], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      // Neither the options of a test runner nor a debugger are meant for it.
      env: { PATH: process.env.PATH },
    });
    // Neither the process nor its pipe may keep this process alive.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    child.stdin?.on('error', () => {});
  }
  child.stdin?.write(`${line}\n`);
}

/** Have a process group killed should this process die without doing so. */
export function reapProcess(pid: number) {
  tell(`+pid ${pid}`);
}

/** The process has ended. */
export function forgetProcess(pid: number) {
  tell(`-pid ${pid}`);
}

/** Have a folder removed should this process die without doing so. */
export function reapFolder(folder: string) {
  tell(`+folder ${folder}`);
}

/** The folder has been removed. */
export function forgetFolder(folder: string) {
  tell(`-folder ${folder}`);
}
