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

import { SealingError } from '@keyward/sealing';
import { GitChangeError, type GitChangeErrorCode } from '../GitChangeError';

const CODES: Partial<Record<string, GitChangeErrorCode>> = {
  manifest: 'manifest',
  scope: 'manifest',
};

/**
 * Has what the sealing refuses refused as a change.
 *
 * @param place - a path, for the error
 */
export function asGitChange<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SealingError)) {
      throw error;
    }
    const { code, message, where, remedy } = error;
    throw new GitChangeError(CODES[code] ?? 'text', message, {
      where: `${place}, ${where}`,
      remedy,
    });
  }
}
