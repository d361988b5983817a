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

import { execFile, spawn } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../packageFolder';
import { findGo } from './findGo';
import { ServerBinary } from './serverBinaries';

const run = promisify(execFile);
const goFolder = join(packageFolder, 'go');
const keptOutput = 4000;

/** Builds one server from its wrapper module to `target`. */
export async function buildServer(
  binary: ServerBinary,
  target: string,
): Promise<void> {
  const go = await findGo();
  await mkdir(dirname(target), { recursive: true });
  // A half-built executable must never count: it gets its name at the end.
  const unfinished = `${target}.${process.pid}.unfinished`;
  const linkerFlags = ['-s -w', binary.linkerFlags].filter(Boolean).join(' ');
  try {
    await runGo(
      go,
      [
        'build',
        ...(binary.buildTags ? ['-tags', binary.buildTags] : []),
        '-ldflags',
        linkerFlags,
        '-o',
        unfinished,
        binary.mainPackage,
      ],
      join(goFolder, binary.module),
      binary,
    );
    if (binary.assets) {
      await copyAssets(go, binary.assets, binary, dirname(target));
    }
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function copyAssets(
  go: string,
  assets: string[],
  binary: ServerBinary,
  folder: string,
): Promise<void> {
  const { stdout } = await run(
    go,
    ['list', '-f', '{{.Module.Dir}}', binary.mainPackage],
    { cwd: join(goFolder, binary.module) },
  );
  for (const asset of assets) {
    // Modules are kept read-only, which nobody could remove again.
    await run('cp', [
      '-R',
      '--no-preserve=mode',
      join(stdout.trim(), asset),
      folder,
    ]);
  }
}

async function runGo(
  go: string,
  args: string[],
  cwd: string,
  binary: ServerBinary,
): Promise<void> {
  await new Promise<void>((done, fail) => {
    const child = spawn(go, args, {
      cwd,
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const killChild = () => child.kill();
    process.once('exit', killChild);
    let output = '';
    child.stderr.on('data', chunk => {
      output = (output + chunk).slice(-keptOutput);
    });
    child.once('spawn', () => {
      try {
        setPriority(child.pid!, constants.priority.PRIORITY_LOW);
      } catch {
        // Only politeness.
      }
    });
    child.once('error', fail);
    child.once('close', code => {
      process.removeListener('exit', killChild);
      if (code === 0) {
        done();
      } else {
        fail(
          new Error(
            `Building ${binary.name} ${binary.version} failed in ${cwd} (go ${args[0]}, code ${code}). ` +
              `Is a Go module proxy reachable (go env GOPROXY)? The last output was:\n${output}`,
          ),
        );
      }
    });
  });
}
