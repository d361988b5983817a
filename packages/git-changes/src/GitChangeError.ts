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
 * Why nothing is planned or written:
 *
 * - `path`: a path that must not be written
 * - `entry`: a symlink, a submodule or a name of another case stands in the way
 * - `text`: text that a tool on the way would fill in or run
 * - `incomplete`: the folder holds more files than were read
 * - `exists`: what was to be made is there already
 * - `missing`: what was to be changed is not there
 * - `ambiguous`: several places could be meant
 * - `manifest`: a file cannot be read, or not be changed as it is written
 * - `difference`: a change holds something that was not planned
 *
 * @public
 */
export type GitChangeErrorCode =
  | 'path'
  | 'entry'
  | 'text'
  | 'incomplete'
  | 'exists'
  | 'missing'
  | 'ambiguous'
  | 'manifest'
  | 'difference';

/**
 * A change is refused: what is wrong, where, and what mends it. It quotes paths and names
 * that were checked before, and no content of files.
 *
 * @public
 */
export class GitChangeError extends Error {
  readonly code: GitChangeErrorCode;
  /** Where: a path, a field. */
  readonly where: string;
  /** What to do about it. */
  readonly remedy: string;

  constructor(
    code: GitChangeErrorCode,
    message: string,
    details: { where: string; remedy: string },
  ) {
    super(message);
    this.name = 'GitChangeError';
    this.code = code;
    this.where = details.where;
    this.remedy = details.remedy;
  }
}
