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

import type { ReferenceKind, ReferenceObservation } from '@keyward/observation';
import { at, isJson, type Json } from '@keyward/observation/json';
import { flagAt, itemsAt, textAt } from '../fields/read';
import { ReferenceCollector } from './ReferenceCollector';

/** That a container mounts a volume. */
export interface Mount
  extends Pick<ReferenceObservation, 'container' | 'containerKind'> {
  /** At least one of the container's mounts of the volume is by subPath. */
  subPath: boolean;
}

/** What one source of a volume takes from a Secret. */
interface Source {
  name: unknown;
  namespace?: unknown;
  how: ReferenceKind;
  keys?: unknown[];
  optional?: boolean;
  /** Where it stands in the volume. */
  field: string;
}

/** Volume types that name the Secret with the credentials of a storage. */
const STORAGE_TYPES = [
  'cephfs',
  'cinder',
  'flexVolume',
  'iscsi',
  'rbd',
  'scaleIO',
  'storageos',
];

/**
 * The Secrets behind the volumes of a pod: one reference for each container
 * that mounts such a volume, one without container where none does.
 */
export function walkVolumes(
  spec: Json,
  path: string,
  mounts: Map<string, Mount[]>,
  references: ReferenceCollector,
): void {
  const seen = new Set<string>();
  for (const { index, item } of itemsAt(spec, 'volumes')) {
    const volume = textAt(item, 'name');
    // A second volume of the same name is an error that Kubernetes refuses.
    const repeated = volume === undefined || seen.has(volume);
    const mounted = repeated ? [] : mounts.get(volume) ?? [];
    if (volume !== undefined) {
      seen.add(volume);
    }
    for (const { field, ...source } of sourcesOf(item)) {
      const place = `${path}.volumes[${index}].${field}`;
      if (mounted.length === 0) {
        references.add({ ...source, path: place });
      }
      // Containers × sources may be any number.
      for (const { container, containerKind, subPath } of mounted) {
        if (references.isFull) {
          return;
        }
        references.add({
          ...source,
          path: place,
          container,
          containerKind,
          ...(subPath && { subPath }),
        });
      }
    }
  }
}

function sourcesOf(volume: Json): Source[] {
  const sources: Source[] = [];
  if (isJson(volume.secret)) {
    sources.push({
      name: volume.secret.secretName,
      how: 'volume',
      keys: keysOf(volume.secret),
      optional: flagAt(volume.secret, 'optional'),
      field: 'secret',
    });
  }
  for (const { index, item } of itemsAt(volume, 'projected', 'sources')) {
    if (isJson(item.secret)) {
      sources.push({
        name: item.secret.name,
        how: 'projected',
        keys: keysOf(item.secret),
        optional: flagAt(item.secret, 'optional'),
        field: `projected.sources[${index}].secret`,
      });
    }
  }
  if (isJson(volume.csi)) {
    sources.push({
      name: at(volume.csi, 'nodePublishSecretRef', 'name'),
      how: 'csi',
      field: 'csi.nodePublishSecretRef',
    });
  }
  if (isJson(volume.azureFile)) {
    sources.push({
      name: volume.azureFile.secretName,
      how: 'storage',
      field: 'azureFile',
    });
  }
  for (const type of STORAGE_TYPES) {
    if (isJson(volume[type])) {
      sources.push({
        name: at(volume[type], 'secretRef', 'name'),
        how: 'storage',
        field: `${type}.secretRef`,
      });
    }
  }
  return sources;
}

function keysOf(source: Json): unknown[] {
  return itemsAt(source, 'items').map(({ item }) => at(item, 'key'));
}
