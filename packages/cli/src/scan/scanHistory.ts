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

import { readFile, writeFile } from 'fs/promises';
import { availableParallelism } from 'os';
import { UserError } from '../run/UserError';
import type { ContentScanner } from './ContentScanner';
import { readGit, streamGit } from './git';
import { COMMIT_FORMAT, PATCH_OPTIONS, PatchReader } from './scanPatches';

/** What looks through patches is one thread: it keeps up with so many runs of git. */
const MOST_RUNS = 4;
/** A run of git has so many portions of commits, so that none waits long for another. */
const PORTIONS = 4;
const FEWEST = 200;
const MOST_COMMITS = 5000;
const COMMIT_ID = /^[0-9a-f]{40,64}$/;
const NO_COMMIT = /^0+$/;

/** Which part of a history is looked through: all of it where nothing is said. */
export interface HistoryOptions {
  /** The commit since which it is. */
  base?: string;
  /** The file that says how far the last run came. */
  state?: string;
  /** What Git tells a pre-receive hook. */
  pushed?: string;
  /** Called after each commit. */
  done(): void;
}

/**
 * Looks through what the commits of a history add: all of it, what is new since
 * a commit or since the run that wrote a state file, or what a push brings.
 */
export async function scanHistory(
  scanner: ContentScanner,
  git: { repository: string; signal: AbortSignal },
  { base, state, pushed, done }: HistoryOptions,
): Promise<void> {
  const log = async (revisions: string[], stdin: string[]) => {
    const listed = await readGit(['rev-list', '--stdin', ...revisions], {
      ...git,
      stdin: linesOf(stdin),
    });
    await scanCommits(scanner, git, listed.split('\n').filter(Boolean), done);
  };
  if (pushed !== undefined) {
    const ids = pushed
      .split('\n')
      .map(line => line.split(' ')[1] ?? '')
      .filter(id => COMMIT_ID.test(id) && !NO_COMMIT.test(id));
    if (ids.length > 0) {
      await log(['--not', '--all'], ids);
    }
    return;
  }
  if (base !== undefined) {
    await log([], ['HEAD', `^${base}`]);
    return;
  }
  const before = state === undefined ? [] : await readState(state);
  const heads = await readGit(['for-each-ref', '--format=%(objectname)'], git);
  const here = await existing(before, git);
  await log(
    ['--all'],
    here.map(id => `^${id}`),
  );
  if (state !== undefined) {
    await writeFile(
      state,
      `${JSON.stringify({
        version: 1,
        heads: [...new Set(heads.split('\n').filter(Boolean))],
      })}\n`,
    );
  }
}

/**
 * Looks through commits, in several runs of git at once: it takes longer to make
 * patches than to look through them, and a run of git takes one core.
 */
async function scanCommits(
  scanner: ContentScanner,
  git: { repository: string; signal: AbortSignal },
  commits: readonly string[],
  done: () => void,
): Promise<void> {
  const runs = Math.min(availableParallelism(), MOST_RUNS);
  const size = Math.min(
    Math.max(Math.ceil(commits.length / runs / PORTIONS), FEWEST),
    MOST_COMMITS,
  );
  let next = 0;
  const scanPortions = async () => {
    while (next < commits.length) {
      const portion = commits.slice(next, next + size);
      next += size;
      await new PatchReader(scanner, done).read(
        streamGit(
          [
            'log',
            ...PATCH_OPTIONS,
            COMMIT_FORMAT,
            '--diff-merges=dense-combined',
            '--no-walk=unsorted',
            '--stdin',
          ],
          { ...git, stdin: linesOf(portion) },
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: runs }, scanPortions));
}

function linesOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}

/** The heads that an earlier run has scanned to. */
async function readState(file: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw new UserError('The state file cannot be read', { where: file });
  }
  try {
    const { heads } = JSON.parse(text) as { heads: unknown[] };
    return heads.filter(
      (id): id is string => typeof id === 'string' && COMMIT_ID.test(id),
    );
  } catch {
    throw new UserError('The state file is none that "keyward scan" wrote', {
      where: file,
      remedy: 'delete it: the whole history is scanned then',
    });
  }
}

/** Those that are still there: after a force-push Git may have deleted some. */
async function existing(
  ids: string[],
  git: { repository: string; signal: AbortSignal },
): Promise<string[]> {
  if (ids.length === 0) {
    return [];
  }
  const checked = await readGit(['cat-file', '--batch-check=%(objectname)'], {
    ...git,
    stdin: linesOf(ids),
  });
  return checked.split('\n').filter(line => COMMIT_ID.test(line));
}
