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

import { apiGroupOf } from './isAccessKind';
import { at, itemsOf, textAt } from './read';
import type { SecretObject } from './types';

const TOKEN_OWNER = 'kubernetes.io/service-account.name';
const SEALING_KEY = 'sealedsecrets.bitnami.com/sealed-secrets-key';
const HELM_RECORD = 'helm.sh/release.v1';

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
      textAt(owner, 'kind') === 'SealedSecret' &&
      apiGroupOf(textAt(owner, 'apiVersion') ?? '') === 'bitnami.com',
  );
  const release =
    type === HELM_RECORD
      ? label('name')
      : annotation('meta.helm.sh/release-name');
  return {
    kind: 'Secret',
    namespace,
    name,
    ...(type !== undefined && { type }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    // A compromised key still opens what was sealed with it.
    ...(label(SEALING_KEY) !== undefined && { isSealingKey: true }),
    ...(isSealed && { isSealed }),
    ...(release !== undefined && {
      helmRelease: {
        namespace: annotation('meta.helm.sh/release-namespace') ?? namespace,
        name: release,
      },
    }),
  };
}
