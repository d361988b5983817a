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

import { randomBytes } from 'crypto';
import { createFingerprinter, type Fingerprinter } from './createFingerprinter';

const KEY_BYTES = 32;
const ID_BYTES = 8;

/**
 * Fingerprints values under a key that nobody keeps: they tell equal values
 * among themselves and nothing else. The id is random as the key is, so that
 * fingerprints of two such keys are never taken for a change of the values.
 *
 * @public
 */
export function createOneTimeFingerprinter(): Fingerprinter {
  return createFingerprinter({
    key: randomBytes(KEY_BYTES),
    keyId: `once-${randomBytes(ID_BYTES).toString('hex')}`,
  });
}
