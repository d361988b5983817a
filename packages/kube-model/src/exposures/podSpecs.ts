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

import type { Json } from '@keyward/observation';
import { itemsAt } from '../fields/read';

/** Where the pod spec of a kind stands. */
const POD_SPECS: Record<string, string[]> = {
  '/Pod': ['spec'],
  '/PodTemplate': ['template', 'spec'],
  '/ReplicationController': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
};

/** What is made of another object's template says nothing that this does not say. */
const MADE_BY: Record<string, string[]> = {
  Pod: [
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'ReplicationController',
  ],
  ReplicaSet: ['Deployment'],
  Job: ['CronJob'],
};

/** What names a kind. */
export interface Kind {
  apiGroup: string;
  kind: string;
}

/** Where the pod spec of a kind stands; undefined for kinds that make no pods. */
export function podSpecPath({ apiGroup, kind }: Kind): string[] | undefined {
  const key = `${apiGroup}/${kind}`;
  return Object.hasOwn(POD_SPECS, key) ? POD_SPECS[key] : undefined;
}

/** Whether an object is made of the template of another one that is observed as well. */
export function isMadeOfTemplate(object: Json, { kind }: Kind): boolean {
  const makers = Object.hasOwn(MADE_BY, kind) ? MADE_BY[kind] : [];
  return itemsAt(object, 'metadata', 'ownerReferences').some(
    ({ item }) =>
      item.controller === true &&
      typeof item.kind === 'string' &&
      makers.includes(item.kind),
  );
}
