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

import { at } from '@keyward/observation/json';
import { textAt, textsAt } from '../../fields/read';
import type { KnownAccess, SecretSourceName } from '../KnownAccess';

const SORT = 'vault-auth';

/** What an object of the operator writes; one without a VaultAuth uses that of the operator. */
export const vaultSecretAccess: KnownAccess = {
  role: 'delivery',
  read: (object, { namespace, name }) => ({
    kind: 'delivery',
    namespace,
    name,
    target: textAt(object, 'spec', 'destination', 'name') ?? name,
    sources: sourcesOf(textAt(object, 'spec', 'vaultAuthRef'), namespace),
  }),
  readObserved: ({ namespace, name, detail = {}, deliveries: [made] = [] }) =>
    made && {
      kind: 'delivery',
      namespace,
      name,
      target: made.name,
      sources: sourcesOf(textAt(detail, 'vaultAuth'), namespace),
    },
};

/** Who may use a VaultAuth. */
export const vaultAuthAccess: KnownAccess = {
  role: 'source',
  sort: SORT,
  read: (object, { namespace, name }) => ({
    kind: 'source',
    sort: SORT,
    namespace,
    name,
    namespaces: textsAt(at(object, 'spec'), 'allowedNamespaces'),
  }),
  readObserved: ({ namespace, name, detail = {} }) => ({
    kind: 'source',
    sort: SORT,
    namespace,
    name,
    namespaces: textsAt(detail, 'namespaces'),
  }),
};

/** `name`, or `namespace/name`. */
function sourcesOf(
  auth: string | undefined,
  namespace: string,
): SecretSourceName[] {
  const parts = auth?.split('/') ?? [];
  const name = parts.at(-1);
  return name === undefined
    ? []
    : [
        {
          sort: SORT,
          namespace: parts.length > 1 ? parts[0] : namespace,
          name,
        },
      ];
}
