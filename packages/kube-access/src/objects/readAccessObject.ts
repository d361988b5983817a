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

import type { AccessObject, AccessRule, BindingSubject } from './types';
import { readPod } from './readPod';
import { readSecret } from './readSecret';
import { readAggregation } from './readAggregation';
import { accessKindOf, apiGroupOf, isAccessKind } from './isAccessKind';
import { at, itemsOf, namesOf, textAt } from './read';
import { readServed, readServedKind } from './readServed';

/** Of AWS, Google Cloud and Azure. */
const CLOUD_IDENTITIES = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];

/**
 * Takes of a Kubernetes object, as the API server gives it, what the engine
 * needs; `undefined` for a kind that it does not look at, also for one of the
 * same name in another API group. An item of a typed list says neither kind nor
 * version: whoever asked for the list adds the kind. Nothing else of the object
 * is kept: no value of a Secret, no literal of a pod.
 *
 * @public
 */
export function readAccessObject(object: unknown): AccessObject | undefined {
  const kind = textAt(object, 'kind');
  const name = textAt(object, 'metadata', 'name');
  const namespace = textAt(object, 'metadata', 'namespace');
  const apiVersion = textAt(object, 'apiVersion');
  if (name === undefined) {
    return undefined;
  }
  if (
    apiVersion !== undefined &&
    !isAccessKind(kind ?? '', apiGroupOf(apiVersion))
  ) {
    return readServedKind(apiGroupOf(apiVersion), kind ?? '');
  }
  switch (kind) {
    case 'Role':
    case 'ClusterRole':
      return {
        kind,
        ...(namespace !== undefined && { namespace }),
        name,
        rules: itemsOf(at(object, 'rules')).map(readRule),
        ...(kind === 'ClusterRole' && readAggregation(object)),
      };
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return {
        kind,
        ...(namespace !== undefined && { namespace }),
        name,
        roleRef: {
          kind: textAt(object, 'roleRef', 'kind') ?? '',
          name: textAt(object, 'roleRef', 'name') ?? '',
        },
        subjects: itemsOf(at(object, 'subjects')).flatMap(readSubject),
      };
    case 'Namespace':
    case 'Node':
      return { kind, name };
    case 'APIResource':
    case 'CustomResourceDefinition':
      return readServed(name);
    default:
      break;
  }
  const known = accessKindOf(kind ?? '');
  if (known && (namespace !== undefined || known.isClusterScoped)) {
    return known.access.read(object, { namespace: namespace ?? '', name });
  }
  if (namespace === undefined) {
    return undefined;
  }
  switch (kind) {
    case 'ServiceAccount': {
      const cloudIdentity = CLOUD_IDENTITIES.map(key =>
        textAt(object, 'metadata', 'annotations', key),
      ).find(each => each !== undefined);
      return {
        kind,
        namespace,
        name,
        ...(cloudIdentity !== undefined && { cloudIdentity }),
      };
    }
    case 'Pod':
      return readPod(object, namespace, name);
    case 'ConfigMap':
      return namespace === 'kube-system' && name === 'aws-auth'
        ? { kind, namespace, name }
        : undefined;
    case 'Secret':
      return readSecret(object, namespace, name);
    default:
      return undefined;
  }
}

function readRule(rule: unknown): AccessRule {
  return {
    verbs: namesOf(at(rule, 'verbs')),
    apiGroups: namesOf(at(rule, 'apiGroups')),
    resources: namesOf(at(rule, 'resources')),
    resourceNames: namesOf(at(rule, 'resourceNames')),
  };
}

function readSubject(subject: unknown): BindingSubject[] {
  const kind = textAt(subject, 'kind');
  const name = textAt(subject, 'name');
  const namespace = textAt(subject, 'namespace');
  return kind !== undefined && name !== undefined
    ? [{ kind, name, ...(namespace !== undefined && { namespace }) }]
    : [];
}
