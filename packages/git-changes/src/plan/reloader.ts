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

/** See the documentation of Reloader, "How to use". */
const RELOADS_ALL = [
  'reloader.stakater.com/auto',
  'secret.reloader.stakater.com/auto',
];
const NAMED = 'secret.reloader.stakater.com/reload';

/** Where a workload names the Secrets for which Reloader restarts it. */
export const RELOAD_ANNOTATION = ['metadata', 'annotations', NAMED] as const;

/**
 * The value of that annotation with one more name; undefined where Reloader restarts the
 * workload for that Secret already.
 */
export function withReload(
  annotations: Record<string, unknown>,
  name: string,
): string | undefined {
  const present = annotations[NAMED];
  const names =
    typeof present === 'string' && present !== '' ? present.split(',') : [];
  const isReloaded =
    RELOADS_ALL.some(each => annotations[each] === 'true') ||
    names.some(each => each.trim() === name);
  return isReloaded ? undefined : [...names, name].join(',');
}
