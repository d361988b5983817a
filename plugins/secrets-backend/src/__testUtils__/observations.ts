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

import { CLASSIFIER_VERSION } from '@keyward/values';
import {
  formatObjectRef,
  kubernetesSecretRef,
  OBSERVATION_VERSION,
  type KeyObservation,
  type ObjectObservation,
  type AnyObservation,
  type ObservationBatch,
  type ReferenceObservation,
  type SecretObservation,
} from '@keyward/observation';

export const SOURCE = 'prod';
export const START = Date.parse('2026-01-01T00:00:00.000Z');

/** An instant so many minutes after the start of the test's world. */
export function at(minutes: number): string {
  return new Date(START + minutes * 60_000).toISOString();
}

export function key(
  name: string,
  value: string,
  overrides: Partial<KeyObservation> = {},
): KeyObservation {
  return {
    name,
    class: 'password',
    size: '12-31 B',
    fingerprint: value,
    fingerprintKeyId: 'k1',
    age: { earliest: at(0), latest: at(0), basis: 'managed-fields' },
    ...overrides,
  };
}

export function secret(
  namespace: string,
  name: string,
  overrides: Partial<SecretObservation> & { version?: string } = {},
): SecretObservation {
  const { version, ...rest } = overrides;
  const keys = rest.keys ?? [key('password', `${namespace}/${name}`)];
  return {
    type: 'secret',
    ref: kubernetesSecretRef(SOURCE, namespace, name),
    namespace,
    name,
    uid: `uid-${name}`,
    resourceVersion: version ?? '1',
    createdAt: at(0),
    secretType: 'Opaque',
    class: 'password',
    taken: 'fingerprint',
    keys,
    keyCount: keys.length,
    labels: {},
    annotations: [],
    owners: [],
    managers: [],
    deliverer: { kind: 'by hand', name: 'kubectl', basis: 'manager' },
    classifierVersion: CLASSIFIER_VERSION,
    ...rest,
  };
}

export function reference(
  namespace: string,
  name: string,
  overrides: Partial<ReferenceObservation> = {},
): ReferenceObservation {
  return { namespace, name, how: 'env', container: 'app', ...overrides };
}

export function object(
  kind: string,
  namespace: string,
  name: string,
  overrides: Partial<ObjectObservation> & {
    version?: string;
    owner?: { kind: string; name: string };
  } = {},
): ObjectObservation {
  const { version, owner, ...rest } = overrides;
  const apiGroup = rest.apiGroup ?? groupOf(kind);
  return {
    type: 'object',
    ref: formatObjectRef({ sourceId: SOURCE, apiGroup, kind, namespace, name }),
    apiGroup,
    apiVersion: apiGroup ? `${apiGroup}/v1` : 'v1',
    kind,
    namespace,
    name,
    uid: `uid-${kind}-${name}`,
    resourceVersion: version ?? '1',
    createdAt: at(0),
    labels: {},
    annotations: [],
    owners: owner
      ? [
          {
            apiVersion: groupOf(owner.kind)
              ? `${groupOf(owner.kind)}/v1`
              : 'v1',
            kind: owner.kind,
            name: owner.name,
            uid: `uid-${owner.kind}-${owner.name}`,
            controller: true,
          },
        ]
      : [],
    references: [],
    deliveries: [],
    ...rest,
  };
}

function groupOf(kind: string): string {
  const groups: Record<string, string> = {
    Deployment: 'apps',
    ReplicaSet: 'apps',
    Job: 'batch',
    CronJob: 'batch',
    ExternalSecret: 'external-secrets.io',
    Role: 'rbac.authorization.k8s.io',
    RoleBinding: 'rbac.authorization.k8s.io',
    ClusterRole: 'rbac.authorization.k8s.io',
    ClusterRoleBinding: 'rbac.authorization.k8s.io',
  };
  return groups[kind] ?? '';
}

export function batch(
  stream: string,
  upserts: AnyObservation[],
  overrides: Partial<ObservationBatch> = {},
): ObservationBatch {
  return {
    version: OBSERVATION_VERSION,
    stream,
    upserts,
    gone: [],
    observedAt: at(10),
    ...overrides,
  };
}
