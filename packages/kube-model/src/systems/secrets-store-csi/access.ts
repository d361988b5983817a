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

import { isJson } from '@keyward/observation/json';
import { textAt, textsAt } from '../../fields/read';
import type { KnownAccess, ProviderClassObject } from '../KnownAccess';
import { providerClassOf } from './secretProviderClass';

/** What a SecretProviderClass reads, and the Secrets that it writes. */
export const providerClassAccess: KnownAccess = {
  role: 'provider-class',
  read: (object, at) =>
    accessOf({
      ...at,
      ...providerClassOf(isJson(object) ? object : {}, at.namespace),
    }),
  readObserved: accessOf,
};

function accessOf({
  namespace,
  name,
  detail = {},
  deliveries = [],
}: {
  namespace: string;
  name: string;
  detail?: Record<string, unknown>;
  deliveries?: readonly { name: string }[];
}): ProviderClassObject {
  const store = [textAt(detail, 'provider'), textAt(detail, 'store')]
    .filter(Boolean)
    .join(' ');
  return {
    kind: 'provider-class',
    namespace,
    name,
    targets: [...new Set(deliveries.map(each => each.name))].sort(),
    reads: textsAt(detail, 'reads')
      .map(path => `${store} ${path}`)
      .sort(),
  };
}
