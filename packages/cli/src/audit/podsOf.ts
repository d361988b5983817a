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

import { PodHistory, podIntervalOf } from '@keyward/audit-trail';
import { topLevelOf } from '@keyward/kube-model';
import type { ObjectObservation, OwnerObservation } from '@keyward/observation';

/** The pods of a dump, which knows no pod that was gone when it was taken. */
export function podsOf(objects: ObjectObservation[]): PodHistory {
  const history = new PodHistory();
  const byUid = new Map(objects.map(object => [object.uid, object]));
  const ownerOf = ({ uid }: OwnerObservation) => byUid.get(uid);
  for (const pod of objects) {
    if (pod.kind !== 'Pod' || pod.apiGroup !== '' || !pod.namespace) {
      continue;
    }
    const { namespace } = pod;
    const top = topLevelOf(pod, ownerOf);
    const interval = podIntervalOf(
      { ...pod, namespace },
      {
        workload: [top.kind, top.namespace, top.name].join('/'),
        secrets: new Set(
          pod.references.flatMap(reference =>
            reference.namespace === namespace ? [reference.name] : [],
          ),
        ),
      },
    );
    if (interval) {
      history.add(interval);
    }
  }
  return history;
}
