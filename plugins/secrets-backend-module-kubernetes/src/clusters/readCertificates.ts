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

import { X509Certificate } from 'crypto';

const BLOCK =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/** A CA is one certificate, or a few while it is rotated. */
const MOST = 16;
const LONGEST = 128 * 1024;

/** What a CA consists of. */
export interface Certificates {
  /** In one spelling. */
  pem: string;
  /** SHA-256 of each, as OpenSSL writes it, sorted. */
  fingerprints: string[];
}

/**
 * Reads the certificates of a CA.
 *
 * @returns undefined where there is none, one is malformed, or there are too many
 */
export function readCertificates(text: string): Certificates | undefined {
  const blocks = text.length > LONGEST ? [] : text.match(BLOCK) ?? [];
  if (blocks.length === 0 || blocks.length > MOST) {
    return undefined;
  }
  try {
    const certificates = blocks.map(block => new X509Certificate(block));
    return {
      pem: certificates.map(each => each.toString().trim()).join('\n'),
      fingerprints: certificates.map(each => each.fingerprint256).sort(),
    };
  } catch {
    return undefined;
  }
}
