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

import type { SecretSummary } from '../../schema/openapi/generated/models';
import { KUBERNETES } from '../../store/common/presence';
import type { StoredSecret } from '../../store/inventory';
import { toProblems } from './toProblems';

/** A secret as the API shows it in lists. */
export function toSecretSummary(secret: StoredSecret): SecretSummary {
  const { kind, name, namespace, basis, ready, reason, since, from } =
    secret.deliverer;
  const { cause, lastSync } = secret.deliverer;
  return {
    id: secret.id,
    ref: secret.ref,
    sourceId: secret.sourceId,
    sourceTitle: secret.sourceTitle,
    ...(secret.system === KUBERNETES ? {} : { system: secret.system }),
    namespace: secret.namespace,
    name: secret.name,
    type: secret.type,
    class: secret.class,
    exists: secret.exists,
    keyCount: secret.keyCount,
    keyNames: secret.keyNames,
    deliverer: {
      kind,
      name,
      namespace,
      basis,
      ready,
      reason,
      since,
      cause,
      lastSync,
      from,
    },
    consumerCount: secret.consumerCount,
    consumers: secret.consumers,
    valueAge: secret.valueAge,
    problems: toProblems(secret),
    links: secret.links.map(({ ownerRefs, ...link }) => ({
      ...link,
      ...(ownerRefs.length > 0 ? { ownerRef: ownerRefs[0] } : {}),
      ownerRefs,
    })),
    createdAt: secret.createdAt,
    firstSeen: secret.firstSeen,
    lastSeen: secret.lastSeen,
  };
}
