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

import { GitChangeError } from '../GitChangeError';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const MOUNT_PATH = /^(\/[A-Za-z0-9_][-A-Za-z0-9_.]*)+$/;
const LONGEST_MOUNT_PATH = 400;

/**
 * A name of an environment variable.
 *
 * @throws GitChangeError
 */
export function checkVariable(name: string, where: string): void {
  if (!VARIABLE.test(name)) {
    throw new GitChangeError(
      'text',
      'This is no name of an environment variable',
      {
        where,
        remedy: 'use letters, digits and _, and no digit at the beginning',
      },
    );
  }
}

/**
 * Where a volume is mounted.
 *
 * @throws GitChangeError
 */
export function checkMountPath(path: string, where: string): void {
  if (!MOUNT_PATH.test(path) || path.length > LONGEST_MOUNT_PATH) {
    throw new GitChangeError(
      'text',
      'This is no folder that a volume is mounted at',
      {
        where,
        remedy:
          'give an absolute path of letters, digits, -, _ and ., without .. and without / at its end',
      },
    );
  }
}
