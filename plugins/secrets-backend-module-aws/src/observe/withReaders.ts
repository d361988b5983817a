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

import type { SystemSecretObservation } from '@keyward/observation';
import type { AwsService } from '../config';
import type { KnownIdentities } from './Identities';

/** Says of each secret which ServiceAccounts read it, as far as the roles of its account tell. */
export async function* withReaders(
  pages: AsyncIterable<SystemSecretObservation[]>,
  identities: KnownIdentities,
): AsyncGenerator<SystemSecretObservation[]> {
  for await (const page of pages) {
    yield page.map(secret => {
      const readers = readersOf(secret, identities);
      return readers ? { ...secret, readers } : secret;
    });
  }
}

function readersOf(
  { attributes = {} }: SystemSecretObservation,
  { reach, unknown }: KnownIdentities,
): SystemSecretObservation['readers'] {
  const { arn, resourcePolicy, service, usesDefaultKey } = attributes;
  if (reach && typeof arn === 'string') {
    return reach.readersOf(
      { service: service as AwsService, arn },
      {
        key: usesDefaultKey !== true,
        // Parameters of the usual kinds have none.
        resourcePolicy:
          service === 'secrets-manager' && resourcePolicy !== 'none',
      },
    );
  }
  return unknown.length > 0
    ? { accounts: [], unknown: [...unknown] }
    : undefined;
}
