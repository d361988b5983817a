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

import { findInPem } from './findInPem';
import { Finds } from './Finds';

/** The fields of a kubeconfig that hold PEM as base64, see the reference of `clientcmd/api/v1`. */
const FIELDS =
  /(?:certificate-authority-data|client-certificate-data|client-key-data)["']?\s{0,8}:\s{0,8}["']?([A-Za-z0-9+/]{40,}={0,2})/g;
const MARKS = ['certificate-authority-data', 'client-certificate-data'];

/** Whether a text has the fields in which a kubeconfig holds certificates. */
export function looksLikeKubeconfig(bytes: Buffer): boolean {
  return MARKS.some(mark => bytes.includes(mark));
}

/** The certificates and private keys of a kubeconfig, in YAML or JSON. */
export function findInKubeconfig(value: Buffer, finds: Finds): void {
  for (const [, encoded] of value.toString('latin1').matchAll(FIELDS)) {
    findInPem(Buffer.from(encoded, 'base64'), finds);
  }
}
