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

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findExecutable, pathFolders } from './findExecutable';

const run = promisify(execFile);

/** Go 1.21 is the first that fetches the toolchain a go.mod asks for. */
const oldestMinor = 21;

/**
 * The `go` command.
 *
 * @throws when there is none, or only one too old, saying how to mend it.
 */
export async function findGo(): Promise<string> {
  const folders = [
    ...pathFolders(),
    ...(process.env.GOROOT ? [join(process.env.GOROOT, 'bin')] : []),
    '/usr/local/go/bin',
  ];
  const go = await findExecutable('go', folders);
  if (!go) {
    throw new Error(
      `Go is missing: no "go" in ${folders.join(
        ', ',
      )}. The test servers are built from source. Install Go 1.24 or newer and put it on PATH, ` +
        `or put ready-made servers of the right version on PATH or in KUBEBUILDER_ASSETS.`,
    );
  }
  const { stdout } = await run(go, ['version']);
  const minor = Number(/go1\.(\d+)/.exec(stdout)?.[1]);
  if (minor < oldestMinor) {
    throw new Error(
      `Go is too old: ${go} is ${stdout.trim()}. Install Go 1.24 or newer.`,
    );
  }
  return go;
}
