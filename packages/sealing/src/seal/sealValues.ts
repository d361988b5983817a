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

import type { SealingCertificate } from '../certificate';
import { checkKey } from '../names';
import type { SealingTarget } from '../scope';
import { SealingError } from '../SealingError';
import { sealValue } from './sealValue';

/** What all values of a Secret may have together: MaxSecretSize of Kubernetes. */
const LARGEST = 1024 * 1024;
/** Web Crypto works beside the page: one value is encrypted while another is written. */
const AT_ONCE = 3;

/**
 * Seals the values of one Secret, each by itself.
 *
 * @param values - by key
 * @returns `spec.encryptedData`
 * @throws {@link SealingError} where a key is none, or the values are too large together
 * @public
 */
export async function sealValues(
  values: ReadonlyMap<string, Uint8Array>,
  certificate: SealingCertificate,
  target: SealingTarget,
): Promise<Record<string, string>> {
  let size = 0;
  for (const [position, [key, value]] of [...values].entries()) {
    checkKey(key, `key ${position + 1}`);
    size += value.byteLength;
  }
  if (values.size === 0) {
    throw new SealingError('value', 'There is no value to seal', {
      where: 'the values',
      remedy: 'give at least one',
    });
  }
  if (size > LARGEST) {
    throw new SealingError(
      'value',
      'The values are larger than a Secret may be',
      {
        where: 'the values',
        remedy: 'a Secret holds 1 MiB (1,048,576 bytes): make several of it',
      },
    );
  }
  const sealed: [string, string][] = [];
  const queue = [...values].entries();
  const work = async () => {
    for (const [position, [key, value]] of queue) {
      sealed[position] = [key, await sealValue(value, certificate, target)];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // An assignment would lose a key that is called __proto__.
  return Object.fromEntries(sealed);
}
