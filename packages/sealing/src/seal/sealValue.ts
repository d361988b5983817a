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

/*
 * The format of a sealed value, as pkg/crypto/crypto.go (HybridEncrypt) of
 * https://github.com/bitnami-labs/sealed-secrets writes and reads it:
 *
 *   base64( length | wrapped key | sealed bytes )
 *
 *   length        2 bytes, big-endian: how many bytes the wrapped key has
 *   wrapped key   RSA-OAEP (RFC 8017) of a random 32-byte session key, with
 *                 SHA-256 for the hash and for MGF1, and with the label of the scope
 *   sealed bytes  AES-256-GCM of the value under the session key, with a nonce of
 *                 12 zero bytes, no additional data, and the 16-byte tag at the end
 *
 * The label is `namespace/name` for strict, `namespace` for namespace-wide and
 * empty for cluster-wide: under another one the wrapped key does not open. A nonce
 * that never changes is safe here only because no session key seals twice.
 */

import { encodeBase64 } from '../bytes';
import type { SealingCertificate } from '../certificate';
import { labelOf, type SealingTarget } from '../scope';
import { webCrypto } from '../webCrypto';

const SESSION_KEY_BYTES = 32;
const LENGTH_BYTES = 2;
const NONCE = new Uint8Array(12);

/**
 * Seals one value for a target. Nothing but the holder of the certificate's key
 * can open it again, not even who sealed it.
 *
 * @returns what stands in `spec.encryptedData`
 * @throws {@link SealingError} where the target's names are none
 * @public
 */
export async function sealValue(
  value: Uint8Array,
  certificate: SealingCertificate,
  target: SealingTarget,
): Promise<string> {
  const label = new TextEncoder().encode(labelOf(target));
  const crypto = webCrypto();
  const { subtle } = crypto;
  const sessionKey = crypto.getRandomValues(new Uint8Array(SESSION_KEY_BYTES));
  const [wrapped, sealed] = await Promise.all([
    subtle.encrypt(
      { name: 'RSA-OAEP', label },
      certificate.publicKey,
      sessionKey,
    ),
    subtle
      .importKey('raw', sessionKey, 'AES-GCM', false, ['encrypt'])
      .then(key =>
        subtle.encrypt(
          { name: 'AES-GCM', iv: NONCE },
          key,
          value as Uint8Array<ArrayBuffer>,
        ),
      ),
  ]);
  sessionKey.fill(0);
  const bytes = new Uint8Array(
    LENGTH_BYTES + wrapped.byteLength + sealed.byteLength,
  );
  new DataView(bytes.buffer).setUint16(0, wrapped.byteLength);
  bytes.set(new Uint8Array(wrapped), LENGTH_BYTES);
  bytes.set(new Uint8Array(sealed), LENGTH_BYTES + wrapped.byteLength);
  return encodeBase64(bytes);
}
