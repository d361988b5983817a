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

import { accessKindOf, accessKindsOf, isAccessKind } from './isAccessKind';
import { textAt } from './read';
import { readAccessObject } from './readAccessObject';
import { readSecret } from './readSecret';
import { readServedKind } from './readServed';
import type { AccessObject, SecretObject } from './types';

const READ_AS_OBJECTS = new Set([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Namespace',
  'APIResource',
  'CustomResourceDefinition',
]);
const MIRROR = 'kubernetes.io/config.mirror';

/**
 * An annotation as observations have it: of most only the key.
 *
 * @public
 */
export interface ObservedAnnotation {
  key: string;
  value?: string;
}

/**
 * An object of a cluster as Keyward's observations have it.
 *
 * @public
 */
export interface ObservedObject {
  /** Empty for the core group. */
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  /** Of roles, bindings and pods, in the form of the object. */
  detail?: Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: readonly ObservedAnnotation[];
  /** The Secrets it refers to. */
  references?: {
    namespace: string;
    name: string;
    how?: string;
    path?: string | null;
  }[];
  /** The Secrets it makes, and of which stores. */
  deliveries?: {
    namespace: string;
    name: string;
    from?: { system: string; store?: string }[];
  }[];
}

/**
 * A Secret as Keyward's observations have it.
 *
 * @public
 */
export interface ObservedSecret {
  namespace: string;
  name: string;
  secretType?: string;
  labels?: Record<string, string>;
  annotations?: readonly ObservedAnnotation[];
  owners?: readonly { apiVersion: string; kind: string; name: string }[];
}

/**
 * The kinds of which {@link readObserved} makes something, but for the one
 * ConfigMap that counts, see {@link isObservedForAccess}.
 *
 * @public
 */
export const observedAccessKinds: readonly string[] = [
  ...READ_AS_OBJECTS,
  ...accessKindsOf('source', 'delivery', 'project', 'provider-class'),
  'Pod',
];

const KINDS = new Set(observedAccessKinds);

/**
 * Whether an object decides about access.
 *
 * @public
 */
export function isObservedForAccess({
  apiGroup,
  kind,
  namespace,
  name,
}: Pick<ObservedObject, 'apiGroup' | 'kind' | 'namespace' | 'name'>): boolean {
  return (
    isAccessKind(kind, apiGroup) &&
    (KINDS.has(kind) || isAwsAuth(kind, namespace, name))
  );
}

/**
 * What the engine needs of an observed object; undefined for kinds that do not
 * count and for what cannot be read.
 *
 * @public
 */
export function readObserved(
  observed: ObservedObject,
): AccessObject | undefined {
  const { kind, namespace, name, detail = {}, labels } = observed;
  if (!isObservedForAccess(observed)) {
    return readServedKind(observed.apiGroup, kind);
  }
  if (kind === 'Pod' && namespace) {
    return podOf({ ...observed, namespace });
  }
  const known = accessKindOf(kind);
  if (known) {
    return namespace !== undefined || known.isClusterScoped
      ? known.access.readObserved({ ...observed, namespace: namespace ?? '' })
      : undefined;
  }
  return readAccessObject({
    ...detail,
    kind,
    metadata: {
      namespace,
      name,
      labels,
      annotations: valuesOf(observed.annotations),
    },
    ...(detail.aggregatedFrom !== undefined && {
      aggregationRule: { clusterRoleSelectors: detail.aggregatedFrom },
    }),
  });
}

/**
 * What the engine needs of an observed Secret.
 *
 * @public
 */
export function readObservedSecret(observed: ObservedSecret): SecretObject {
  const { namespace, name, secretType, labels, annotations, owners } = observed;
  return readSecret(
    {
      ...(secretType && { type: secretType }),
      metadata: {
        labels,
        annotations: valuesOf(annotations),
        ownerReferences: owners,
      },
    },
    namespace,
    name,
  );
}

/** No other ConfigMap of that name counts. */
function isAwsAuth(kind: string, namespace: string | undefined, name: string) {
  return (
    kind === 'ConfigMap' && namespace === 'kube-system' && name === 'aws-auth'
  );
}

function valuesOf(annotations: readonly ObservedAnnotation[] = []) {
  return Object.fromEntries(
    annotations.flatMap(({ key, value }) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}

/** How a pod names Secrets that it does not mount: its node gets no right by them. */
const NOT_MOUNTED = new Set(['annotation', 'argument', 'convention']);

function podOf({
  namespace,
  name,
  detail = {},
  annotations = [],
  references = [],
}: ObservedObject & { namespace: string }): AccessObject {
  const own = references.filter(
    each => each.namespace === namespace && !NOT_MOUNTED.has(each.how ?? ''),
  );
  const node = textAt(detail, 'nodeName');
  const defaultServiceAccount = textAt(detail, 'defaultServiceAccount');
  const isMirror = annotations.some(({ key }) => key === MIRROR);
  // What the kubelet runs by itself is nobody, others are `default` at least.
  const serviceAccount =
    textAt(detail, 'serviceAccountName') ?? (isMirror ? undefined : 'default');
  return {
    kind: 'Pod',
    namespace,
    name,
    secrets: [...new Set(own.map(each => each.name))],
    ...(node !== undefined && { node }),
    ...(isMirror && { isMirror }),
    ...(defaultServiceAccount !== undefined && { defaultServiceAccount }),
    ...(serviceAccount !== undefined && { serviceAccount }),
  };
}
