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

import type { GitFile, GitHost } from '@keyward/backstage-plugin-secrets-node';
import {
  checkDifference,
  type FileChange,
  type PlannedChange,
  planChange,
} from '@keyward/git-changes';
import type { SealedWrite } from '../store/requests';
import { readFolders, toTarget } from './readFolders';

/** What a request would change of a commit. */
export interface RequestPlan {
  /** The commit that it is planned on. */
  commit: string;
  /** What stands below the folders there. */
  before: readonly GitFile[];
  planned: PlannedChange;
}

/**
 * Reads the folders of a request and plans its change, which is read a second time.
 *
 * @param place - `branch`: the name of a branch, or a commit in full
 * @throws GitHostError, GitChangeError, SealingError
 */
export async function planRequest(
  host: GitHost,
  place: { repository: string; branch: string },
  writes: readonly SealedWrite[],
): Promise<RequestPlan> {
  const { files, commit, isComplete } = await readFolders(host, place, writes);
  const targets = writes.map(toTarget);
  const planned = planChange({ files, isComplete, targets });
  checkDifference({
    before: files,
    after: applied(files, planned.files),
    targets,
  });
  return { commit, before: files, planned };
}

/** Files as they are after a change. */
function applied(
  before: readonly GitFile[],
  changes: readonly FileChange[],
): Pick<GitFile, 'path' | 'mode' | 'content'>[] {
  const after = new Map(
    before.map(file => [
      file.path,
      file as Pick<GitFile, 'path' | 'mode' | 'content'>,
    ]),
  );
  for (const { path, content } of changes) {
    after.set(path, {
      path,
      mode: after.get(path)?.mode ?? 'file',
      content: new TextEncoder().encode(content),
    });
  }
  return [...after.values()];
}
