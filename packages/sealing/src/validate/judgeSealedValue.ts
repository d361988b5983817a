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

import { decodeBase64 } from '../bytes';
import type { SealedSecretProblem } from './types';

const LENGTH_BYTES = 2;
const TAG_BYTES = 16;
/** OAEP with SHA-256 takes 66 bytes, the session key 32: the smallest RSA key that holds them. */
const LEAST_WRAPPED = 98;

const SEAL_AGAIN = 'seal the value again: this was cut off or changed';

/** What is wrong with one sealed value, as far as its form tells. */
export function judgeSealedValue(
  value: unknown,
  where: string,
  keyBits: readonly number[] | undefined,
): SealedSecretProblem | undefined {
  const problem = (
    code: SealedSecretProblem['code'],
    message: string,
    remedy = SEAL_AGAIN,
    neverOpens = true,
  ): SealedSecretProblem => ({ code, where, message, remedy, neverOpens });

  if (typeof value !== 'string') {
    return problem('structure', 'The sealed value is no text');
  }
  const bytes = decodeBase64(value);
  if (!bytes) {
    return problem('encoding', 'The sealed value is no base64');
  }
  if (bytes.length < LENGTH_BYTES) {
    return problem('length', 'The sealed value is empty or cut off');
  }
  const wrapped = new DataView(bytes.buffer).getUint16(0);
  if (wrapped < LEAST_WRAPPED) {
    return problem('length', 'No session key fits into the sealed value');
  }
  if (bytes.length < LENGTH_BYTES + wrapped + TAG_BYTES) {
    return problem(
      'length',
      `The sealed value has ${bytes.length} bytes, and would need at least ${
        LENGTH_BYTES + wrapped + TAG_BYTES
      }`,
    );
  }
  const sizes = keyBits?.map(bits => Math.ceil(bits / 8));
  return sizes && !sizes.includes(wrapped)
    ? problem(
        'foreign-key',
        `The value was sealed with a key of ${
          wrapped * 8
        } bits, and no known key has that size`,
        "seal the value again with the controller's certificate",
        false,
      )
    : undefined;
}
