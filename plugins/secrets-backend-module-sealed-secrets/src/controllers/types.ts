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

/** When a controller makes a new key: each period, never, or nobody can say. */
export type Renewal =
  | { state: 'on'; seconds: number }
  | { state: 'off' }
  | { state: 'unknown' };

/** A Secret with a sealing key, of which the metadata alone is read. */
export interface SealingKey {
  namespace: string;
  name: string;
  /** The text of its label: `active`, or `compromised`. Any other text is none of these. */
  state: 'active' | 'compromised' | 'other';
  createdAt?: string;
  /** When the platform team last backed it up, by its annotation; absent where that says no time. */
  backedUpAt?: string;
  /** Made by a controller and not restored since, so that its certificate begins when it was created. */
  isMadeHere: boolean;
}

/** What a controller answers when it is asked for its certificate. */
export type CertificateAnswer =
  | { state: 'not-asked' }
  | { state: 'no-answer'; problem: string }
  | { state: 'unreadable' }
  | {
      state: 'read';
      /** The certificate alone, whatever else was in the answer. */
      pem: string;
      notBefore: string;
      notAfter: string;
      fingerprint: string;
      keyBits: number;
      expired: boolean;
    };

/** A Sealed Secrets controller, as its Deployment and its keys tell of it. */
export interface Controller {
  namespace: string;
  name: string;
  /** Whether its Deployment was seen. Without it only its keys are known. */
  isDeployed: boolean;
  /** For example `0.27.3`; absent where its image does not say. */
  version?: string;
  renewal: Renewal;
  /** Undefined where it serves all namespaces, or nobody can say which. */
  namespaces?: string[];
  /** Where its ServiceAccount may create Secrets, as no other can be served. Undefined where that is not known, or where it is configured. */
  mayServe?: 'all' | string[];
  /** It leaves out SealedSecrets that do not have some labels. */
  selectsByLabel: boolean;
  /** Groups of everybody, or of all accounts, that may send requests to its Service through the API server; absent where that is not known. */
  openTo?: string[];
  /** Absent where they could not be listed. */
  keys?: SealingKey[];
  certificate: CertificateAnswer;
}
