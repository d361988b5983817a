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

import type { CredentialClass } from './types';

const BY_END: [CredentialClass, RegExp][] = [
  [
    'password',
    /(?:^|-)(?:password|passwd|passphrase|pass|pwd|requirepass|masterauth)(?:-\d+)?$|[a-z](?:password|passwd|passphrase)$/,
  ],
  ['oauth-client', /(?:^|-)(?:client|oauth|consumer|app)-?secret$/],
  [
    'encryption-key',
    /(?:^|-)(?:(?:encryption|signing|master|hmac|session|cookie|jwt|private|cipher|aes)-?(?:key|secret)|secret-?key-?base|pepper)$/,
  ],
  [
    'api-key',
    /(?:^|-)(?:api-?key|api-?secret|secret-?access-?key|access-?key|account-?key|app-?key|application-?key|license-?key|subscription-?key|webhook-?secret|secret-?key)$/,
  ],
  ['token', /(?:^|-)(?:token|bearer|pat|authorization)$|[a-z]token$/],
  ['api-key', /(?:^|-)(?:secret|credential)$/],
];

/** Names of what may be told of a credential. */
const ABOUT =
  /(?:^|-)(?:checksum|hash|digest|fingerprint|version|revision|public|sha\d*)(?:-|$)/;

/**
 * The class of credential that a name speaks of: only names that end by it, as
 * `PASSWORD_FILE`, `TOKEN_TTL` and `passwordPolicy` are about something else.
 */
export function credentialClassOf(name: string): CredentialClass | undefined {
  const words = name
    .slice(-253)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s.:/]+/g, '-')
    .toLowerCase();
  return ABOUT.test(words)
    ? undefined
    : BY_END.find(([, pattern]) => pattern.test(words))?.[0];
}
