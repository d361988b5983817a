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
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './runCommand';
import { type MadeFile, SourceMaker } from './SourceMaker';

const FILES_OF_HISTORY = 400;
const BEGAN = 1_700_000_000;
const MINUTE = 60;

/** Writes a tree of made-up sources; returns its size and the places where credentials were planted. */
export async function writeTree(
  folder: string,
  { bytes, seed }: { bytes: number; seed: number },
): Promise<{ bytes: number; files: number; planted: Set<string> }> {
  const maker = new SourceMaker(seed);
  const planted = new Set<string>();
  const folders = new Set<string>();
  let written = 0;
  let files = 0;
  for (; written < bytes; files++) {
    const file = maker.file(files);
    const path = join(folder, file.path);
    if (!folders.has(dirname(path))) {
      folders.add(dirname(path));
      await mkdir(dirname(path), { recursive: true });
    }
    await writeFile(path, file.text);
    written += Buffer.byteLength(file.text);
    file.planted.forEach(line => planted.add(`${file.path}:${line}`));
  }
  return { bytes: written, files, planted };
}

/** Makes a repository with a history, by `git fast-import`; each twentieth commit is a merge. */
export async function writeHistory(
  folder: string,
  { commits, seed }: { commits: number; seed: number },
): Promise<void> {
  await git(folder, ['init', '--quiet', '--initial-branch=main', '.']);
  const child = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(child, 'close');
  for (const part of historyOf(commits, seed)) {
    if (!child.stdin.write(part)) {
      await once(child.stdin, 'drain');
    }
  }
  child.stdin.end();
  const [code] = await closed;
  if (code !== 0) {
    throw new Error(`git fast-import ended with code ${code}`);
  }
}

/** Adds one commit to the history, which `git fast-import` wrote past the index. */
export async function addCommit(folder: string, seed: number): Promise<void> {
  await git(folder, ['read-tree', 'HEAD']);
  const file = new SourceMaker(seed).file(1);
  await mkdir(dirname(join(folder, file.path)), { recursive: true });
  await writeFile(join(folder, file.path), file.text);
  await git(folder, ['add', '--', file.path]);
  await git(folder, [
    '-c',
    'user.name=Bench',
    '-c',
    'user.email=bench@example.com',
    'commit',
    '--quiet',
    '--message=one more',
  ]);
}

function* historyOf(commits: number, seed: number): Generator<string> {
  const maker = new SourceMaker(seed);
  const files: MadeFile[] = [];
  for (let mark = 1; mark <= commits; mark++) {
    const changed = new Map<string, string>();
    for (let count = 1 + maker.below(4); count > 0; count--) {
      if (files.length < FILES_OF_HISTORY) {
        files.push(maker.file(files.length));
        changed.set(files.at(-1)!.path, files.at(-1)!.text);
      } else {
        const at = maker.below(files.length);
        files[at] = maker.edit(files[at]);
        changed.set(files[at].path, files[at].text);
      }
    }
    const merged =
      mark > 20 && mark % 20 === 0
        ? `merge :${mark - 1 - maker.below(9)}\n`
        : '';
    const message = maker.sentence();
    yield `commit refs/heads/main\nmark :${mark}\ncommitter Bench <bench@example.com> ${
      BEGAN + mark * MINUTE
    } +0000\ndata ${message.length}\n${message}\n${
      mark > 1 ? `from :${mark - 1}\n` : ''
    }${merged}`;
    for (const [path, text] of changed) {
      yield `M 100644 inline ${path}\ndata ${Buffer.byteLength(
        text,
      )}\n${text}\n`;
    }
  }
  yield 'done\n';
}

async function git(cwd: string, args: string[]): Promise<void> {
  await runCommand('git', args, { cwd, fine: [0] });
}
