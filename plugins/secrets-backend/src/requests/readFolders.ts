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
  GitFiles,
  GitHost,
} from '@keyward/backstage-plugin-secrets-node';
import { isManifest } from '@keyward/git-changes';
import type { SealedWrite, StoredRequest } from '../store/requests';

const ANSWER_MS = 30_000;

/** What is below the folders of a request, all of one commit. */
export async function readFolders(
  host: GitHost,
  { repository, branch }: Pick<StoredRequest, 'repository' | 'branch'>,
  writes: readonly SealedWrite[],
): Promise<{ files: GitFile[]; commit: string; isComplete: boolean }> {
  const files = new Map<string, GitFile>();
  let commit: string | undefined;
  let isComplete = true;
  for (const path of new Set(writes.map(write => write.path))) {
    const read = await readFolder(host, {
      repository,
      branch: commit ?? branch,
      path,
    });
    commit = read.commit;
    isComplete &&= read.isComplete;
    read.files.forEach(file => files.set(file.path, file));
  }
  return { files: [...files.values()], commit: commit ?? branch, isComplete };
}

/**
 * What is below a folder, with the content of manifests.
 *
 * @param place - `branch`: the name of a branch, or a commit in full
 */
export async function readFolder(
  host: GitHost,
  {
    repository,
    branch,
    path,
  }: Record<'repository' | 'branch' | 'path', string>,
): Promise<GitFiles> {
  return await host.readFiles({
    repository,
    ref: branch,
    path,
    reads: isManifest,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}

/** As the plan of a change takes it. */
export function toTarget(write: SealedWrite) {
  const { path, namespace, name, scope, type, encryptedData, mode } = write;
  const { reference } = write;
  return {
    path,
    namespace,
    name,
    scope,
    type,
    encryptedData,
    mode,
    ...(reference ? { reference } : {}),
  };
}
