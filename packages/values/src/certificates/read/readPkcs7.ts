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

import { childrenOf, DerError, oidOf, readNode, TAG } from './der';
import { Finds } from './Finds';
import { noteOf } from './notes';

const SIGNED_DATA = '1.2.840.113549.1.7.2';

/** Whether an element is a PKCS#7 of certificates. */
export function isPkcs7(bytes: Buffer): boolean {
  try {
    const [type] = childrenOf(readNode(bytes), TAG.sequence);
    return oidOf(type) === SIGNED_DATA;
  } catch {
    return false;
  }
}

/** The certificates of a PKCS#7 (`.p7b`). */
export function readPkcs7(bytes: Buffer, where: string, finds: Finds): void {
  try {
    const [type, content] = childrenOf(readNode(bytes), TAG.sequence);
    if (oidOf(type) !== SIGNED_DATA || !content) {
      finds.notes.push(noteOf('unsupported', where));
      return;
    }
    const list = childrenOf(childrenOf(content)[0]).find(
      ({ tag }) => tag === 0xa0,
    );
    for (const certificate of list ? childrenOf(list) : []) {
      finds.addCertificate(certificate.whole, where);
    }
  } catch (error) {
    const reason = error instanceof DerError ? error.reason : 'garbage';
    finds.notes.push(noteOf(reason, where));
  }
}
