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

import { KubernetesObject, ManagedFieldsEntry } from '../KubernetesObject';
import { ManifestManager } from '../Manifest';
import { EstateClock } from './EstateClock';

const appliers = ['argocd-controller', 'kustomize-controller', 'flux'];

/** The managed fields of an object, from who is said to have written it. */
export function managedFieldsOf(
  object: KubernetesObject,
  managers: ManifestManager[],
  clock: EstateClock,
  seed: string,
): ManagedFieldsEntry[] {
  return managers.map(({ manager, operation, age, fields = 'all' }) => ({
    manager,
    operation: operation ?? (appliers.includes(manager) ? 'Apply' : 'Update'),
    apiVersion: object.apiVersion,
    // The seed of the creation: an object and its first values are as old.
    time: clock.ago(age, seed),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(object, fields),
    ...(fields === 'status' ? { subresource: 'status' } : {}),
  }));
}

function fieldsOf(
  object: KubernetesObject,
  fields: NonNullable<ManifestManager['fields']>,
): Record<string, object> {
  const { labels = {}, annotations = {}, ownerReferences } = object.metadata;
  const metadata = {
    ...(Object.keys(annotations).length > 0
      ? { 'f:annotations': ownedKeys(Object.keys(annotations)) }
      : {}),
    ...(Object.keys(labels).length > 0
      ? { 'f:labels': ownedKeys(Object.keys(labels)) }
      : {}),
    ...(ownerReferences
      ? {
          'f:ownerReferences': Object.fromEntries(
            ownerReferences.map(({ uid }) => [`k:{"uid":"${uid}"}`, {}]),
          ),
        }
      : {}),
  };
  if (Array.isArray(fields)) {
    return { 'f:data': ownedKeys(fields, false) };
  }
  const content = contentFields(object, fields === 'stringData');
  switch (fields) {
    case 'metadata':
      return { 'f:metadata': metadata };
    case 'status':
      return { 'f:status': ownedKeys(Object.keys(object.status ?? {})) };
    case 'data':
    case 'stringData':
      return content;
    default:
      return Object.keys(metadata).length > 0
        ? { ...content, 'f:metadata': metadata }
        : content;
  }
}

function contentFields(
  object: KubernetesObject,
  asStringData: boolean,
): Record<string, object> {
  const { apiVersion, kind, metadata, status, ...content } = object;
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const field = asStringData && name === 'data' ? 'stringData' : name;
      const isMap =
        value !== null && typeof value === 'object' && !Array.isArray(value);
      return [`f:${field}`, isMap ? ownedKeys(Object.keys(value)) : {}];
    }),
  );
}

function ownedKeys(keys: string[], whole = true): Record<string, object> {
  return Object.fromEntries([
    ...(whole ? [['.', {}]] : []),
    ...keys.map(key => [`f:${key}`, {}]),
  ]);
}
