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

import type { ResourceRule } from '@keyward/findings';
import { pageOf, severityOf, STORE, wordsOf } from './common';

/**
 * A store cannot be read, by its own condition or because nobody gets anything from it.
 * One finding, however many ExternalSecrets, and Secrets of theirs, fail for it.
 */
export const secretStoreFailing: ResourceRule = {
  id: 'secret-store-failing',
  title: 'Secret store failing',
  sentence({ name, evidence: { basis, cause, victims, users } }) {
    const count = Number(victims);
    const whom =
      count > 0
        ? `${count} of ${Number(users)} ExternalSecrets that read from it fail`
        : `${Number(users)} ExternalSecrets read from it`;
    return basis === 'condition'
      ? `${name} reports that it is not ready; ${whom}`
      : `${name} reports that it is ready, but ${wordsOf(cause)}: ${whom}`;
  },
  remedy:
    'Look at the events of the store and of an ExternalSecret that reads from it. Check its credentials, their permissions at the provider, and whether the provider can be reached.',
  docsUrl: pageOf('secret-store-failing'),
  coversVictims: true,
  about: STORE,
  judge(resource, settings) {
    const { attributes, status } = resource;
    const { health, basis, cause, victims, users } = attributes;
    const since = status?.ready === 'false' ? status.since : attributes.since;
    return {
      verdicts:
        health === 'failing'
          ? [
              {
                item: '',
                // A ClusterSecretStore is in no environment, what it fails may be.
                severity:
                  resource.worstVictim === 'high'
                    ? 'high'
                    : severityOf(resource, settings),
                evidence: {
                  basis: String(basis),
                  victims: Number(victims),
                  users: Number(users),
                  ...(cause ? { cause: String(cause) } : {}),
                  ...(since ? { since: String(since) } : {}),
                },
              },
            ]
          : [],
    };
  },
};
