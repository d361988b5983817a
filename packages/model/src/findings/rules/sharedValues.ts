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

import type { SecretClass } from '../../observation/types';
import type { KeyFacts, SameValueFacts, SecretFacts } from '../types';

/** Names, addresses and certificates are the same in many places, as they should be. */
const NOT_SECRET: ReadonlySet<SecretClass> = new Set([
  'identifier',
  'public',
  'other',
  'tls',
]);

/** Tools that put one value into several places on purpose. */
const COPIERS = new Set([
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'SealedSecret',
  'VaultStaticSecret',
  'VaultDynamicSecret',
  'SecretProviderClass',
  'Reflector',
  'Replicator',
]);

/** The keys of a secret whose values are secret and somewhere else as well. */
export function sharedValues(
  secret: SecretFacts,
): { key: KeyFacts; others: SameValueFacts[] }[] {
  return secret.keys
    .filter(key => !NOT_SECRET.has(key.class))
    .map(key => ({ key, others: key.sameValues }))
    .filter(({ others }) => others.length > 0);
}

/** Whether both are there because a tool put them there. */
export function isCopiedOnPurpose(
  secret: SecretFacts,
  other: SameValueFacts,
): boolean {
  return COPIERS.has(secret.deliverer.kind) && COPIERS.has(other.deliverer);
}
