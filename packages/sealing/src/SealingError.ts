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
 * What went wrong:
 *
 * - `no-webcrypto`: this page or program has no Web Crypto
 * - `certificate`: no sealing certificate, or one that nothing can be sealed with
 * - `certificate-expired`: its time is over, or has not begun
 * - `name`: a name, key, label or annotation that Kubernetes or a tool on the way would not take
 * - `value`: a value that cannot be in a Secret
 * - `manifest`: a manifest that cannot be read or merged into
 * - `scope`: nothing says, or two things say differently, for which scope to seal
 *
 * @public
 */
export type SealingErrorCode =
  | 'no-webcrypto'
  | 'certificate'
  | 'certificate-expired'
  | 'name'
  | 'value'
  | 'manifest'
  | 'scope';

/**
 * Something cannot be sealed: what is wrong, where, and what mends it. It quotes
 * nothing of what was given: a value may have been typed where a name belongs.
 *
 * @public
 */
export class SealingError extends Error {
  /** What went wrong. */
  readonly code: SealingErrorCode;
  /** Where: a field, a line. */
  readonly where: string;
  /** What to do about it. */
  readonly remedy: string;

  constructor(
    code: SealingErrorCode,
    message: string,
    details: { where: string; remedy: string },
  ) {
    super(message);
    this.name = 'SealingError';
    this.code = code;
    this.where = details.where;
    this.remedy = details.remedy;
  }
}
