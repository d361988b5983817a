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

import type * as Forge from 'node-forge';

/**
 * RC2-CBC, which PKCS#12 of old tools is encrypted with and OpenSSL 3 has no
 * more. Of the kept libraries only node-forge has it (pkijs and \@peculiar go
 * through WebCrypto, which has neither RC2 nor the old derivation, and are
 * asynchronous); node-forge's own PKCS#12 reader is not used, as it bounds no
 * round counts and knows no keys but RSA's. It is loaded when first needed.
 */
export function decryptRc2(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  const { rc2, util } = require('node-forge') as typeof Forge;
  const cipher = rc2.createDecryptionCipher(
    key.toString('latin1'),
    key.length * 8,
  );
  cipher.start(iv.toString('latin1'));
  cipher.update(util.createBuffer(data.toString('latin1')));
  if (!cipher.finish()) {
    throw new Error('padding');
  }
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}
