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

import type { ReloaderCheck } from '../ReloaderCheck';
import { matchesPattern } from './matchesPattern';

const MATCH = 'reloader.stakater.com/match';
const IGNORE = 'reloader.stakater.com/ignore';

/**
 * `auto`, for Secrets only, by name or pattern, or by a search among Secrets that
 * say that they match; never for a Secret that the workload excludes or that
 * says `ignore`.
 */
export const reloads: ReloaderCheck = (workload, { name, annotations }) => {
  const isOn = (key: string) => workload[key] === 'true';
  const listed = (key: string) =>
    (workload[key] ?? '').split(',').map(entry => entry.trim());
  if (
    annotations[IGNORE] === 'true' ||
    listed('secrets.exclude.reloader.stakater.com/reload').includes(name)
  ) {
    return false;
  }
  return (
    isOn('reloader.stakater.com/auto') ||
    isOn('secret.reloader.stakater.com/auto') ||
    (isOn('reloader.stakater.com/search') && annotations[MATCH] === 'true') ||
    listed('secret.reloader.stakater.com/reload').some(pattern =>
      matchesPattern(pattern, name),
    )
  );
};
