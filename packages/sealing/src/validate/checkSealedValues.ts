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
import { checkKey } from '../names';
import { SealingError } from '../SealingError';
import { judgeSealedValue } from './judgeSealedValue';

/** Of an RSA key of 16,384 bits. No text begins with bytes that say less. */
const LARGEST_WRAPPED = 2048;

/**
 * Refuses what has not the form of a sealed value, for example a value in clear.
 *
 * @throws {@link SealingError}
 */
export function checkSealedValues(encryptedData: Record<string, string>): void {
  for (const [index, [key, value]] of Object.entries(encryptedData).entries()) {
    checkKey(key, `key ${index + 1}`);
    const problem = judgeSealedValue(value, key, undefined);
    if (problem) {
      const { message, where, remedy } = problem;
      throw new SealingError('value', message, { where, remedy });
    }
    const [high, low] = decodeBase64(value)!;
    if (high * 256 + low > LARGEST_WRAPPED) {
      throw new SealingError('value', 'The value is not sealed', {
        where: key,
        remedy: 'seal it: only sealed values are put into a manifest',
      });
    }
  }
}
