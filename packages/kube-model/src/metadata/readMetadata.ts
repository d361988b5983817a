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
  type ManagerObservation,
  type OwnerObservation,
  isJson,
  jsonOf,
  jsonsOf,
  stringMapOf,
  stringOf,
  instantOf,
  ObservationError,
} from '@keyward/observation';

/** What every object of the Kubernetes API has. */
export interface ObjectMetadata {
  apiGroup: string;
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  resourceVersion?: string;
  createdAt?: string;
  labels: Record<string, string>;
  /** With their values: never to be stored as they are. */
  annotations: Record<string, string>;
  owners: OwnerObservation[];
  managers: ManagerObservation[];
}

/** Of all kinds but those of RBAC, whose names may be of any length: one of them must not be a way to hide a grant. */
const LONGEST_NAME = 253;
const RBAC = 'rbac.authorization.k8s.io';

/**
 * Reads the metadata of an object.
 *
 * @param object - as JSON
 * @param fallback - kind and version, as items of a list carry none
 * @throws {@link ObservationError}
 */
export function readMetadata(
  object: unknown,
  fallback: { apiVersion?: string; kind?: string } = {},
): ObjectMetadata {
  if (!isJson(object)) {
    throw new ObservationError('Not a Kubernetes object: no JSON object');
  }
  const kind = stringOf(object.kind) ?? fallback.kind;
  const version = stringOf(object.apiVersion) ?? fallback.apiVersion;
  if (!kind || !version) {
    throw new ObservationError(
      'Not a Kubernetes object: no kind or apiVersion',
    );
  }
  if (!isJson(object.metadata)) {
    throw new ObservationError(`A ${tidy(kind)} without metadata`);
  }
  const metadata = object.metadata;
  const [group, apiVersion] = version.includes('/')
    ? version.split('/', 2)
    : ['', version];
  const name = stringOf(metadata.name);
  if (!name || (name.length > LONGEST_NAME && group !== RBAC)) {
    throw new ObservationError(`A ${tidy(kind)} without a valid metadata.name`);
  }
  return {
    apiGroup: group,
    apiVersion,
    kind,
    namespace: stringOf(metadata.namespace),
    name,
    uid: stringOf(metadata.uid),
    resourceVersion: stringOf(metadata.resourceVersion),
    createdAt: instantOf(metadata.creationTimestamp),
    labels: stringMapOf(metadata.labels),
    annotations: stringMapOf(metadata.annotations),
    owners: jsonsOf(metadata.ownerReferences).flatMap(readOwner),
    managers: jsonsOf(metadata.managedFields).flatMap(readManager),
  };
}

function readOwner(owner: Record<string, unknown>): OwnerObservation[] {
  const apiVersion = stringOf(owner.apiVersion);
  const kind = stringOf(owner.kind);
  const name = stringOf(owner.name);
  if (!apiVersion || !kind || !name) {
    return [];
  }
  return [
    {
      apiVersion,
      kind,
      name,
      uid: stringOf(owner.uid) ?? '',
      ...(owner.controller === true ? { controller: true } : {}),
    },
  ];
}

/** A writer and the names of the data keys that it owns, never values. */
function readManager(entry: Record<string, unknown>): ManagerObservation[] {
  const name = stringOf(entry.manager);
  if (!name) {
    return [];
  }
  const fields = jsonOf(entry.fieldsV1);
  const dataKeys = new Set<string>();
  for (const part of ['f:data', 'f:stringData']) {
    for (const field of Object.keys(jsonOf(fields[part]))) {
      if (field.startsWith('f:')) {
        dataKeys.add(field.slice(2));
      }
    }
  }
  const time = instantOf(entry.time);
  const subresource = stringOf(entry.subresource);
  return [
    {
      name,
      operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
      ...(subresource ? { subresource } : {}),
      ...(time ? { time } : {}),
      ...(dataKeys.size > 0 ? { dataKeys: [...dataKeys] } : {}),
    },
  ];
}

/** A kind is shown in messages only if it looks like one. */
function tidy(kind: string): string {
  return /^[A-Za-z0-9]{1,63}$/.test(kind) ? kind : 'object';
}
