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

import { webcrypto } from 'node:crypto';
import { type SealingCertificate, sealValues } from '@keyward/sealing';

const { subtle } = webcrypto;
const NONCE = new Uint8Array(12);

/** As a command or a form seals them. */
export async function sealByKeyward(
  values: ReadonlyMap<string, Uint8Array>,
  certificate: SealingCertificate,
): Promise<void> {
  await sealValues(values, certificate, {
    scope: 'strict',
    namespace: 'shop',
    name: 'db',
  });
}

/** What no sealing can do without: the key wrapped, imported and used, one value after the other. */
export async function sealByPrimitives(
  values: ReadonlyMap<string, Uint8Array>,
  { publicKey }: SealingCertificate,
): Promise<void> {
  const label = new TextEncoder().encode('shop/db');
  const sessionKey = webcrypto.getRandomValues(new Uint8Array(32));
  for (const value of values.values()) {
    await Promise.all([
      subtle.encrypt({ name: 'RSA-OAEP', label }, publicKey, sessionKey),
      subtle
        .importKey('raw', sessionKey, 'AES-GCM', false, ['encrypt'])
        .then(key =>
          subtle.encrypt({ name: 'AES-GCM', iv: NONCE }, key, value),
        ),
    ]);
  }
}
