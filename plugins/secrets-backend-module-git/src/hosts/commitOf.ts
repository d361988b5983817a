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

import { noBranch } from './protectedBranch';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/i;

/**
 * Whether a ref is a commit in full. Whatever else is given is looked up among the
 * branches: hosts take short commits, tags and `HEAD` for refs, too, and commits that
 * somebody's fork has.
 */
export function isCommit(ref: string): boolean {
  return COMMIT.test(ref);
}

/**
 * The commit that a ref of `readFiles` means.
 *
 * @param findBranch - the head of the branch of a name, undefined where there is none
 */
export async function commitOf(
  host: string,
  ref: string,
  findBranch: (branch: string) => Promise<string | undefined>,
): Promise<string> {
  const commit = isCommit(ref) ? ref : await findBranch(ref);
  if (commit === undefined) {
    throw noBranch(host, ref);
  }
  return commit;
}
