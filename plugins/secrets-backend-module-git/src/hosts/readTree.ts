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

import type {
  GitFile,
  GitFileMode,
  GitFiles,
} from '@keyward/backstage-plugin-secrets-node';
import { forEach, MOST_BYTES, MOST_ENTRIES } from './limits';

/** An entry of a tree, as Git has it. */
export interface TreeEntry {
  /** Below the tree. */
  path: string;
  /** Six digits. */
  mode: string;
  sha: string;
  size?: number;
}

/** What has to be asked of a host to read a folder. */
export interface TreeSource {
  /** `tree`: of a commit or of a tree. */
  list(
    tree: string,
    isRecursive: boolean,
  ): Promise<{ entries: TreeEntry[]; isComplete: boolean }>;
  readBlob(sha: string): Promise<Uint8Array>;
}

const MODES: Record<string, GitFileMode> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};
const FOLDER = '040000';

/**
 * Reads a folder of a commit. Git follows no symlink, so it is walked from the root: what
 * is on the way and no folder is all that is found then, with its own path and mode.
 */
export async function readTree(
  source: TreeSource,
  options: {
    commit: string;
    path: string;
    reads?: (path: string) => boolean;
  },
): Promise<GitFiles> {
  const { commit, path, reads = () => true } = options;
  let tree = commit;
  const walked: string[] = [];
  for (const segment of path === '' ? [] : path.split('/')) {
    walked.push(segment);
    const { entries } = await source.list(tree, false);
    const entry = entries.find(each => each.path === segment);
    if (entry?.mode !== FOLDER) {
      const found = entry && toFile(walked.join('/'), entry);
      return { commit, files: found ? [found] : [], isComplete: true };
    }
    tree = entry.sha;
  }
  const { entries, isComplete } = await source.list(tree, true);
  const placed = entries
    .filter(({ mode }) => mode !== FOLDER)
    .slice(0, MOST_ENTRIES)
    .map(entry => ({
      sha: entry.sha,
      file: toFile([...walked, entry.path].join('/'), entry),
    }));
  const isAll =
    placed.length === entries.filter(({ mode }) => mode !== FOLDER).length;
  await readContents(source, placed, reads);
  return {
    commit,
    files: placed.map(({ file }) => file).sort(byPath),
    isComplete: isComplete && isAll,
  };
}

async function readContents(
  source: TreeSource,
  placed: readonly { sha: string; file: GitFile }[],
  reads: (path: string) => boolean,
): Promise<void> {
  let left = MOST_BYTES;
  const wanted = placed.filter(({ file: { path, mode, size } }) => {
    const hasContent = mode === 'file' || mode === 'executable';
    if (!hasContent || !reads(path) || size > left) {
      return false;
    }
    left -= size;
    return true;
  });
  // Sizes are what the host says: what it sends counts, too.
  let unread = MOST_BYTES;
  await forEach(wanted, async ({ sha, file }) => {
    if (unread <= 0) {
      return;
    }
    const content = await source.readBlob(sha);
    unread -= content.length;
    if (unread >= 0) {
      file.size = content.length;
      file.content = content;
    }
  });
}

function toFile(path: string, { mode, size = 0 }: TreeEntry): GitFile {
  const kind = MODES[mode] ?? 'submodule';
  const hasContent = kind === 'file' || kind === 'executable';
  return { path, mode: kind, size: hasContent ? size : 0 };
}

function byPath({ path: one }: GitFile, { path: other }: GitFile): number {
  return one < other ? -1 : 1;
}
