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

import { createHmac, createSecretKey } from 'crypto';
import { isGuessable } from './isGuessable';
import { type SecretValue } from '@keyward/observation';

const SHORTEST_KEY = 32;
const KEPT_HEX_DIGITS = 32;

/**
 * The key of an installation, by which equal values are recognised.
 *
 * @public
 */
export interface FingerprintKey {
  /** At least 32 bytes, base64 when given as a string. */
  key: Buffer | string;
  /** Names the key, so that a change of it never counts as a rotation. */
  keyId: string;
}

/** @public */
export interface Fingerprint {
  /** 128 bits in hex; absent for a guessable value. */
  fingerprint?: string;
  /** The value is guessable: equality with a guess would give it away. */
  weak: boolean;
  keyId: string;
}

/** @public */
export interface Fingerprinter {
  readonly keyId: string;
  fingerprint(value: SecretValue): Fingerprint;
}

/**
 * Fingerprints values by HMAC-SHA-256 under an installation's key.
 *
 * @throws if the key is too short or its id is empty; the message does not
 * contain the key
 * @public
 */
export function createFingerprinter(options: FingerprintKey): Fingerprinter {
  const { keyId } = options;
  const bytes =
    typeof options.key === 'string'
      ? Buffer.from(options.key, 'base64')
      : options.key;
  if (bytes.length < SHORTEST_KEY) {
    throw new Error(
      `The fingerprint key has ${bytes.length} bytes, at least ${SHORTEST_KEY} are needed: make one with \`openssl rand -base64 32\``,
    );
  }
  if (!keyId) {
    throw new Error('The fingerprint key needs an id (keyId)');
  }
  const key = createSecretKey(bytes);
  return {
    keyId,
    fingerprint: value =>
      value.use(content => {
        if (isGuessable(content)) {
          return { weak: true, keyId };
        }
        const fingerprint = createHmac('sha256', key)
          .update(content)
          .digest('hex')
          .slice(0, KEPT_HEX_DIGITS);
        return { fingerprint, weak: false, keyId };
      }),
  };
}
