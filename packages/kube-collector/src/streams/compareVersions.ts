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
const VERSION = /^v([0-9]{1,9})(?:(alpha|beta)([0-9]{1,9}))?$/;
const STAGES = ['alpha', 'beta', undefined];

/** Which of two versions API servers prefer: `v2`, `v1`, `v1beta1`, `v1alpha1`, then others by their names. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [rankOf(a), rankOf(b)];
  for (let index = 0; index < first.length; index++) {
    if (first[index] !== second[index]) {
      return second[index] - first[index];
    }
  }
  return a < b ? -1 : Number(a > b);
}

function rankOf(version: string): number[] {
  const [matched, major, stage, minor] = VERSION.exec(version) ?? [];
  return matched === undefined
    ? [-1, 0, 0]
    : [STAGES.indexOf(stage), Number(major), Number(minor ?? 0)];
}
