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

/**
 * Whether a pattern of branches has a branch, by the wildcards of Gitea (`*` within a
 * segment, `**` across) or, with `isFlat`, of GitLab (`*` is anything).
 */
export function matchesBranch(
  pattern: string,
  branch: string,
  { isFlat = false } = {},
): boolean {
  const expression = pattern
    .split(/(\*+)/)
    .map(part => {
      if (/^\*/.test(part)) {
        return isFlat || part.length > 1 ? '.*' : '[^/]*';
      }
      return part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${expression}$`).test(branch);
}
