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

import { type Json, stringOf } from '@keyward/observation';
import type { PodInterval } from './PodHistory';

/** What has ended gave its address back. */
const ENDED = new Set(['Succeeded', 'Failed']);

/**
 * What is observed of a pod.
 *
 * @public
 */
export interface ObservedPod {
  namespace: string;
  name: string;
  uid?: string;
  createdAt?: string;
  /** As `kube-model` reads it of a pod. */
  detail?: Json;
}

/**
 * A pod that there is now as an interval that has not ended.
 *
 * @param of - its workload, and the names of the Secrets of its namespace that it uses
 * @returns undefined where it is not known since when it exists
 * @public
 */
export function podIntervalOf(
  pod: ObservedPod,
  of: { workload: string; secrets?: ReadonlySet<string> },
): PodInterval | undefined {
  const { detail = {}, namespace, name, uid } = pod;
  const since = stringOf(detail.startTime) ?? pod.createdAt;
  if (since === undefined) {
    return undefined;
  }
  const node = stringOf(detail.nodeName);
  const address = stringOf(detail.podIP);
  const hasEnded = ENDED.has(stringOf(detail.phase) ?? '');
  return {
    namespace,
    name,
    ...(uid && { uid }),
    ...(node && { node }),
    addresses: address && !hasEnded ? [address] : [],
    serviceAccount: stringOf(detail.serviceAccountName) ?? 'default',
    workload: of.workload,
    secrets: of.secrets ?? new Set(),
    since,
  };
}
