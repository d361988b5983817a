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

/** A Secret that came or whose values changed, and when. */
export interface PastChange {
  namespace: string;
  name: string;
  /** ISO 8601 */
  at: string;
}

/** Objects as they were at some time, and what became of them since. */
export interface ClusterPast {
  objects: KubernetesObject[];
  /** The earliest first. */
  changes: PastChange[];
}

/**
 * Takes a cluster back to a time. Secrets that changed since have other values,
 * of the same kinds, and what came since is not there; nothing else differs.
 *
 * @param renderings - each object as it is, and as it is with its earlier values
 */
export function renderPast(
  renderings: Iterable<{
    object: KubernetesObject;
    renderEarlier(): KubernetesObject;
  }>,
  at: Date,
): ClusterPast {
  const since = (time: string | undefined) =>
    time !== undefined && Date.parse(time) > at.getTime();
  const objects: KubernetesObject[] = [];
  const changes: PastChange[] = [];
  for (const { object, renderEarlier } of renderings) {
    const { kind, metadata } = object;
    const { creationTimestamp: created, name, namespace = '' } = metadata;
    const written = kind === 'Secret' ? lastWriteOf(object) : undefined;
    if (since(created)) {
      if (kind === 'Secret') {
        changes.push({ namespace, name, at: created! });
      }
    } else if (since(written)) {
      changes.push({ namespace, name, at: written! });
      objects.push(withWritesBefore(renderEarlier(), at));
    } else {
      objects.push(object);
    }
  }
  changes.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { objects, changes };
}

/** When somebody last wrote values, as far as the managed fields tell. */
function lastWriteOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.managedFields
    ?.filter(({ fieldsV1 }) => 'f:data' in fieldsV1)
    .map(({ time }) => time)
    .sort()
    .at(-1);
}

function withWritesBefore(
  object: KubernetesObject,
  at: Date,
): KubernetesObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      // Another version than that of now.
      resourceVersion: '1',
      managedFields: metadata.managedFields?.map(entry =>
        Date.parse(entry.time) > at.getTime()
          ? { ...entry, time: metadata.creationTimestamp! }
          : entry,
      ),
    },
  };
}
