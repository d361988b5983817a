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

import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../KubernetesObject';
import { EstateClock } from '../render/EstateClock';
import type { ClusterStore } from '../server/ClusterStore';

/** Owners that make a pod anew, and whether it then has the name of the old one. */
const OWNERS: Record<string, { keepsName: boolean } | undefined> = {
  DaemonSet: { keepsName: false },
  ReplicaSet: { keepsName: false },
  StatefulSet: { keepsName: true },
};
const SUFFIX = /-[a-z0-9]{5}$/;

/**
 * Has the pods that use a Secret be made anew, as Reloader does when it changes.
 *
 * @returns how many
 */
export function restartConsumers(
  store: ClusterStore,
  secret: { namespace?: string; name: string },
  now: Date,
): number {
  const pods = store
    .list('v1', 'Pod')
    .filter(
      ({ metadata, spec }) =>
        metadata.namespace === secret.namespace && refersTo(spec, secret.name),
    );
  let count = 0;
  for (const pod of pods) {
    const kind = pod.metadata.ownerReferences?.[0]?.kind ?? '';
    const owner = OWNERS[kind];
    if (owner) {
      store.delete(pod);
      store.put(madeAnew(pod, owner.keepsName, now));
      count += 1;
    }
  }
  return count;
}

function madeAnew(
  pod: KubernetesObject,
  keepsName: boolean,
  now: Date,
): KubernetesObject {
  const uid = randomUUID();
  // What somebody attached to debug the old pod is not there.
  const { ephemeralContainers, ...spec } = pod.spec;
  const name = keepsName
    ? pod.metadata.name
    : pod.metadata.name.replace(SUFFIX, `-${uid.slice(0, 5)}`);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      uid,
      creationTimestamp: new EstateClock(now).ago('0s'),
    },
    spec,
  };
}

/** Whether a part of a pod takes a Secret, in any way that pods have. */
function refersTo(part: unknown, name: string): boolean {
  if (Array.isArray(part)) {
    return part.some(each => refersTo(each, name));
  }
  if (part === null || typeof part !== 'object') {
    return false;
  }
  return Object.entries(part).some(
    ([field, value]) =>
      (['secretRef', 'secretKeyRef', 'secret'].includes(field) &&
        [value?.name, value?.secretName].includes(name)) ||
      refersTo(value, name),
  );
}
