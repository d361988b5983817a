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

import type { ClusterEncryption, EncryptionState } from './judgeEncryption';
import { providerGrades } from './providers';

const STATES: Record<EncryptionState, string> = {
  encrypted: 'encrypts its Secrets at rest',
  mixed: 'has Secrets both encrypted and in plaintext at rest',
  plaintext: 'stores its Secrets in plaintext',
  unknown: 'may or may not encrypt its Secrets at rest: it is not known',
};

/**
 * Says in words how a cluster stores its Secrets, and how that is known.
 *
 * @public
 */
export function describeEncryption(encryption: ClusterEncryption): string {
  const { cluster, state, provider, evidence } = encryption;
  return [
    `${cluster} ${STATES[state]}.`,
    ...(provider
      ? [
          `Provider ${provider}: ${lowerFirst(
            providerGrades[provider].explanation,
          )}`,
        ]
      : []),
    ...evidence,
  ].join(' ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
