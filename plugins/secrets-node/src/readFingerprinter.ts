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

import type { RootConfigService } from '@backstage/backend-plugin-api';
import { createFingerprinter, type Fingerprinter } from '@keyward/values';
import { describeError } from './errors';

/**
 * The installation's fingerprinter, of `secrets.fingerprint`.
 *
 * @returns undefined where no key is configured
 * @throws if the key is too short; the message does not contain it
 * @public
 */
export function readFingerprinter(
  config: RootConfigService,
): Fingerprinter | undefined {
  const key = config.getOptionalString('secrets.fingerprint.key');
  if (key === undefined) {
    return undefined;
  }
  const keyId =
    config.getOptionalString('secrets.fingerprint.keyId') ?? 'default';
  try {
    return createFingerprinter({ key, keyId });
  } catch (error) {
    throw new Error(`secrets.fingerprint: ${describeError(error)}`);
  }
}
