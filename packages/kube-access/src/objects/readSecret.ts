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

import { knownSystems } from '@keyward/kube-model/systems';
import { apiGroupOf } from './isAccessKind';
import { at, itemsOf, textAt } from './read';
import type { SecretObject } from './types';

const TOKEN_OWNER = 'kubernetes.io/service-account.name';
const { records, sealingKeyLabels } = knownSystems;

/** What of a Secret says what else one has with it. */
export function readSecret(
  object: unknown,
  namespace: string,
  name: string,
): SecretObject {
  const annotation = (key: string) =>
    textAt(object, 'metadata', 'annotations', key);
  const label = (key: string) => textAt(object, 'metadata', 'labels', key);
  const type = textAt(object, 'type');
  const serviceAccount = annotation(TOKEN_OWNER);
  const isSealed = itemsOf(at(object, 'metadata', 'ownerReferences')).some(
    owner =>
      knownSystems.kind(
        apiGroupOf(textAt(owner, 'apiVersion') ?? ''),
        textAt(owner, 'kind') ?? '',
      )?.isSealing,
  );
  const release = releaseOf(type, label, annotation);
  return {
    kind: 'Secret',
    namespace,
    name,
    ...(type !== undefined && { type }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    // A compromised key still opens what was sealed with it.
    ...(sealingKeyLabels.some(key => label(key) !== undefined) && {
      isSealingKey: true,
    }),
    ...(isSealed && { isSealed }),
    ...(release !== undefined && {
      helmRelease: {
        namespace: release.namespace ?? namespace,
        name: release.name,
      },
    }),
  };
}

/** The release of which a Secret is a record, or that made it. */
function releaseOf(
  type: string | undefined,
  label: (key: string) => string | undefined,
  annotation: (key: string) => string | undefined,
): { namespace?: string; name: string } | undefined {
  const own = records.find(each => each.secretType === type);
  for (const record of own ? [own] : records) {
    const name = own ? label(own.label) : annotation(record.annotations.name);
    if (name !== undefined) {
      return { namespace: annotation(record.annotations.namespace), name };
    }
  }
  return undefined;
}
