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

import {
  type AccessObject,
  type AccessRule,
  readAccessObject,
} from '@keyward/kube-access';
import { type Observation, type ObjectObservation } from '@keyward/model';

const RBAC = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Namespace',
];

/** What the access engine needs of an observation. */
export function fromObservation(
  observation: Observation,
): AccessObject | undefined {
  const { namespace, name } = observation;
  if (observation.type === 'secret') {
    return {
      kind: 'Secret',
      namespace: observation.namespace,
      name,
      ...(observation.secretType && { type: observation.secretType }),
    };
  }
  const { kind, detail = {} } = observation;
  if (kind === 'Pod' && namespace) {
    return podOf(observation, namespace);
  }
  if (!RBAC.includes(kind)) {
    return undefined;
  }
  // The details of these kinds have the form of the object.
  return readAccessObject({
    kind,
    metadata: { namespace, name },
    ...(detail as { rules?: AccessRule[] }),
  });
}

function podOf(
  { name, detail, references }: ObjectObservation,
  namespace: string,
): AccessObject {
  const serviceAccount = detail?.serviceAccountName;
  const node = detail?.nodeName;
  return {
    kind: 'Pod',
    namespace,
    name,
    secrets: [
      ...new Set(
        references
          .filter(reference => reference.namespace === namespace)
          .map(reference => reference.name),
      ),
    ],
    ...(typeof node === 'string' && { node }),
    serviceAccount:
      typeof serviceAccount === 'string' ? serviceAccount : 'default',
  };
}
