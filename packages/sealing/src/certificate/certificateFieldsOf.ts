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

import { childrenOf, type DerNode, readNode, TAG, timeOf } from './der';

/** What is looked at of an X.509 certificate. */
interface CertificateFields {
  notBefore: Date;
  notAfter: Date;
  /** Its SubjectPublicKeyInfo: the algorithm, and the key. */
  publicKeyInfo: DerNode;
}

/** The fields of a certificate in DER; undefined where it is none. */
export function certificateFieldsOf(
  der: Uint8Array,
): CertificateFields | undefined {
  const [tbs] = childrenOf(readNode(der)) ?? [];
  const fields = childrenOf(tbs) ?? [];
  // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
  const [, , , validity, , publicKeyInfo] =
    fields[0]?.tag === TAG.context0 ? fields.slice(1) : fields;
  const [notBefore, notAfter] = (childrenOf(validity) ?? []).map(timeOf);
  return notBefore && notAfter && publicKeyInfo
    ? { notBefore, notAfter, publicKeyInfo }
    : undefined;
}
