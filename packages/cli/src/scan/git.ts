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

import { spawn } from 'child_process';
import type { Readable } from 'stream';
import { UserError } from '../run/UserError';

/** Nothing that a repository configures is run: no pager, hook, filter, monitor or diff tool. */
const SAFE = [
  '--no-pager',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=false',
  '-c',
  'diff.external=',
  '-c',
  'protocol.allow=never',
];

const LONGEST = 256 * 1024 * 1024;

export interface GitOptions {
  repository: string;
  signal: AbortSignal;
  stdin?: string;
}

/** Runs git and hands on what it prints, piece by piece. */
export async function* streamGit(
  args: string[],
  { repository, signal, stdin }: GitOptions,
): AsyncGenerator<Uint8Array> {
  const child = spawn('git', [...SAFE, '-C', repository, ...args], {
    env: {
      ...process.env,
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_EXTERNAL_DIFF: '',
      LC_ALL: 'C',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
  });
  const ended = new Promise<number | string>(resolve => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code ?? 'error'),
    );
    child.once('close', code => resolve(code ?? 'signal'));
  });
  child.stdin.on('error', () => {
    // Git may end before it has read all: its code tells.
  });
  child.stdin.end(stdin ?? '');
  let isRead = false;
  try {
    yield* child.stdout as Readable as AsyncIterable<Uint8Array>;
    isRead = true;
  } finally {
    if (!isRead) {
      child.kill();
    }
  }
  const result = await ended;
  if (result !== 0) {
    throw gitError(result, args[0], repository);
  }
}

function gitError(result: number | string, command: string, where: string) {
  return result === 'ENOENT'
    ? new UserError('There is no git on this machine', {
        remedy: 'install git, or scan the folder without history',
      })
    : new UserError(`git ${command} failed (${result})`, {
        where,
        remedy:
          'look whether this is a Git repository that you may read, and whether the revision exists in it',
      });
}

/** All that git prints. */
export async function readGit(
  args: string[],
  options: GitOptions,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of streamGit(args, options)) {
    size += chunk.length;
    if (size > LONGEST) {
      throw new UserError(`git ${args[0]} prints too much`, {
        where: options.repository,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The id of a commit that somebody named. */
export async function resolveCommit(
  revision: string,
  options: GitOptions,
): Promise<string> {
  const id = await readGit(
    [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ],
    options,
  );
  return id.trim();
}

/** A file as it is in a commit; `undefined` where there is none. */
export async function readBlob(
  commit: string,
  path: string,
  options: GitOptions,
): Promise<string | undefined> {
  const listed = await readGit(
    ['ls-tree', '-z', '--full-tree', commit, '--', path],
    options,
  );
  const blob = /^\d+ blob ([0-9a-f]+)\t/.exec(listed)?.[1];
  return blob && readGit(['cat-file', 'blob', blob], options);
}
