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

import { KubernetesObject } from '../KubernetesObject';

/** How a client wants its objects. */
export type Representation = 'full' | 'partial' | 'table';

/** What the Accept header asks for. */
export function representationOf(accept: string | null): Representation {
  const first = accept?.split(',')[0] ?? '';
  if (/as=Table/.test(first)) {
    return 'table';
  }
  return /as=PartialObjectMetadata/.test(first) ? 'partial' : 'full';
}

/** One object, as asked for. */
export function represent(
  object: KubernetesObject,
  representation: Representation,
): object {
  switch (representation) {
    case 'partial':
      return {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      };
    case 'table':
      return table([object], {
        resourceVersion: object.metadata.resourceVersion,
      });
    default:
      return object;
  }
}

/** A list of objects, as asked for. */
export function representList(
  objects: KubernetesObject[],
  type: { apiVersion: string; kind: string },
  metadata: object,
  representation: Representation,
): object {
  switch (representation) {
    case 'partial':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(object => represent(object, 'partial')),
      };
    case 'table':
      return table(objects, metadata);
    default:
      return {
        kind: `${type.kind}List`,
        apiVersion: type.apiVersion,
        metadata,
        items: objects,
      };
  }
}

function table(objects: KubernetesObject[], metadata: object): object {
  const secrets = objects.some(({ kind }) => kind === 'Secret');
  const column = (name: string, type: string) => ({
    name,
    type,
    format: '',
    description: '',
    priority: 0,
  });
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: [
      { ...column('Name', 'string'), format: 'name' },
      ...(secrets ? [column('Type', 'string'), column('Data', 'integer')] : []),
      column('Age', 'string'),
    ],
    rows: objects.map(object => ({
      cells: [
        object.metadata.name,
        ...(secrets
          ? [object.type, Object.keys(object.data ?? {}).length]
          : []),
        object.metadata.creationTimestamp,
      ],
      object: represent(object, 'partial'),
    })),
  };
}
