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

import { GitHostError } from '@keyward/backstage-plugin-secrets-node';

/** An error for a branch that the rules of a repository keep the credential from. */
export function protectedBranch(host: string, branch: string): GitHostError {
  return new GitHostError(
    'protected-branch',
    `${host}: a rule of the repository forbids to push the branch ${branch}. Let the account of the integration push branches that begin with keyward/.`,
  );
}

/** An error for a branch that there is not; a commit or a tag is none. */
export function noBranch(host: string, branch: string): GitHostError {
  return new GitHostError(
    'not-found',
    `${host}: there is no branch ${branch}, or the credential does not see it.`,
  );
}

/** An error for a change that is no longer the one that was meant. */
export function withoutChange(host: string, number: number): GitHostError {
  return new GitHostError(
    'not-found',
    `${host}: the pull request ${number} no longer exists, or is of other branches by now. Set the branch that it goes into as it was.`,
  );
}

/** An error for a branch that others pushed to. */
export function foreignCommits(host: string, branch: string): GitHostError {
  return new GitHostError(
    'foreign-commits',
    `${host}: others pushed to the branch ${branch}, and what they pushed is not written over.`,
  );
}

/** An error for a branch that others push to at the same time. */
export function busyBranch(host: string, branch: string): GitHostError {
  return new GitHostError(
    'conflict',
    `${host}: others push to the branch ${branch}. It is tried again later.`,
  );
}

/** An error for a repository that nobody writes to. */
export function archived(host: string): GitHostError {
  return new GitHostError(
    'forbidden',
    `${host}: the repository is archived. Have it unarchived, or confirm a folder of another one.`,
  );
}

/** An error for a repository without pull requests. */
export function withoutChanges(host: string): GitHostError {
  return new GitHostError(
    'forbidden',
    `${host}: pull requests are turned off in the repository. Have them turned on.`,
  );
}

/** An error for a credential that only reads. */
export function readOnly(host: string): GitHostError {
  return new GitHostError(
    'forbidden',
    `${host}: the account of the integration may not push to the repository. Let it write there.`,
  );
}
